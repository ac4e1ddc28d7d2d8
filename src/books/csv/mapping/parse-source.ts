/** PURE. The fields of a part as a mapping file writes them: where a text comes from, and how it is to be understood. */
import { type Format, formatOf } from './formats.ts'
import { type Given, isObject } from './given.ts'
import type { Dated, Fields, PartName, Source, Words } from './mapping.ts'
import { PART_FIELDS, type WordsSpec } from './part-fields.ts'

export function fieldsOf(given: Given, part: PartName): Fields {
  const spec = PART_FIELDS[part]
  const fields = {
    texts: new Map(),
    numbers: new Map(),
    days: new Map(),
    moments: new Map(),
    words: new Map(),
    names: new Map(),
  }
  const into: Fields = fields
  for (const [name, field] of Object.entries(spec.fields)) {
    if (!given.has(name)) continue
    if (field.kind === 'text') fields.texts.set(name, plainSource(given, name))
    else if (field.kind === 'number') fields.numbers.set(name, plainSource(given, name))
    else if (field.kind === 'day') fields.days.set(name, dayOf(given, name))
    else if (field.kind === 'moment') fields.moments.set(name, momentOf(given, name))
    else if (field.kind === 'name') fields.names.set(name, nameOf(given, name))
    else if (field.kind === 'words') fields.words.set(name, wordsOf(given, name, field))
    else field satisfies never
  }
  for (const choice of spec.needed) {
    if (choice.some((names) => names.split('+').every((name) => given.has(name)))) continue
    given.fault('', `needs ${choice.map((names) => names.replace('+', ' and ')).join(', or ')}`)
  }
  given.end()
  return into
}

/** A source with nothing to be said about how it is understood. */
function plainSource(given: Given, name: string): Source {
  const { source, options } = sourceAt(given, name)
  options?.end()
  return source
}

const NOTHING: Source = { kind: 'constant', text: '' }
const FORMS = 'must be a column (its name, or its number from 1) or an object with column, constant or join'

/** `options`: the object, for what else it may say; the caller ends it. */
function sourceAt(given: Given, name: string): { source: Source; options: Given | null } {
  const value = given.value(name)
  if (isObject(value)) {
    const options = given.inner(name)
    return { source: objectSource(options), options }
  }
  return { source: columnSource(value) ?? wrong(given, name, FORMS), options: null }
}

function columnSource(value: unknown): Source | null {
  const isName = typeof value === 'string' && value !== ''
  const isNumber = typeof value === 'number' && Number.isInteger(value) && value >= 1
  return isName || isNumber ? { kind: 'column', column: value, capture: null } : null
}

function objectSource(given: Given): Source {
  const forms = ['column', 'constant', 'join'].filter((form) => given.has(form))
  if (forms.length !== 1) return wrong(given, '', 'needs exactly one of column, constant, join')
  if (forms[0] === 'constant') {
    const value = given.value('constant')
    if (typeof value === 'string' || typeof value === 'number')
      return { kind: 'constant', text: String(value) }
    return wrong(given, 'constant', 'must be a text')
  }
  const capture = given.pattern('capture')
  if (forms[0] === 'column') {
    const column = columnSource(given.value('column'))
    if (column?.kind === 'column') return { ...column, capture }
    return wrong(given, 'column', "must be a column's name, or its number from 1")
  }
  const list = given.value('join')
  const glue = given.value('with') ?? ' '
  if (typeof glue !== 'string') given.fault('with', 'must be a text')
  if (!Array.isArray(list) || list.length < 2)
    return wrong(given, 'join', 'must be a list of two or more sources')
  const of = list.map((one: unknown, index): Source => {
    if (!isObject(one)) return columnSource(one) ?? wrong(given, `join[${index}]`, FORMS)
    const item = given.item('join', index, one)
    const source = objectSource(item)
    item.end()
    return source
  })
  return { kind: 'join', of, with: String(glue), capture }
}

