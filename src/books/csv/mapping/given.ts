/** PURE. One object of a mapping file, read field by field. Every fault is kept with its place, and all are told together. */

export class Given {
  readonly place: string
  private readonly fields: Readonly<Record<string, unknown>>
  private readonly faults: string[]
  private readonly asked = new Set<string>()

  constructor(value: unknown, place: string, faults: string[]) {
    this.place = place
    this.faults = faults
    this.fields = isObject(value) ? value : {}
    if (!isObject(value)) this.fault('', 'must be an object')
  }

  /** `name` empty: the object itself. */
  fault(name: string, expected: string): void {
    this.faults.push(`${this.at(name)} ${expected}`)
  }

  at(name: string): string {
    return [this.place, name].filter((part) => part !== '').join('.') || 'the mapping'
  }

  has(name: string): boolean {
    return this.value(name) !== undefined
  }

  /** Undefined: it is not there. */
  value(name: string): unknown {
    this.asked.add(name)
    return this.fields[name] ?? undefined
  }

  names(): readonly string[] {
    return Object.keys(this.fields)
  }

  text(name: string): string {
    if (!this.has(name)) this.fault(name, 'is missing')
    return this.optionalText(name) ?? ''
  }

  optionalText(name: string): string | null {
    const value = this.value(name)
    if (value === undefined || (typeof value === 'string' && value !== '')) return value ?? null
    this.fault(name, 'must be a text')
    return null
  }

  oneOf<T extends string>(name: string, values: readonly T[], fallback: T): T {
    const value = this.value(name) ?? fallback
    const found = values.find((one) => one === value)
    if (found === undefined) this.fault(name, `must be one of ${values.join(', ')}`)
    return found ?? fallback
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.value(name) ?? fallback
    if (typeof value === 'boolean') return value
    this.fault(name, 'must be true or false')
    return fallback
  }

  count(name: string, fallback: number): number {
    const value = this.value(name) ?? fallback
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 1000) return value
    this.fault(name, 'must be a whole number from 0 to 1000')
    return fallback
  }

  /** One text, or a list of them. */
  texts(name: string): readonly string[] {
    const value = this.value(name) ?? []
    const list: readonly unknown[] = Array.isArray(value) ? value : [value]
    if (list.every((one) => typeof one === 'string')) return list
    this.fault(name, 'must be a text or a list of texts')
    return []
  }

  pattern(name: string): RegExp | null {
    const text = this.optionalText(name)
    if (text === null) return null
    try {
      return new RegExp(text, 'u')
    } catch {
      this.fault(name, 'is no regular expression')
      return null
    }
  }

  inner(name: string): Given {
    return new Given(this.value(name), this.at(name), this.faults)
  }

  /** To be called last: what nobody asked for is a slip of the pen. */
  end(): void {
    for (const name of this.names()) {
      if (!this.asked.has(name)) this.fault(name, `is not known here, only ${[...this.asked].join(', ')}`)
    }
  }

  /** The same place for a value that is not an object's field: an item of a list. */
  item(name: string, index: number, value: unknown): Given {
    return new Given(value, `${this.at(name)}[${index}]`, this.faults)
  }
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
