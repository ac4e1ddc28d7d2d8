/** PURE. The lists of the terminal summary: bookings, findings and actions, each cut to what a glance takes in. */
import { ACTION_ACTORS, ACTION_KINDS, URGENCIES } from '../../reconcile/model.ts'
import type { RunFacts } from '../facts.ts'
import type { Words } from '../language.ts'
import type { Triaged } from '../rows.ts'
import { type Summary, type Tally, tally } from '../summary.ts'
import { isSettled } from '../triage.ts'
import { visible } from '../visible.ts'
import { aligned, NO_BREAK, wrapped } from './columns.ts'
import type { Ink, Paint } from './paint.ts'

export interface TerminalContext {
  readonly facts: RunFacts
  readonly words: Words
  readonly width: number
  readonly paint: Paint
  readonly summary: Summary
  /** The judged bookings, in the order of the report. */
  readonly rows: readonly Triaged[]
}

/** A glance, not a listing: each part shows at most so many lines. The files and `--json` have everything. */
const MOST_LINES = 40

export function calls(context: TerminalContext): readonly string[] {
  const { words, rows, summary } = context
  if (summary.judged === 0) return []
  const group = rows.filter((row) => row.group === 'call' && !isSettled(row.status))
  const { title } = words.groups.call
  if (group.length > 0) return listed(context, title.toUpperCase(), group, 'call')
  return summary.attention === 'nobody' ? ['', words.terminal.nobody] : []
}

export function byUrgency(context: TerminalContext): readonly string[] {
  const rest = context.rows.filter(
    ({ group, status }) => (group === 'decide' || group === 'automatic') && !isSettled(status),
  )
  return URGENCIES.flatMap((urgency) => {
    const group = rest.filter((row) => row.urgency === urgency)
    return group.length === 0 ? [] : listed(context, context.words.urgencies[urgency], group, 'head')
  })
}

function listed(
  { facts, words, width, paint }: TerminalContext,
  title: string,
  rows: readonly Triaged[],
  ink: Ink,
): readonly string[] {
  const { terminal } = words
  const shown = rows.slice(0, MOST_LINES)
  const lines = aligned([terminal.heads, ...shown.map((row) => cells(facts, words, row))], width)
  return [
    '',
    paint(ink, `${title} (${rows.length})`),
    ...lines,
    ...(rows.length > shown.length ? [`  ${terminal.more(rows.length - shown.length)}`] : []),
  ]
}

function cells(facts: RunFacts, { terminal }: Words, { subject, code }: Triaged): readonly string[] {
  const { booking, judgement, practiceId } = subject
  const clock = facts.clock(practiceId)
  // The offset only where the practices' clocks differ.
  const isOneZone = facts.snapshot.practices.every(({ timeZone }) => timeZone === clock.timeZone)
  const at = (ms: number): string => clock.localIso(ms).replace(SECONDS, isOneZone ? ' $1' : ' $1$2')
  const conflicts = judgement?.conflictsWith
  const takers = [...(conflicts?.pmsAppointmentIds ?? []), ...(conflicts?.bookingIds ?? [])]
  const alternative = judgement?.alternative ?? null
  const inBook = [
    judgement?.pair?.entry.pmsAppointmentId ?? '',
    takers.length === 0 ? '' : `${terminal.takenBy} ${takers.join(' ')}`,
    alternative === null ? '' : `${terminal.offer} ${at(alternative.startMs)} ${alternative.practitionerId}`,
  ]
  return [
    booking?.bookingId ?? '',
    code,
    booking === null ? '' : at(booking.startMs),
    booking?.practitionerId ?? '',
    inBook.filter((part) => part !== '').join(', '),
  ].map(visible)
}

export function findings(context: TerminalContext, rows: readonly Triaged[]): readonly string[] {
  const { words, summary, width, paint } = context
  if (summary.byFinding.length === 0) return []
  const lines = summary.byFinding.flatMap(({ code, count }) => {
    const ids = rows.filter((row) => row.code === code).map(({ subject }) => subject.subjectIds.join('/'))
    return wrapped('', visible(`${count} ${code}: ${some(ids, 8, words, ' ')}`), width, 2)
  })
  return ['', paint('head', words.terminal.findings), ...lines]
}

export function actions({ facts, words, width, paint }: TerminalContext): readonly string[] {
  const all = facts.reconciliation.actions
  if (all.length === 0) return []
  const lines = ACTION_ACTORS.flatMap((who) => {
    const kinds: Tally<string> = tally(
      ACTION_KINDS,
      all.filter((action) => action.who === who).map(({ kind }) => kind),
    )
    const count = kinds.reduce((sum, one) => sum + one.count, 0)
    if (count === 0) return []
    const text = `${count} = ${sum(kinds.map((one) => `${one.count} ${one.code}`))}`
    return wrapped(`  ${words.actors[who]}`, text, width, 20)
  })
  return ['', paint('head', `${words.terminal.actions} (${all.length})`), ...lines]
}

/** `4 insert + 1 in-step`, broken only behind a plus. */
export const sum = (parts: readonly string[]): string =>
  parts
    .map((part, index) => `${index === 0 ? '' : `+${NO_BREAK}`}${part.replaceAll(' ', NO_BREAK)}`)
    .join(' ') || '0'

export function some(items: readonly string[], most: number, words: Words, by: string): string {
  const left = items.length - most
  return left > 0 ? `${items.slice(0, most).join(by)} ${words.terminal.more(left)}` : items.join(by)
}

/** `2026-11-20T10:30:00+11:00` → the minutes, and the offset. */
export const SECONDS = /T(\d\d:\d\d)[:.\d]*([+-]\d\d:\d\d)$/
