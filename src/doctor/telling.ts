/** PURE. What a check found, for a person at a terminal and as a line of JSON. The mark is a word, never a colour alone. */
import { wrapped } from '../report/terminal/columns.ts'
import { type Ink, painter } from '../report/terminal/paint.ts'
import { visible } from '../report/visible.ts'
import { MARKS, type Mark, type Note, type Result } from './checkup.ts'
import { markOf } from './mark.ts'
import type { Fact, Gap, Trouble } from './said.ts'
import type { Told } from './troubles/told.ts'
import { type DoctorWords, doctorWords } from './words.ts'

export interface DoctorOptions {
  readonly width: number
  readonly colour: boolean
  readonly words?: DoctorWords
}

const INDENT = 15
const INKS: Readonly<Record<Mark, Ink>> = {
  ok: 'good',
  warning: 'decide',
  wrong: 'alarm',
  'not-checked': 'faint',
}

/** A line of what was seen; beneath it each trouble, and what to do about it. */
export function resultText({ check, connectionId, notes }: Result, options: DoctorOptions): string {
  const words = options.words ?? doctorWords
  const mark = markOf(notes)
  const label = `${words.signs[mark]} ${words.marks[mark]}`
  const name = words.checks[check]
  const title = connectionId === null ? name : words.ofConnection(name, connectionId)
  const seen = notes.flatMap((note) => (note.weight === 'fact' ? [factText(note.said, words)] : []))
  const gaps = notes.flatMap((note) => (note.weight === 'not-checked' ? [gapText(note.said, words)] : []))
  const beside = [...seen, ...gaps].join('; ')
  const [first = '', ...rest] = wrapped(
    label,
    visible(beside === '' ? title : `${title}: ${beside}`),
    options.width,
    INDENT,
  )
  const lines = [
    painter(options.colour)(INKS[mark], label) + first.slice(label.length),
    ...rest,
    ...notes.flatMap((note) => (isTrouble(note) ? troubleLines(note, words, options) : [])),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

/** Each with a sign of its own: of several one may be worse than the others. */
function troubleLines(note: Problem, words: DoctorWords, { width }: DoctorOptions): readonly string[] {
  const { saw, toDo } = troubleText(note.said, words)
  const beneath = (sign: string, text: string): readonly string[] =>
    wrapped(`${' '.repeat(INDENT)}${sign}`, visible(text), width, INDENT + 2)
  return [...saw.flatMap((line) => beneath(words.signs[note.weight], line)), ...beneath(words.toDo, toDo)]
}

/** What all of them come to. */
export function totalsText(results: readonly Result[], words: DoctorWords = doctorWords): string {
  const marks = results.map(({ notes }) => markOf(notes))
  const counts = Object.fromEntries(
    MARKS.map((mark) => [mark, marks.filter((one) => one === mark).length]),
  ) as Record<Mark, number>
  return `${words.totals(counts)}\n`
}

/** Codes and numbers for programs; the words beside them are for whoever reads the ticket. */
export function resultJson(
  { check, connectionId, notes, tookMs }: Result,
  words: DoctorWords = doctorWords,
): unknown {
  return {
    formatVersion: 1,
    check,
    connectionId,
    mark: markOf(notes),
    milliseconds: Math.round(tookMs),
    notes: notes.map((note) => ({ weight: note.weight, ...note.said, ...inWords(note, words) })),
  }
}

function inWords(note: Note, words: DoctorWords): { saw: readonly string[]; toDo: string | null } {
  if (note.weight === 'fact') return { saw: [factText(note.said, words)], toDo: null }
  if (note.weight === 'not-checked') return { saw: [gapText(note.said, words)], toDo: null }
  return troubleText(note.said, words)
}

type Problem = Extract<Note, { weight: 'warning' | 'wrong' }>

const isTrouble = (note: Note): note is Problem => note.weight === 'warning' || note.weight === 'wrong'

// Each function takes the member of the union whose code it stands under, which the compiler cannot see here.
const factText = (said: Fact, words: DoctorWords): string =>
  (words.facts[said.code] as (said: Fact) => string)(said)
const gapText = (said: Gap, words: DoctorWords): string =>
  (words.gaps[said.code] as (said: Gap) => string)(said)
const troubleText = (said: Trouble, words: DoctorWords): Told =>
  (words.troubles[said.code] as (said: Trouble) => Told)(said)
