/**
 * PURE. The terminal summary, which a support engineer reads at a glance: holds first and loud, totals that add up,
 * what needs a call now, then the rest by urgency. Ids only: support sees no patient's name.
 */
import { wallClock } from '../../books/wall-time.ts'
import type { Reconciliation, Snapshot } from '../../reconcile/model.ts'
import { MINUTE_MS } from '../../reconcile/span.ts'
import { runFacts } from '../facts.ts'
import type { Words } from '../language.ts'
import { compareTriaged, triaged } from '../rows.ts'
import { isVerdict } from '../sayings.ts'
import { summarise } from '../summary.ts'
import { GROUPS, isSettled } from '../triage.ts'
import { visible } from '../visible.ts'
import { english } from '../words.ts'
import { wrapped } from './columns.ts'
import { actions, byUrgency, calls, findings, SECONDS, some, sum, type TerminalContext } from './lists.ts'
import { painter } from './paint.ts'

export interface TerminalOptions {
  readonly width: number
  readonly colour: boolean
  readonly words?: Words
}

const LABEL = 12

export function terminalSummary(
  snapshot: Snapshot,
  reconciliation: Reconciliation,
  runId: string,
  { width, colour, words = english }: TerminalOptions,
): string {
  const facts = runFacts(snapshot, reconciliation)
  const paint = painter(colour)
  const summary = summarise(snapshot, reconciliation, null)
  const rows = snapshot.practices.flatMap(({ practiceId }) => triaged(facts, practiceId)).sort(compareTriaged)
  const context = { facts, words, width, paint, summary, rows: rows.filter(({ code }) => isVerdict(code)) }
  const lines =
    reconciliation.window === null && summary.judged === 0
      ? [
          ...head(context, runId),
          ...loudHolds(context),
          '',
          ...says(context, words.terminal.window, words.terminal.noOutage),
        ]
      : [
          ...loudHolds(context),
          ...head(context, runId),
          ...window(context),
          '',
          ...totals(context),
          ...calls(context),
          ...byUrgency(context),
          ...findings(context, rows),
          ...actions(context),
        ]
  return `${lines.join('\n')}\n`
}

function head({ facts, words, width }: TerminalContext, runId: string): readonly string[] {
  const { connection, practices } = facts.snapshot
  const { terminal } = words
  const named = practices.map(({ practiceId, name, timeZone }) =>
    timeZone === connection.timeZone ? `${practiceId} ${name}` : `${practiceId} ${name} (${timeZone})`,
  )
  const say = (label: string, text: string): readonly string[] => wrapped(label, visible(text), width, LABEL)
  return [
    ...say(terminal.run, runId),
    ...say(terminal.connection, `${connection.connectionId} ${connection.name} (${connection.timeZone})`),
    ...say(terminal.practices, some(named, 6, words, ', ')),
  ]
}

function loudHolds({ facts, words, width, paint }: TerminalContext): readonly string[] {
  const { holds } = facts.reconciliation
  if (holds.length === 0) return []
  const lines = holds.flatMap((hold) => {
    const { title, means } = words.holds[hold]
    return wrapped(`!! ${words.terminal.held}`, `${hold}: ${title}. ${means}`, width, LABEL)
  })
  return [...lines.map((line) => paint('alarm', line)), '']
}

function window({ facts, words, width, summary }: TerminalContext): readonly string[] {
  const { window, read, asOfMs } = facts.reconciliation
  const { terminal } = words
  const { timeZone } = facts.snapshot.connection
  const clock = wallClock(timeZone)
  const at = (ms: number): string =>
    clock.localIso(Math.floor(ms / MINUTE_MS) * MINUTE_MS).replace(SECONDS, ' $1 $2')
  const duration = summary.outage === null ? '' : words.duration(summary.outage.minutes)
  const readText =
    read === null
      ? terminal.never
      : `${at(read.takenMs)}, ${read.complete ? terminal.complete : terminal.notComplete}`
  return [
    ...wrapped(
      terminal.window,
      window === null
        ? terminal.noOutage
        : `${range(at(window.startMs), at(window.endMs))} ${timeZone} (${duration})`,
      width,
      LABEL,
    ),
    ...wrapped(terminal.read, readText, width, LABEL),
    ...wrapped(terminal.asOf, at(asOfMs), width, LABEL),
  ]
}

/** Day and offset once where both ends share them. */
function range(from: string, to: string): string {
  const [day, time, offset] = from.split(' ')
  const [endDay, endTime, endOffset] = to.split(' ')
  return day === endDay && offset === endOffset ? `${day} ${time} → ${endTime} ${offset}` : `${from} → ${to}`
}

function totals(context: TerminalContext): readonly string[] {
  const { words, summary } = context
  const { judged, byVerdict, byGroup } = summary
  const settled = context.rows.filter(({ status }) => isSettled(status)).length
  const isSum = (parts: readonly string[]): string => `${judged} ${words.terminal.judged} = ${sum(parts)}`
  return [
    ...says(context, words.terminal.totals, isSum(byVerdict.map(({ code, count }) => `${count} ${code}`))),
    ...says(
      context,
      '',
      isSum(GROUPS.map((group) => `${byGroup[group]} ${words.groups[group].title.toLowerCase()}`)),
    ),
    ...(settled === 0 ? [] : says(context, '', words.terminal.settled(settled))),
  ]
}

const says = ({ width }: TerminalContext, label: string, text: string): readonly string[] =>
  wrapped(label, text, width, LABEL)
