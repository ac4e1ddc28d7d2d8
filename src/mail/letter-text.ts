/** PURE. The letter as plain text, in the order of the HTML, wrapped for any screen. Addresses are never broken. */
import type { Heap, LetterBody, Passage } from './letter-body.ts'

const WIDTH = 76

export function letterText(body: LetterBody): string {
  const blocks = [
    [body.practice, body.heading.toUpperCase()],
    body.lead,
    ...body.holds.map(({ title, means }) => [`${title}.`, means]),
    passage(body.outage),
    [body.bookingsTitle.toUpperCase(), ...body.groups.flatMap(heap), ...body.addsUp],
    ...(body.found.length === 0 ? [] : [[body.othersTitle.toUpperCase(), ...body.found.flatMap(heap)]]),
    ...body.passages.map(passage),
    body.footer,
  ]
  const text = blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => wrapped(line)).join('\n'))
    .join('\n\n')
  return `${text}\n`
}

const passage = ({ title, sentences, url }: Passage): readonly string[] => [
  title.toUpperCase(),
  ...sentences,
  ...(url === undefined ? [] : [url]),
]

function heap({ title, count, note, items }: Heap): readonly string[] {
  const head = `${String(count).padStart(5)}  ${title}${note === null ? '' : ` (${note})`}`
  return [head, ...items.map((item) => `${INDENT}${item.title}: ${item.count}`)]
}

const INDENT = ' '.repeat(7)

/** Broken at spaces only; what follows a break stands below the text that it belongs to. */
function wrapped(line: string): string {
  const indent = /^ *(?:\d+ {2})?/.exec(line)?.[0] ?? ''
  const lines: string[] = []
  let current = indent
  for (const word of line.slice(indent.length).split(' ')) {
    const isFirst = current.trim() === '' || current === indent
    const longer = isFirst ? `${current}${word}` : `${current} ${word}`
    if (isFirst || [...longer].length <= WIDTH) current = longer
    else {
      lines.push(current)
      current = `${' '.repeat(indent.length)}${word}`
    }
  }
  return [...lines, current].join('\n')
}
