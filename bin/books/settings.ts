/** One object of rejoin.json, read field by field. Every fault is kept, with its place, and told together with all others. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { UsageError } from '../config.ts'
import { didYouMean } from '../suggest.ts'

/** Where a secret is to be had. It never stands in rejoin.json itself, nor on a command line. */
export type Secret = { readonly file: string } | { readonly env: string }

type TimeUnit = 'minutes' | 'hours'
const UNIT_MS: Readonly<Record<TimeUnit, number>> = { minutes: 60_000, hours: 3_600_000 }

export class Settings {
  readonly place: string
  private readonly fields: Readonly<Record<string, unknown>>
  private readonly folder: string
  private readonly faults: string[]
  private readonly asked = new Set<string>()

  /** `folder`: where rejoin.json lies; paths in it are meant from there. */
  constructor(value: unknown, place: string, folder: string, faults: string[]) {
    this.place = place
    this.folder = folder
    this.faults = faults
    this.fields = isObject(value) ? value : {}
    if (!isObject(value)) faults.push(`${place} must be an object`)
  }

  /** The fields there are, whatever they are called. */
  names(): readonly string[] {
    return Object.keys(this.fields)
  }

  fault(name: string, expected: string): void {
    this.faults.push(`${this.place}.${name} ${expected}`)
  }

  has(name: string): boolean {
    return this.value(name) !== null
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.missing(name, 'must be a text', '')
  }

  optionalText(name: string): string | null {
    const value = this.value(name)
    if (value === null) return null
    return typeof value === 'string' && value !== '' ? value : this.missing(name, 'must be a text', null)
  }

  oneOf<T extends string>(name: string, values: readonly T[], fallback?: T): T {
    const value = this.value(name) ?? fallback ?? null
    const found = values.find((one) => one === value)
    const meant = typeof value === 'string' ? didYouMean(value, values) : ''
    return found ?? this.missing(name, `must be one of ${values.join(', ')}${meant}`, values[0] as T)
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.value(name) ?? fallback
    return typeof value === 'boolean' ? value : this.missing(name, 'must be true or false', fallback)
  }

  /** In milliseconds. */
  seconds(name: string, fallback: number, most = 3600): number {
    const value = this.value(name) ?? fallback
    if (typeof value === 'number' && value > 0 && value <= most) return value * 1000
    return this.missing(name, `must be a number of seconds up to ${most}`, fallback * 1000)
  }

  /** Of a field that is written in minutes or hours; in milliseconds. */
  time(name: string, unit: TimeUnit, fallbackMs: number, mostMs = 366 * UNIT_MS.hours * 24): number {
    const value = this.value(name) ?? fallbackMs / UNIT_MS[unit]
    const most = mostMs / UNIT_MS[unit]
    if (typeof value === 'number' && value > 0 && value <= most) return value * UNIT_MS[unit]
    return this.missing(name, `must be a number of ${unit} up to ${most}`, fallbackMs)
  }

  /** A whole number from 1. */
  count(name: string, fallback: number, most = 1_000_000): number {
    const value = this.value(name) ?? fallback
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value
    return this.missing(name, `must be a whole number from 1 to ${most}`, fallback)
  }

  /** An absolute path. */
  path(name: string, fallback?: string): string {
    const text = this.optionalText(name) ?? fallback ?? this.missing(name, 'must be a path', '')
    return resolve(this.folder, text)
  }

  optionalPath(name: string): string | null {
    return this.has(name) ? this.path(name) : null
  }

  /** Patients' names travel over it: encrypted, unless it never leaves the machine. */
  url(name: string): string {
    const value = this.value(name)
    if (typeof value !== 'string' || !URL.canParse(value)) {
      return this.missing(name, 'must be an address, such as https://book.example/rejoin', '')
    }
    const url = new URL(value)
    const here = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && here)) {
      this.fault(name, 'must begin with https:// (http:// only to this machine itself)')
    }
    if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
      this.fault(
        name,
        'must hold no user, password, query or fragment: those belong into a file of their own',
      )
    }
    return value
  }

  /** `{"file": "a path"}` or `{"env": "A_NAME"}`. */
  secret(name: string): Secret | null {
    if (!this.has(name)) return null
    const value = this.value(name)
    if (!isObject(value) || Object.keys(value).length !== 1) {
      return this.missing(
        name,
        'must be {"file": PATH} or {"env": NAME}: a secret never stands in this file',
        null,
      )
    }
    const inner = this.inner(name)
    return 'file' in value ? { file: inner.path('file') } : { env: inner.text('env') }
  }

  inner(name: string): Settings {
    const place = this.place === 'the file' ? name : `${this.place}.${name}`
    return new Settings(this.value(name) ?? {}, place, this.folder, this.faults)
  }

  /** Not there: none. */
  list(name: string): Settings[] {
    const value = this.value(name) ?? []
    if (!Array.isArray(value)) return this.missing(name, 'must be a list', [])
    return value.map((one, at) => new Settings(one, `${this.place}.${name}[${at}]`, this.folder, this.faults))
  }

  texts(name: string, fallback: readonly string[]): readonly string[] {
    const value = this.value(name) ?? fallback
    const good = Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== '')
    return good ? (value as string[]) : this.missing(name, 'must be a list of texts', fallback)
  }

  /** An object of texts out of a closed list, such as a table of status words. */
  table<T extends string>(name: string, values: readonly T[]): ReadonlyMap<string, T> {
    const value = this.value(name) ?? {}
    const table = new Map<string, T>()
    if (!isObject(value)) return this.missing(name, 'must be an object', table)
    for (const [key, word] of Object.entries(value)) {
      const found = values.find((one) => one === word)
      if (found === undefined) this.fault(`${name}.${key}`, `must be one of ${values.join(', ')}`)
      else table.set(key, found)
    }
    return table
  }

  /** To be called last: fields that nobody asked for are slips of the pen. */
  end(): void {
    for (const key of Object.keys(this.fields)) {
      if (this.asked.has(key)) continue
      const meant = didYouMean(key, this.asked)
      this.faults.push(
        `${this.place} knows no ${JSON.stringify(key)}${meant || `, only ${[...this.asked].join(', ')}`}`,
      )
    }
  }

  private value(name: string): unknown {
    this.asked.add(name)
    return this.fields[name] ?? null
  }

  private missing<T>(name: string, expected: string, instead: T): T {
    this.fault(name, expected)
    return instead
  }
}

/** The secret itself: one word of plain characters; null where there is none and none was asked for. */
export function revealed(
  secret: Secret | null,
  what: string,
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  if (secret === null) return null
  const text = 'file' in secret ? contentOf(secret.file, what) : (env[secret.env] ?? '')
  if (text === '') {
    throw new UsageError(
      `${what} is empty: put it into ${'file' in secret ? secret.file : `the environment as ${secret.env}`}`,
    )
  }
  if (!/^[\x20-\x7e]+$/.test(text)) throw new UsageError(`${what} must be one line of plain characters`)
  return text
}

function contentOf(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw new UsageError(`cannot read ${what} in ${path} (${code})`)
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
