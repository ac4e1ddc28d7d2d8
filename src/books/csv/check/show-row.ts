/** PURE. A row as it was understood, field by field; what tells something about a person is masked unless asked for. */
import type { EpochMs } from '../../../reconcile/span.ts'
import type { WallClock } from '../../wall-time.ts'
import type { Understood } from '../rows/understood.ts'

export interface ShownRow {
  readonly line: number
  /** What it is: `entry`, `block`, …, `left-out`, `bad`. */
  readonly kind: Understood['kind']
  /** Fields in the order of reading; null: not known. */
  readonly fields: Readonly<Record<string, string | null>>
}

/** `word`: the status as it stands in the file. */
export function showRow(
  understood: Understood,
  line: number,
  word: string | null,
  clock: WallClock,
  full: boolean,
): ShownRow {
  const { kind } = understood
  if (kind === 'left-out' || kind === 'bad') return { line, kind, fields: {} }
  const fields: Record<string, string | null> = {}
  const { row } = understood
  for (const [name, value] of Object.entries(row) as [string, unknown][]) {
    if (typeof value === 'number' && name.endsWith('Ms')) fields[name.slice(0, -2)] = timeText(value, clock)
    else if (name === 'status' && word !== null) fields[name] = `${quoted(word)} → ${value ?? 'not known'}`
    else if (value === null || value === undefined || value === '') fields[name.replace(/Ms$/, '')] = null
    else fields[name] = full ? String(value) : masked(name, String(value))
  }
  if ('startMs' in row) {
    const minutes = Number(((row.endMs - row.startMs) / 60_000).toFixed(2))
    fields['end'] = `${fields['end']}, after ${minutes} minutes`
  }
  return { line, kind, fields }
}

/** `Fri 2026-11-20 10:30 (+11:00)`: the weekday shows day and month that were taken for each other. */
function timeText(ms: EpochMs, clock: WallClock): string {
  const iso = clock.localIso(ms)
  const weekday = WEEKDAYS[new Date(`${iso.slice(0, 10)}T00:00:00Z`).getUTCDay()] ?? ''
  const offset = /[+-]\d{2}:\d{2}$/.exec(iso)?.[0] ?? ''
  const time = iso.slice(11, iso.length - offset.length).replace(/:00$/, '')
  return `${weekday} ${iso.slice(0, 10)} ${time} (${offset})`
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

const quoted = (word: string): string => (word.length < 30 ? `"${word}"` : '(a long text)')

/** A first letter tells whether the right column was taken, and no more. */
function masked(name: string, value: string): string {
  if (name === 'birthOn') return '****-**-**'
  if (name === 'mobile') return '***'
  return PERSONAL.has(name) ? `${[...value][0] ?? ''}***` : value
}

const PERSONAL = new Set(['familyName', 'givenName', 'reason'])
