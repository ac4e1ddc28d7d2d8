/**
 * PURE. The outermost grammar of iCalendar (RFC 5545 § 3.1, § 3.4): folded lines and nested components. Done here and not
 * by ical.js, because that takes `END:ANYTHING` for the end of whatever is open, and gives up on a whole file where one
 * line is wrong. What a line says is not looked at: most of them are about people.
 */

export interface Component {
  /** `VEVENT`, in capitals. */
  readonly name: string
  readonly lines: readonly ContentLine[]
  readonly parts: readonly Component[]
  /** Lines that are no property: something was cut in pieces here. */
  readonly broken: number
}

export interface ContentLine {
  /** `DTSTART`, in capitals. */
  readonly name: string
  /** The whole line, unfolded. */
  readonly text: string
}

/** The file as a whole cannot be used. The message holds nothing of what stands in it. */
export class BadCalendar extends Error {
  override readonly name = 'BadCalendar'
}

/** The VCALENDARs of a file. */
export function calendarsIn(text: string): Component[] {
  const root = open('')
  const stack = [root]
  for (const line of unfolded(text)) {
    const name = NAME.exec(line)?.[0].toUpperCase() ?? null
    const inner = stack[stack.length - 1] ?? root
    if (name === 'BEGIN') {
      const begun = open(line.slice(6).trim().toUpperCase())
      if (inner === root && begun.name !== 'VCALENDAR') throw new BadCalendar('it is no iCalendar')
      inner.parts.push(begun)
      stack.push(begun)
    } else if (inner === root) {
      if (line.trim() !== '') throw new BadCalendar('it is no iCalendar')
    } else if (name === 'END') {
      if (line.slice(4).trim().toUpperCase() !== inner.name)
        throw new BadCalendar('its components are muddled')
      stack.pop()
    } else if (name !== null) inner.lines.push({ name, text: line })
    else if (line.trim() !== '') inner.broken++
  }
  if (stack.length > 1) throw new BadCalendar('it is cut off')
  if (root.parts.length === 0) throw new BadCalendar('it is empty')
  return root.parts
}

interface OpenComponent extends Component {
  readonly lines: ContentLine[]
  readonly parts: OpenComponent[]
  broken: number
}

/** A name, and then a value or parameters. */
const NAME = /^[A-Za-z0-9_-]+(?=[:;])/

const open = (name: string): OpenComponent => ({ name, lines: [], parts: [], broken: 0 })

/** A line that begins with white space goes on with the one before it. */
function* unfolded(text: string): Generator<string> {
  let pieces: string[] = []
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length; ) {
    const feed = text.indexOf('\n', at)
    const end = feed === -1 ? text.length : feed
    const line = text.slice(at, text[end - 1] === '\r' ? end - 1 : end)
    at = end + 1
    if ((line.startsWith(' ') || line.startsWith('\t')) && pieces.length > 0) pieces.push(line.slice(1))
    else {
      if (pieces.length > 0) yield pieces.join('')
      pieces = [line]
    }
  }
  if (pieces.length > 0) yield pieces.join('')
}
