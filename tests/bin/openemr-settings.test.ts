/** rejoin.json about a book in OpenEMR. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseConfig } from '../../bin/config-file.ts'
import { wallClock } from '../../src/books/wall-time.ts'

const folder = mkdtempSync(join(tmpdir(), 'rejoin openemr '))
const parse = (book: object) =>
  parseConfig(
    JSON.stringify({ books: { c1: { kind: 'openemr', ...book } } }),
    join(folder, 'rejoin.json'),
  ).books.get('c1')
const faultsOf = (book: object): string => {
  try {
    parse(book)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}
const around = (env: Record<string, string> = {}) => ({
  connectionId: 'c1',
  env,
  now: () => 0,
  clock: wallClock('Australia/Sydney'),
})

const HERE = { host: '127.0.0.1', database: 'openemr', user: 'rejoin', password: { env: 'PW' } }
const THERE = { ...HERE, host: 'db.example' }

test('read only, unless writing is switched on', async () => {
  const reading = parse(HERE)
  expect(reading?.canWrite).toBe(false)
  expect((await reading?.open(around({ PW: 'x' })))?.writable).toBeNull()
  const writing = parse({ ...HERE, write: true, informant: 7, timeoutSeconds: 12 })
  expect(writing?.canWrite).toBe(true)
  expect((await writing?.open(around({ PW: 'x' })))?.writable).toMatchObject({ writeTimeoutMs: 12_000 })
})

test('a secret is asked for when the book is opened, and a certificate is read then', async () => {
  await expect(parse(HERE)?.open(around())).rejects.toThrow('put it into the environment as PW')
  const certified = parse({ ...THERE, caFile: 'ca.pem' })
  await expect(certified?.open(around({ PW: 'x' }))).rejects.toThrow('(ENOENT)')
  writeFileSync(join(folder, 'ca.pem'), 'a certificate')
  expect(await certified?.open(around({ PW: 'x' }))).toMatchObject({ writable: null })
})

test.each<[string, object, string]>([
  ['plain text to another machine', { ...THERE, tls: false }, 'books.c1.tls must be true'],
  ['an encrypted line to a number', { ...HERE, host: '10.0.0.7' }, 'books.c1.host must be a name'],
  ['a certificate for plain text', { ...HERE, caFile: 'ca.pem' }, 'books.c1.caFile is of no use'],
  ['no host', { ...HERE, host: undefined }, 'books.c1.host must be a text'],
  ['a password in the file', { ...HERE, password: 'hunter2' }, 'a secret never stands in this file'],
  ['a status that is none', { ...HERE, statuses: { Q: 'gone' } }, 'books.c1.statuses.Q must be one of'],
  ['a slip of the pen', { ...HERE, wirte: true }, 'knows no "wirte"'],
])('refused: %s', (_, book, words) => {
  expect(faultsOf(book)).toContain(words)
  expect(faultsOf(book)).not.toContain('hunter2')
})

test.each<[string, object]>([
  ['plain text to this machine', HERE],
  ['a socket instead of a host', { ...HERE, host: undefined, socket: 'mysqld.sock' }],
  ['an encrypted line to a name', THERE],
  ["the practice's own statuses", { ...HERE, statuses: { Q: 'arrived' } }],
])('taken: %s', (_, book) => {
  expect(faultsOf(book)).toBe('')
})
