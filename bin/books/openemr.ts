/** OpenEMR, over its MariaDB or MySQL database. */
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { ENTRY_STATUSES } from '../../src/reconcile/model.ts'
import { UsageError } from '../config.ts'
import type { BookSettings, ReadSettings } from './kind.ts'
import { revealed, type Settings } from './settings.ts'

export const openEmrBook: ReadSettings = (settings: Settings): BookSettings => {
  const socket = settings.optionalPath('socket')
  const host = socket === null ? settings.text('host') : 'localhost'
  const port = settings.count('port', 3306, 65_535)
  const database = settings.text('database')
  const user = settings.text('user')
  const password = settings.secret('password')
  const isHere = socket !== null || HERE.includes(host)
  const encrypted = settings.flag('tls', !isHere)
  const caFile = settings.optionalPath('caFile')
  const statuses = settings.table('statuses', ENTRY_STATUSES)
  const informant = settings.count('informant', 1)
  const timeoutMs = settings.seconds('timeoutSeconds', 30)
  const canWrite = settings.flag('write', false)
  if (!encrypted && !isHere) {
    settings.fault('tls', "must be true: patients' names travel over it (false only to this machine itself)")
  }
  if (encrypted && isIP(host) !== 0) {
    settings.fault(
      'host',
      'must be a name where "tls" is true: it is what the certificate is checked against',
    )
  }
  if (!encrypted && caFile !== null) settings.fault('caFile', 'is of no use without "tls": true')
  return {
    canWrite,
    server: socket ?? `${host}:${port}`,
    async open({ env, now, clock }) {
      const { OpenEmrBook } = await import('../../src/books/openemr/client.ts')
      const book = new OpenEmrBook({
        ...{ host, port, socket, database, user, statuses, timeoutMs, clock, now },
        password: revealed(password, 'the password of the database', env),
        tls: encrypted ? { ca: caFile === null ? null : certificate(caFile) } : null,
        writing: canWrite ? { informant } : null,
      })
      return { source: book, writable: canWrite ? book : null, close: () => book.close() }
    },
  }
}

const HERE: readonly string[] = ['localhost', '127.0.0.1', '::1']

function certificate(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw new UsageError(`cannot read the certificate in ${path} (${code})`)
  }
}
