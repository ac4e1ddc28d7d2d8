/** PURE. A check of a mapping as lines for a terminal. */
import type { Remark } from '../../book.ts'
import type { Check } from './check.ts'
import type { FormatHint } from './format-hints.ts'

/** Enough to see what is wrong; a wrong format is wrong on every line. */
const MOST_PLACES = 10

export function checkWords(check: Check): readonly string[] {
  const { columns, days, first } = check
  return [
    `Mapping   ${check.mapping}`,
    `Part      ${check.part}${check.wouldBeFound ? '' : ' (a file of this name would not be found by the mapping’s pattern)'}`,
    `File      ${[check.delimiter, check.encoding].filter((one) => one !== null).join(', ')}; times in ${check.timeZone}`,
    ...(columns.used.length > 0 ? [`Columns   found: ${columns.used.join(', ')}`] : []),
    ...(columns.unused.length > 0 ? [`          not used: ${columns.unused.join(', ')}`] : []),
    ...columns.missing.map(
      ({ name, near }) =>
        `          missing: ${name}${near.length > 0 ? ` (there is ${near.join(', ')})` : ''}`,
    ),
    ...(check.unusable === null ? [] : ['', `Nothing could be read: ${check.unusable}`]),
    ...first.flatMap(({ line, kind, fields }) => [
      '',
      `Line ${line}: ${KINDS[kind]}`,
      ...Object.entries(fields).map(([name, value]) => `  ${name.padEnd(20)}${value ?? '–'}`),
    ]),
    ...(check.unusable === null ? ['', rowsWords(check.rows)] : []),
    ...(days === null ? [] : [`Days      ${days.from} to ${days.to}`]),
    ...strangeWords(check),
    ...check.formats.map(hintWords),
    ...remarks('Faults', check.faults),
    ...remarks('Warnings', check.warnings),
  ]
}

/** Nothing that anybody has to look at. */
export const isAllGood = (check: Check): boolean =>
  check.unusable === null &&
  check.rows.total > 0 &&
  check.rows.bad === 0 &&
  check.faults.length === 0 &&
  check.warnings.length === 0

const KINDS = {
  entry: 'appointment',
  session: 'session',
  block: 'block',
  patient: 'patient',
  recall: 'recall',
  read: 'row about the export',
  'left-out': 'left out',
  bad: 'could not be read; see the faults',
} as const

function rowsWords({ total, good, leftOut, bad }: Check['rows']): string {
  const kinds = Object.entries(good).map(([kind, n]) => count(n, KINDS[kind as keyof typeof KINDS]))
  const all = Object.values(good).reduce((sum, n) => sum + n, 0)
  const which = kinds.length === 0 ? '' : ` (${kinds.join(', ')})`
  return `Rows      ${count(total, 'row')}: ${number(all)} good${which}, ${number(leftOut)} left out, ${number(bad)} bad`
}

function strangeWords({ strangeWords: words, longWords }: Check): string[] {
  const list = Object.entries(words).map(
    ([word, n]) => `${word === '' ? '(empty)' : `"${word}"`} ${times(n)}`,
  )
  if (longWords > 0) list.push(`longer texts ${times(longWords)}`)
  return list.length === 0 ? [] : [`Statuses  not in the mapping’s words: ${list.join(', ')}`]
}

function hintWords({ field, formats, misfits, fitting, swapped }: FormatHint): string {
  if (misfits === 0) {
    return `Format    ${field}: every cell fits ${formats.join(', ')}, and ${swapped} as well: look at the weekdays above`
  }
  const others =
    fitting.length === 0 ? 'no known format fits all of them' : `all of them fit ${fitting.join(', or ')}`
  return `Format    ${field}: ${count(misfits, 'cell')} ${misfits === 1 ? 'does' : 'do'} not fit ${formats.join(', ')}; ${others}`
}

/** One line for each kind of trouble, with the places where it is. */
function remarks(title: string, list: readonly Remark[]): string[] {
  if (list.length === 0) return []
  const places = new Map<string, string[]>()
  for (const { subject, what } of list) places.set(what, [...(places.get(what) ?? []), subject])
  return [title, ...[...places].map(([what, subjects]) => `  ${placesWords(subjects)}: ${what}`)]
}

function placesWords(subjects: readonly string[]): string {
  const shown = subjects.slice(0, MOST_PLACES)
  const lines = shown.map((subject) => subject.replace(/^line (?=\d)/, ''))
  const rest = subjects.length - shown.length
  const isLines = shown.every((subject) => subject.startsWith('line '))
  const list = `${(isLines ? lines : shown).join(', ')}${rest > 0 ? ` and ${number(rest)} more` : ''}`
  return isLines ? `line${subjects.length === 1 ? '' : 's'} ${list}` : list
}

const times = (n: number): string => (n === 1 ? 'once' : `${number(n)} times`)
const number = (n: number): string => n.toLocaleString('en-AU')
const count = (n: number, noun: string): string => `${number(n)} ${noun}${n === 1 ? '' : 's'}`
