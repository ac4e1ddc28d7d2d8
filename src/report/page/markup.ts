/**
 * PURE. HTML by tagged template: every value is escaped, and there is no way around it. Values may stand in text and
 * in double-quoted attributes only; a template that puts one anywhere else is a mistake of ours and throws.
 */
import { visible } from '../visible.ts'

class Markup {
  // A private field and an unexported class, so that no data can pass for markup.
  readonly #text: string
  constructor(strings: readonly string[], values: readonly Value[]) {
    this.#text = strings
      .map((part, index) => (index === 0 ? part : escaped(values[index - 1] ?? '') + part))
      .join('')
  }
  toString(): string {
    return this.#text
  }
}

export type { Markup }

export type Value = string | number | Markup | null | readonly (Markup | null)[]

export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  if (!checked.has(strings)) {
    check(strings)
    checked.add(strings)
  }
  return new Markup(strings, values)
}

/** Templates are the same object on every call: each is looked at once. */
const checked = new WeakSet<TemplateStringsArray>()

function check(strings: TemplateStringsArray): void {
  let before = ''
  for (const part of strings.slice(0, -1)) {
    before += part
    const tag = before.slice(before.lastIndexOf('<'))
    const isInTag = before.lastIndexOf('<') > before.lastIndexOf('>')
    if (isInTag ? !/="[^"]*$/.test(tag) : /<(?:style|script)\b[^>]*>[^<]*$/i.test(before)) {
      throw new Error(`a value may not stand here: ${before.slice(-40)}`)
    }
  }
}

function escaped(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return visible(value).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
  return value instanceof Markup ? value.toString() : value.map((one) => one?.toString() ?? '').join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
