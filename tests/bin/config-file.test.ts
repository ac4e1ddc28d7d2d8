/** rejoin.json: what it may say, and every fault of it at once. */
import { expect, test } from 'vitest'
import { revealed, Settings } from '../../bin/books/settings.ts'
import { parseConfig, readConfigFile } from '../../bin/config-file.ts'
import { wallClock } from '../../src/books/wall-time.ts'

const parse = (books: unknown) => parseConfig(JSON.stringify({ books }), '/etc/rejoin/rejoin.json').books

const around = (env: Record<string, string> = {}) => ({
  connectionId: 'c1',
  env,
  now: () => 0,
  clock: wallClock('Australia/Brisbane'),
})

test('a book, with what is usual', async () => {
  const book = parse({ c1: { kind: 'http', url: 'https://book.example/rejoin' } }).get('c1')
  expect(book?.canWrite).toBe(true)
  const open = await book?.open(around())
  expect(open?.writable).toMatchObject({ writeTimeoutMs: 30_000 })
})

test('a token lies beside the file, and plain http stays on the machine', async () => {
  const settings = { kind: 'http', url: 'http://127.0.0.1:8080', tokenFile: 'token', timeoutSeconds: 0.5 }
  const book = parse({ c1: settings }).get('c1')
  await expect(book?.open(around())).rejects.toThrow('the token of the book in /etc/rejoin/token (ENOENT)')
  const { tokenFile: _, ...without } = settings
  const open = await parse({ c1: without })
    .get('c1')
    ?.open(around({ REJOIN_BOOK_TOKEN: 'abc' }))
  expect(open?.writable).toMatchObject({ writeTimeoutMs: 500 })
})

test('a secret comes from a file or the environment, and never stands in the file', () => {
  const faults: string[] = []
  const of = (value: unknown) =>
    new Settings({ password: value }, 'books.c1', '/etc', faults).secret('password')
  expect(of({ file: 'pw' })).toEqual({ file: '/etc/pw' })
  expect(of({ env: 'PW' })).toEqual({ env: 'PW' })
  expect(of('hunter2')).toBeNull()
  expect(of({ file: 'pw', env: 'PW' })).toBeNull()
  expect(faults).toHaveLength(2)
  expect(faults.join()).not.toContain('hunter2')
  expect(revealed({ env: 'PW' }, 'the password', { PW: 'hunter2' })).toBe('hunter2')
  expect(() => revealed({ env: 'PW' }, 'the password', {})).toThrow('put it into the environment as PW')
})

test('every fault is told, each with its place, and no secret', () => {
  const bad = {
    c1: { kind: 'http', url: 'http://book.example', timeoutSeconds: 0, colour: 'red' },
    c2: { kind: 'http', url: 'https://me:secret@book.example/?key=secret' },
    c3: 7,
    c4: { kind: 'ftp' },
  }
  let words = ''
  try {
    parse(bad)
  } catch (error) {
    words = (error as Error).message
  }
  const places = words.split('\n').map((line) => line.split(' ').slice(1, 2).join())
  expect(places).toEqual([
    'books.c1.url',
    'books.c1.timeoutSeconds',
    'books.c1',
    'books.c2.url',
    'books.c3',
    'books.c3.kind',
    'books.c4.kind',
  ])
  expect(words).not.toContain('secret')
  expect(() => parseConfig('{"books": "secret', 'f')).toThrow('f: this is not JSON')
})

test('a file that was named must be there', () => {
  expect(() => readConfigFile({ REJOIN_CONFIG: '/nowhere/rejoin.json' })).toThrow('ENOENT')
})
