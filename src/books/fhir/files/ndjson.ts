/** PURE. Resources, one in each line. Bytes are split first and decoded after: one line of wrong letters spoils no other. */
import { isObject, textAt } from '../mapping/resource.ts'
import type { Json } from '../rest.ts'

export type Line =
  | { readonly kind: 'resource'; readonly resource: Json }
  /** `line` counts from 1. */
  | { readonly kind: 'bad'; readonly line: number; readonly what: string }

const NEWLINE = 0x0a
const LONGEST = 16 * 2 ** 20

export async function* ndjsonLines(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Line> {
  let line = 1
  let pending: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    let from = 0
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      pending.push(chunk.subarray(from, at))
      yield* lineIn(pending, length + at - from, line++, true)
      pending = []
      length = 0
      from = at + 1
    }
    length += chunk.length - from
    // What is too long anyway need not be kept.
    if (length <= LONGEST) pending.push(chunk.subarray(from))
  }
  yield* lineIn(pending, length, line, false)
}

function* lineIn(
  parts: readonly Uint8Array[],
  length: number,
  line: number,
  isEnded: boolean,
): Iterable<Line> {
  const bad = (what: string): Line => ({ kind: 'bad', line, what })
  if (length > LONGEST) {
    yield bad('the line is too long')
    return
  }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)).trim()
  } catch {
    yield bad('the line is no UTF-8')
    return
  }
  if (text === '') return
  const json = parsed(text)
  if (isObject(json) && textAt(json, 'resourceType') !== null) yield { kind: 'resource', resource: json }
  else if (json === undefined) yield bad(isEnded ? 'the line is no JSON' : 'the last line is cut off')
  else yield bad('the line holds no resource')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
