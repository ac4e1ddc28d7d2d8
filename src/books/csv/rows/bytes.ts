/**
 * The bytes of a file as src/bundle/scan.ts and fast-csv read them: UTF-8, separated by commas, from the header on.
 * Another delimiter changes places with the comma, so that one scanner serves all; `restored` changes them back.
 */
import { DELIMITERS, type Delimiter, type Encoding } from '../mapping/mapping.ts'

/** Nothing that follows can be understood. The message tells the kind of trouble, never what stands there. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

/** Throws an `Unreadable` behind the last bytes that could be decoded. */
export async function* utf8Of(source: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  const decode = DECODERS[encoding]()
  let first = true
  for await (const chunk of source) {
    if (first) refuseForeignMark(chunk, encoding)
    first = false
    const { bytes, broken } = decode(chunk, false)
    yield bytes
    if (broken) throw new Unreadable(`there are bytes that are no ${encoding}`)
  }
  const { bytes, broken } = decode(Buffer.alloc(0), true)
  yield bytes
  if (broken) throw new Unreadable(`there are bytes that are no ${encoding}`)
}

/** Without its first lines, however they end. */
export async function* withoutLines(source: AsyncIterable<Buffer>, lines: number): AsyncGenerator<Buffer> {
  let left = lines
  let afterReturn = false
  for await (const chunk of source) {
    let at = 0
    for (; at < chunk.length && (left > 0 || afterReturn); at++) {
      const byte = chunk[at]
      if (afterReturn && byte === LF) {
        afterReturn = false
        continue
      }
      if (left === 0) break
      afterReturn = byte === CR
      if (byte === LF || byte === CR) left--
    }
    if (at < chunk.length) afterReturn = false
    yield chunk.subarray(at)
  }
}

/** The delimiter becomes a comma, the comma a unit separator, and that the delimiter: nothing is lost on the way. */
export async function* withCommas(
  source: AsyncIterable<Buffer>,
  delimiter: Delimiter,
): AsyncGenerator<Buffer> {
  const own = DELIMITERS[delimiter].charCodeAt(0)
  for await (const chunk of source) {
    if (own === COMMA) {
      yield chunk
      continue
    }
    // A copy: the stream may own these bytes. Below 128 a byte of UTF-8 is never part of another character.
    const bytes = Buffer.from(chunk)
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]
      if (byte === COMMA) bytes[i] = UNIT
      else if (byte === own) bytes[i] = COMMA
      else if (byte === UNIT) bytes[i] = own
    }
    yield bytes
  }
}

/** A cell as it stood in the file. */
export function restored(cell: string, delimiter: Delimiter): string {
  const own = DELIMITERS[delimiter]
  if (own === ',') return cell
  return cell.replace(MOVED, (character) => {
    if (character === ',') return own
    if (character === UNIT_TEXT) return ','
    return character === own ? UNIT_TEXT : character
  })
}

const LF = 0x0a
const CR = 0x0d
const COMMA = 0x2c
const UNIT = 0x1f
const UNIT_TEXT = String.fromCharCode(UNIT)
const MOVED = new RegExp(`[${Object.values(DELIMITERS).join('')}${UNIT_TEXT}]`, 'g')

/** `broken`: what follows cannot be decoded any more. */
type Decode = (chunk: Buffer, last: boolean) => { readonly bytes: Buffer; readonly broken: boolean }

const DECODERS: Readonly<Record<Encoding, () => Decode>> = {
  // The scanner looks for itself, and tells the line.
  'utf-8': () => (chunk) => ({ bytes: chunk, broken: false }),
  'windows-1252': () => (chunk) => {
    const text = chunk
      .toString('latin1')
      .replace(/[\u0080-\u009f]/g, (c) => WINDOWS_1252[c.charCodeAt(0) - 0x80] ?? c)
    return upTo(text, text.search(/[\u0080-\u009f]/))
  },
  'utf-16le': () => {
    let left: Buffer = Buffer.alloc(0)
    return (chunk, last) => {
      const bytes = Buffer.concat([left, chunk])
      let end = bytes.length - (bytes.length % 2)
      // The first half of a pair waits for the second.
      if (end >= 2 && (bytes.readUInt16LE(end - 2) & 0xfc00) === 0xd800) end -= 2
      left = bytes.subarray(end)
      const text = bytes.toString('utf16le', 0, end)
      const lone = text.search(/\p{Surrogate}/u)
      return upTo(text, lone < 0 && last && left.length > 0 ? text.length : lone)
    }
  },
}

const upTo = (text: string, broken: number): ReturnType<Decode> => ({
  bytes: Buffer.from(broken < 0 ? text : text.slice(0, broken), 'utf8'),
  broken: broken >= 0,
})

/** 0x80 to 0x9f. By hand, since Node's decoder depends on how it was built; five of them are no characters. */
const WINDOWS_1252: readonly (string | undefined)[] = [...'€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'].map(
  (character) => (character === ' ' ? undefined : character),
)

/** The mark at a file's beginning says how it is written; a mapping that says otherwise is told what fits. */
function refuseForeignMark(head: Buffer, encoding: Encoding): void {
  const marked: Encoding | 'utf-16be' | null =
    head[0] === 0xff && head[1] === 0xfe
      ? 'utf-16le'
      : head[0] === 0xfe && head[1] === 0xff
        ? 'utf-16be'
        : head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf
          ? 'utf-8'
          : null
  if (marked === null || marked === encoding) return
  throw new Unreadable(`the file begins as ${marked}, and the mapping says ${encoding}`)
}
