/**
 * PURE. Remarks of one kind over many resources, told as one: the first few by id and how many there are. A server that
 * does one thing wrong does it a thousand times, and nobody reads a thousand lines.
 */
import type { Remark } from '../../book.ts'
import type { Reading } from '../../reading.ts'

const NAMED = 3

export class Gathered {
  private readonly reading: Reading
  private readonly kinds = new Map<
    string,
    { weight: Remark['weight']; what: string; subjects: Set<string> }
  >()

  constructor(reading: Reading) {
    this.reading = reading
  }

  fault(subject: string, what: string): void {
    this.add('fault', subject, what)
  }

  warn(subject: string, what: string): void {
    this.add('warning', subject, what)
  }

  /** Hands everything on. Until then the reading does not know of any fault. */
  tell(): void {
    for (const { weight, what, subjects } of this.kinds.values()) {
      const named = [...subjects].slice(0, NAMED).join(', ')
      const more = subjects.size - NAMED
      const subject = more > 0 ? `${named} and ${more} more` : named
      if (weight === 'fault') this.reading.fault(subject, what)
      else this.reading.warn(subject, what)
    }
    this.kinds.clear()
  }

  private add(weight: Remark['weight'], subject: string, what: string): void {
    const key = `${weight} ${what}`
    const known = this.kinds.get(key)
    if (known === undefined) this.kinds.set(key, { weight, what, subjects: new Set([subject]) })
    else known.subjects.add(subject)
  }
}