function dayOf(given: Given, name: string): Dated {
  const { source, options } = sourceAt(given, name)
  const formats = formatsOf(options, 'format', ['yyyy-MM-dd'])
  for (const { says, isShortYear } of formats) {
    if (!says.day || says.offset) options?.fault('format', 'must tell a day and no offset')
    if (isShortYear && name === 'birthOn') {
      options?.fault('format', 'has a year of two digits: of a birth date that does not tell the century')
    }
  }
  options?.end()
  return { source, formats }
}

function momentOf(given: Given, name: string): Dated | { day: Dated; clock: Dated } {
  const value = given.value(name)
  if (isObject(value) && ('date' in value || 'time' in value)) {
    const both = given.inner(name)
    const day = dayOf(both, 'date')
    const { source, options } = sourceAt(both, 'time')
    const formats = formatsOf(options, 'format', ['HH:mm', 'HH:mm:ss'])
    if (formats.some(({ says }) => !says.clock || says.offset)) {
      options?.fault('format', 'must tell a time and no offset')
    }
    options?.end()
    both.end()
    return { day, clock: { source, formats } }
  }
  const { source, options } = sourceAt(given, name)
  const formats = formatsOf(options, 'format', ['iso'])
  if (formats.some(({ says }) => !says.day || !says.clock)) {
    options?.fault('format', 'must tell a day and a time; where they stand in two columns, say date and time')
  }
  options?.end()
  return { source, formats }
}

/** One format or several; the first that fits a cell is taken. */
export function formatsOf(given: Given | null, name: string, usual: readonly string[]): Format[] {
  const texts = given?.has(name) === true ? given.texts(name) : usual
  if (texts.length === 0) given?.fault(name, 'must be a format such as dd/MM/yyyy')
  return texts.flatMap((text) => {
    const format = formatOf(text)
    if (typeof format !== 'string') return [format]
    given?.fault(name, `${JSON.stringify(text)} ${format}`)
    return []
  })
}

const SPLITS: ReadonlyMap<string, RegExp> = new Map([
  ['family, given', /^(?<family>[^,]+?)\s*,\s*(?<given>.+)$/u],
  ['given family', /^(?<given>.+)\s+(?<family>\S+)$/u],
])

function nameOf(given: Given, name: string): { source: Source; split: RegExp } {
  const { source, options } = sourceAt(given, name)
  const text = options?.optionalText('split') ?? null
  const known = text === null ? undefined : SPLITS.get(text)
  const split = text === null ? null : (known ?? options?.pattern('split') ?? null)
  if (text === null) given.fault(name, `needs split: ${EXPECTED_SPLIT}`)
  else if (split !== null && !['(?<family>', '(?<given>'].every((group) => split.source.includes(group))) {
    options?.fault('split', `must be ${EXPECTED_SPLIT}`)
  }
  options?.end()
  return { source, split: split ?? NEVER }
}

const NEVER = /(?!)/u
const EXPECTED_SPLIT =
  '"family, given", "given family", or a regular expression with the groups (?<family>…) and (?<given>…)'

function wordsOf(given: Given, name: string, spec: WordsSpec): Words {
  const { source, options } = sourceAt(given, name)
  const expected = `must be one of ${spec.values.join(', ')}`
  const meant = (value: unknown): string | null => spec.values.find((one) => one === String(value)) ?? null
  const table = new Map(Object.entries(spec.usual))
  if (options?.has('words') === true) {
    table.clear()
    const list = options.inner('words')
    for (const word of list.names()) {
      const value = meant(list.value(word))
      if (value === null) list.fault(word, expected)
      else table.set(word.trim().toLowerCase(), value)
    }
  }
  const otherwise = options?.has('otherwise') === true ? meant(options.value('otherwise')) : null
  if (otherwise === null && options?.has('otherwise') === true) options.fault('otherwise', expected)
  if (source.kind === 'constant' && !table.has(source.text.trim().toLowerCase()) && otherwise === null) {
    given.fault(name, expected)
  }
  options?.end()
  return { source, table, otherwise }
}

function wrong(given: Given, name: string, expected: string): Source {
  given.fault(name, expected)
  return NOTHING
}
