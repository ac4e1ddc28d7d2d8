/** PURE. The text of a mapping file → a mapping, or everything that is wrong with it, each with its place. */
import { parseDay, parseInstant, parseLocal } from '../../calendar.ts'
import { Given } from './given.ts'
import {
  type Covers,
  DELIMITERS,
  type Delimiter,
  ENCODINGS,
  type Layout,
  type Mapping,
  PART_NAMES,
  type Part,
  type PartName,
  type TakenAt,
} from './mapping.ts'
import { filterOf } from './parse-filter.ts'
import { fieldsOf, formatsOf } from './parse-source.ts'

export class BadMapping extends Error {
  override readonly name = 'BadMapping'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

/** Throws a `BadMapping` with every fault. */
export function parseMapping(text: string): Mapping {
  const faults: string[] = []
  const given = new Given(parsed(text), '', faults)
  if (given.value('formatVersion') !== 1) given.fault('formatVersion', 'must be 1')
  const name = given.text('name')
  // Where the names of the columns are known from, for whoever reads the file.
  given.optionalText('source')
  const layout = layoutOf(given, { delimiter: null, encoding: 'utf-8', header: true, skipLines: 0 })
  const common = { layout, isUtc: isUtc(given, false), empty: given.texts('empty') }
  const parts = PART_NAMES.flatMap((part) =>
    given.has(part) ? [partOf(given.inner(part), part, common)] : [],
  )
  if (!given.has('appointments')) given.fault('appointments', 'is missing')
  const read = parts.find((part) => part.name === 'read')
  const mapping: Mapping = {
    name,
    takenAt: takenAtOf(given, read),
    covers: coversOf(given, read),
    parts,
    needsConnection: parts.some((part) =>
      [part.only, part.skip, part.refuse, part.blocks].some((filter) =>
        filter?.some((tests) => tests.some(({ connection }) => connection)),
      ),
    ),
  }
  given.end()
  if (faults.length > 0) throw new BadMapping(faults)
  return mapping
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    throw new BadMapping(['the mapping is not JSON'])
  }
}

type Common = Pick<Part, 'layout' | 'isUtc' | 'empty'>

function partOf(given: Given, name: PartName, common: Common): Part {
  const file = given.text('file')
  if (/[/\\]/.test(file)) given.fault('file', 'must be the name of a file in the folder, without a path')
  const part: Part = {
    name,
    file,
    several: given.oneOf('several', ['no', 'all'], 'no') === 'all',
    mayBeAbsent: name !== 'appointments' && name !== 'read' && given.flag('mayBeAbsent', false),
    layout: layoutOf(given, common.layout),
    isUtc: isUtc(given, common.isUtc),
    empty: given.has('empty') ? given.texts('empty') : common.empty,
    only: filterOf(given, 'only'),
    skip: filterOf(given, 'skip'),
    refuse: filterOf(given, 'refuse'),
    blocks: name === 'appointments' ? filterOf(given, 'blocks') : null,
    fields: fieldsOf(
      given.has('fields') ? given.inner('fields') : new Given({}, given.at('fields'), []),
      name,
    ),
  }
  if (!given.has('fields')) given.fault('fields', 'is missing')
  given.end()
  return part
}

function layoutOf(given: Given, usual: Layout): Layout {
  const delimiters = ['detect', ...(Object.keys(DELIMITERS) as Delimiter[])] as const
  const delimiter = given.oneOf('delimiter', delimiters, usual.delimiter ?? 'detect')
  return {
    delimiter: delimiter === 'detect' ? null : delimiter,
    encoding: given.oneOf('encoding', ENCODINGS, usual.encoding),
    header: given.flag('header', usual.header),
    skipLines: given.count('skipLines', usual.skipLines),
  }
}

const isUtc = (given: Given, usual: boolean): boolean =>
  given.oneOf('clock', ['local', 'utc'], usual ? 'utc' : 'local') === 'utc'

function takenAtOf(given: Given, read: Part | undefined): TakenAt {
  const value = given.value('takenAt')
  if (read !== undefined) {
    if (value !== undefined) given.fault('takenAt', 'is told by the part "read" already')
    return { kind: 'read' }
  }
  if (value === undefined || value === 'modified') return { kind: 'modified' }
  const inner = given.inner('takenAt')
  if (inner.has('fixed')) {
    const at = inner.text('fixed')
    if (parseInstant(at) === null && parseLocal(at) === null) {
      inner.fault('fixed', 'must be a time such as 2026-11-20T10:30, or an instant with its offset')
    }
    inner.end()
    return { kind: 'fixed', at }
  }
  const pattern = capturing(inner, 1)
  const formats = formatsOf(inner, 'format', [])
  if (formats.some(({ says }) => !says.day || !says.clock)) {
    inner.fault('format', 'must tell a day and a time: a day alone does not tell what came after')
  }
  inner.end()
  return { kind: 'file-name', pattern, formats }
}

function coversOf(given: Given, read: Part | undefined): Covers {
  const value = given.value('covers')
  const toldByRead = read?.fields.days.has('fromOn') === true || read?.fields.days.has('toOn') === true
  if (toldByRead) {
    if (value !== undefined) given.fault('covers', 'is told by the part "read" already')
    return { kind: 'read' }
  }
  if (value === undefined || typeof value === 'string') {
    return { kind: given.oneOf('covers', ['first-to-last', 'asked'], 'first-to-last') }
  }
  const inner = given.inner('covers')
  if (inner.has('from') || inner.has('to')) {
    const [from, to] = [inner.text('from'), inner.text('to')]
    for (const [name, day] of [
      ['from', from],
      ['to', to],
    ] as const) {
      if (day !== '' && parseDay(day) === null) inner.fault(name, 'must be a day, yyyy-MM-dd')
    }
    if (from > to) inner.fault('to', 'must not be before from')
    inner.end()
    return { kind: 'fixed', from, to }
  }
  const pattern = capturing(inner, 2)
  const formats = formatsOf(inner, 'format', [])
  if (formats.some(({ says }) => !says.day)) inner.fault('format', 'must tell a day')
  inner.end()
  return { kind: 'file-name', pattern, formats }
}

/** A pattern for a file's name with this many groups. */
function capturing(given: Given, groups: number): RegExp {
  if (!given.has('fileName')) given.fault('fileName', 'is missing')
  const pattern = given.pattern('fileName')
  if (pattern === null) return /(?!)/u
  // Matching nothing or anything shows how many groups there are.
  const there = (new RegExp(`${pattern.source}|`, 'u').exec('')?.length ?? 1) - 1
  if (there !== groups)
    given.fault('fileName', `must have ${groups === 1 ? 'one group' : `${groups} groups`} (…)`)
  return new RegExp(pattern.source, 'iu')
}
