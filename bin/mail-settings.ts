/**
 * The part `mail` of rejoin.json: who sends, by which server or into which folder, and what each practice wants. What is
 * secret stands elsewhere, and is read when mail is made or sent.
 */
import { readFileSync } from 'node:fs'
import { isAddress, withoutTwins } from '../src/mail/addresses.ts'
import { folderTransport } from '../src/mail/folder.ts'
import { ATTACH, type Attach, type MailTransport } from '../src/mail/mail.ts'
import type { Mailing } from '../src/mail/queue.ts'
import { smtpTransport, TLS_WAYS } from '../src/mail/smtp.ts'
import { revealed, type Secret, type Settings } from './books/settings.ts'
import { UsageError } from './config.ts'

type Env = Readonly<Record<string, string | undefined>>

export interface MailSettings {
  /** For people: `smtp mail.example.org:587`, `folder /var/spool/rejoin`. */
  readonly place: string
  /** By practice id: whose addresses stand here. All others are those that the practice gave the platform. */
  readonly to: ReadonlyMap<string, readonly string[]>
  /** What letters are made with. Throws `UsageError` where a secret is not to be had. */
  mailing(env: Env): Mailing
  transport(env: Env): MailTransport
}

/** Beside rejoin.json, where nothing else is said. */
const DEFAULT_FOLDER = 'rejoin-mail'
const PORTS = { required: 587, implicit: 465, none: 25 } as const

export function mailSettings(settings: Settings): MailSettings {
  const from = settings.text('from')
  if (from !== '' && !isAddress(from)) settings.fault('from', NO_ADDRESS)
  const reportAt = reportAtIn(settings)
  const transport = transportIn(settings)
  const { to, wishes } = wishesIn(settings)
  settings.end()
  return { ...transport, to, mailing: (env) => ({ from, reportAt, wishes: wishes(env) }) }
}

const NO_ADDRESS = 'must be a bare address such as manager@practice.example: no name, no brackets'

function reportAtIn(settings: Settings): string | null {
  const template = settings.optionalText('reportAt')
  for (const [, name] of (template ?? '').matchAll(/\{([^{}]*)\}/g)) {
    if (!PLACEHOLDERS.some((one) => one === name)) {
      settings.fault(
        'reportAt',
        `knows no {${name}}, only ${PLACEHOLDERS.map((one) => `{${one}}`).join(', ')}`,
      )
    }
  }
  return template
}

const PLACEHOLDERS = ['connection', 'run', 'practice'] as const

function transportIn(settings: Settings): Pick<MailSettings, 'place' | 'transport'> {
  const hasFolder = settings.has('folder')
  if (!settings.has('smtp')) {
    const transport = folderTransport(settings.path('folder', DEFAULT_FOLDER))
    return { place: transport.place, transport: () => transport }
  }
  if (hasFolder) settings.fault('folder', 'goes not together with smtp: one of them')
  return smtpIn(settings.inner('smtp'))
}

function smtpIn(settings: Settings): Pick<MailSettings, 'place' | 'transport'> {
  const host = settings.text('host')
  if (host !== '' && !/^[A-Za-z0-9._:-]+$/.test(host))
    settings.fault('host', 'must be the name of a server, or its number')
  const tls = settings.oneOf('tls', TLS_WAYS, 'required')
  if (tls === 'none' && !isThisMachine(host)) {
    settings.fault('tls', 'may be none only to this machine itself: mail never travels unencrypted')
  }
  const port = settings.count('port', PORTS[tls], 65_535)
  const caFile = settings.optionalPath('caFile')
  const login = loginIn(settings)
  settings.end()
  return {
    place: `smtp ${host}:${port}`,
    transport: (env) =>
      smtpTransport({
        host,
        port,
        tls,
        login: login(env),
        ca: caFile === null ? null : certificates(caFile),
      }),
  }
}

const isThisMachine = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(host)

function loginIn(settings: Settings): (env: Env) => { user: string; password: string } | null {
  const user = settings.optionalText('user')
  const password = settings.secret('password')
  if ((user === null) !== !settings.has('password')) settings.fault('user', 'and password go together')
  return (env) =>
    user === null ? null : { user, password: revealed(password, `${settings.place}.password`, env) ?? '' }
}

function certificates(path: string): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw new UsageError(`cannot read mail.smtp.caFile in ${path} (${code})`)
  }
  // TLS would pass over anything else in silence, and then trust nobody.
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new UsageError(`mail.smtp.caFile: ${path} holds no certificate in PEM`)
  return text
}

function wishesIn(settings: Settings): Pick<MailSettings, 'to'> & {
  readonly wishes: (env: Env) => Mailing['wishes']
} {
  const practices = settings.inner('practices')
  const found = practices.names().map((id) => [id, wishIn(practices.inner(id))] as const)
  const wishes = (env: Env) =>
    new Map(
      found.map(([id, { zipPassword, ...wish }]) => [
        id,
        { ...wish, zipPassword: longEnough(revealed(zipPassword, zipPlace(id), env), zipPlace(id)) },
      ]),
    )
  return { to: new Map(found.flatMap(([id, { to }]) => (to === null ? [] : [[id, to]]))), wishes }
}

const zipPlace = (practiceId: string): string => `mail.practices.${practiceId}.zipPassword`

/** An attachment can be guessed at for years, and nobody notices. */
function longEnough(password: string | null, place: string): string | null {
  if (password === null || password.length >= SHORTEST_ZIP_PASSWORD) return password
  throw new UsageError(`${place} must have at least ${SHORTEST_ZIP_PASSWORD} characters`)
}

const SHORTEST_ZIP_PASSWORD = 12

function wishIn(settings: Settings): {
  readonly to: readonly string[] | null
  readonly attach: Attach
  readonly zipPassword: Secret | null
} {
  const to = settings.has('to') ? settings.texts('to', []) : null
  for (const [at, address] of (to ?? []).entries()) {
    if (!isAddress(address)) settings.fault(`to[${at}]`, NO_ADDRESS)
  }
  const attach = settings.oneOf('attach', ATTACH, 'nothing')
  const zipPassword = settings.secret('zipPassword')
  if ((attach === 'full-zip') !== settings.has('zipPassword')) {
    settings.fault('zipPassword', 'goes together with "attach": "full-zip", and that with it')
  }
  settings.end()
  return { to: to === null ? null : withoutTwins(to), attach, zipPassword }
}
