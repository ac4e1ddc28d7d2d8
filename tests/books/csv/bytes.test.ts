/** Bytes on their way to the scanner: however they come in pieces, the text is the same. */
import { describe, expect, test } from 'vitest'
import type { Delimiter, Encoding } from '../../../src/books/csv/mapping/mapping.ts'
import { restored, Unreadable, utf8Of, withCommas, withoutLines } from '../../../src/books/csv/rows/bytes.ts'
import { delimiterOf } from '../../../src/books/csv/rows/delimiter.ts'

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
async function textOf(source: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of source) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
const SIZES = [1, 2, 3, 5, 1024]
const TEXT = 'a,"é";\u{1F600}\r\n€\tb|\u001f\n'

describe.each(SIZES)('in pieces of %i bytes', (size) => {
  test.each<[Encoding, Buffer, string]>([
    ['utf-8', Buffer.from(TEXT), TEXT],
    ['utf-16le', Buffer.from(TEXT, 'utf16le'), TEXT],
    ['windows-1252', Buffer.from([0x80, 0x2c, 0xe9, 0x92, 0x9f, 0xff]), '€,é’Ÿÿ'],
  ])('%s', async (encoding, bytes, text) => {
    expect(await textOf(utf8Of(pieces(bytes, size), encoding))).toBe(text)
  })

  test.each([
    ['one\ntwo\nthree', 1, 'two\nthree'],
    ['one\r\ntwo\r\nthree', 2, 'three'],
    ['one\rtwo\rthree', 1, 'two\rthree'],
    ['\r\n\nthree', 2, 'three'],
    ['one\r\n\ntwo', 1, '\ntwo'],
    ['one', 3, ''],
    ['one\n', 0, 'one\n'],
  ])('%j without its first %i lines', async (text, lines, rest) => {
    expect(await textOf(withoutLines(pieces(Buffer.from(text), size), lines))).toBe(rest)
  })

  test.each<Delimiter>(['comma', 'semicolon', 'tab', 'pipe'])(
    'a %s is a comma, and back',
    async (delimiter) => {
      const source = Buffer.from(TEXT)
      const changed = await textOf(withCommas(pieces(source, size), delimiter))
      expect(restored(changed, delimiter)).toBe(TEXT)
      expect(source.toString()).toBe(TEXT)
      const own = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' }[delimiter]
      expect(changed.indexOf(',')).toBe(TEXT.indexOf(own))
    },
  )

  test.each<[string, Encoding, Buffer, string]>([
    ['half a pair', 'utf-16le', Buffer.from('ab\ud83dcd', 'utf16le'), 'ab'],
    ['half a pair at the end', 'utf-16le', Buffer.from('ab\ud83d', 'utf16le'), 'ab'],
    ['half a character', 'utf-16le', Buffer.from([0x61, 0, 0x62]), 'a'],
    ['no character', 'windows-1252', Buffer.from([0x61, 0x81, 0x62]), 'a'],
  ])('what comes before %s is kept', async (_, encoding, bytes, before) => {
    let text = ''
    const take = async (): Promise<void> => {
      for await (const chunk of utf8Of(pieces(bytes, size), encoding)) text += chunk.toString('utf8')
    }
    await expect(take()).rejects.toThrow(Unreadable)
    expect(text).toBe(before)
  })
})

describe('the delimiter of a first line', () => {
  test.each<[string, (string | number)[], Delimiter]>([
    ['Id,Name;Title,Start\n', ['Id', 'Start'], 'comma'],
    ['"Id";"Name, first";Start\r\n1;2;3', ['Id', 'Start'], 'semicolon'],
    ['Id\tName, first\tStart', ['id ', 'START'], 'tab'],
    // Without names to look for, the one that cuts most.
    ['1|2|3,4|5', [1, 2], 'pipe'],
    ['Id', ['Id'], 'comma'],
    ['', [], 'comma'],
  ])('%j', (head, wanted, delimiter) => {
    expect(delimiterOf(head, wanted)).toBe(delimiter)
  })
})
