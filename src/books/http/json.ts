/** PURE. Reading JSON that somebody else wrote: every field asked for by name and kind; a fault tells the place, never the value. */
import { parseDay, parseInstant } from '../calendar.ts'

export class BadAnswer extends Error {
  override readonly name = 'BadAnswer'
}

export class Fields {
  private readonly fields: Readonly<Record<string, unknown>>
  private readonly place: string

  constructor(value: unknown, place: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new BadAnswer(`${place} is no object`)
    }
    this.fields = value as Record<string, unknown>
    this.place = place
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.bad(name, 'a text')
  }

  /** An empty text is "not known", as in a bundle. */
  optionalText(name: string): string | null {
    const value = this.fields[name] ?? null
    if (value === null || value === '') return null
    // The database takes no zero bytes.
    return typeof value === 'string' && !value.includes('\u0000') ? value : this.bad(name, 'a text')
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T {
    return this.optionalOneOf(name, values) ?? this.bad(name, `one of ${values.join(', ')}`)
  }

  optionalOneOf<T extends string>(name: string, values: readonly T[]): T | null {
    const text = this.optionalText(name)
    if (text === null) return null
    return values.find((value) => value === text) ?? this.bad(name, `one of ${values.join(', ')}`)
  }

  instant(name: string): number {
    return this.optionalInstant(name) ?? this.bad(name, 'an instant')
  }

  optionalInstant(name: string): number | null {
    const text = this.optionalText(name)
    return text === null ? null : (parseInstant(text) ?? this.bad(name, 'an instant with its offset'))
  }

  optionalDay(name: string): string | null {
    const text = this.optionalText(name)
    return text === null || parseDay(text) !== null ? text : this.bad(name, 'a day')
  }

  day(name: string): string {
    return this.optionalDay(name) ?? this.bad(name, 'a day')
  }

  boolean(name: string): boolean {
    return this.optionalBoolean(name) ?? this.bad(name, 'true or false')
  }

  optionalBoolean(name: string): boolean | null {
    const value = this.fields[name] ?? null
    return value === null || typeof value === 'boolean' ? value : this.bad(name, 'true or false')
  }

  /** A whole number from 1. */
  count(name: string, fallback: number): number {
    const value = this.fields[name] ?? fallback
    return Number.isInteger(value) && Number(value) >= 1 && Number(value) < 2 ** 31
      ? Number(value)
      : this.bad(name, 'a whole number from 1')
  }

  /** Not there: no rows. */
  list<T>(name: string, read: (row: Fields) => T): T[] {
    const value = this.fields[name] ?? []
    if (!Array.isArray(value)) return this.bad(name, 'a list')
    return value.map((item, at) => read(new Fields(item, `${this.place}.${name}[${at}]`)))
  }

  bad(name: string, expected: string): never {
    throw new BadAnswer(`${this.place}.${name} is not what was expected: ${expected}`)
  }
}
