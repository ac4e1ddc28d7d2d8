/** rejoin.json: what it may say, and every fault of it at once. */
import { expect, test } from 'vitest'
import { parseConfig, readConfigFile } from '../../bin/config-file.ts'

const parse = (books: unknown) => parseConfig(JSON.stringify({ books }), '/etc/rejoin/rejoin.json').books

test('a book, with what is usual', () => {
  expect(parse({ c1: { kind: 'http', url: 'https://book.example/rejoin' } }).get('c1')).toEqual({
    kind: 'http',
    url: 'https://book.example/rejoin',
    timeoutMs: 30_000,
    staleAfterMs: 120_000,
    tokenFile: null,
  })
})

test('a token lies beside the file, and plain http stays on the machine', () => {
  const book = { kind: 'http', url: 'http://127.0.0.1:8080', tokenFile: 'token', timeoutSeconds: 0.5 }
  expect(parse({ c1: book }).get('c1')).toMatchObject({ tokenFile: '/etc/rejoin/token', timeoutMs: 500 })
})

test('every fault is told, each with its place, and no secret', () => {
  const bad = {
    c1: { kind: 'ftp', url: 'http://book.example', timeoutSeconds: 0, colour: 'red' },
    c2: { kind: 'http', url: 'https://me:secret@book.example/?key=secret' },
    c3: 7,
  }
  let words = ''
  try {
    parse(bad)
  } catch (error) {
    words = (error as Error).message
  }
  const places = words.split('\n').map((line) => line.split(' ').slice(1, 2).join())
  expect(places).toEqual([
    'books.c1',
    'books.c1.kind',
    'books.c1.url',
    'books.c1.timeoutSeconds',
    'books.c2.url',
    'books.c3',
    'books.c3.kind',
    'books.c3.url',
  ])
  expect(words).not.toContain('secret')
  expect(() => parseConfig('{"books": "secret', 'f')).toThrow('f: this is not JSON')
})

test('a file that was named must be there', () => {
  expect(() => readConfigFile({ REJOIN_CONFIG: '/nowhere/rejoin.json' })).toThrow('ENOENT')
})
