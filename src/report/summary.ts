/**
 * PURE. The totals of a run, for one practice or the whole connection. Every judged booking is in exactly one group
 * and under exactly one verdict; a run whose figures do not add up is not reported.
 */
import {
  ACTION_KINDS,
  type ActionKind,
  FINDINGS,
  type FindingCode,
  type HoldCode,
  type Reconciliation,
  type Snapshot,
  VERDICTS,
  type VerdictCode,
} from '../reconcile/model.ts'
import { MINUTE_MS } from '../reconcile/span.ts'
import type { SummaryColumn } from './columns.ts'
import { type Cell, type Cells, own } from './csv.ts'
import { runFacts } from './facts.ts'
import type { Words } from './language.ts'
import { openMs } from './open-hours.ts'
import { triaged } from './rows.ts'
import { isVerdict, titleOf } from './sayings.ts'
import { GROUPS, type Group } from './triage.ts'
import { english } from './words.ts'

export type Tally<Code extends string> = readonly { readonly code: Code; readonly count: number }[]

export interface Summary {
  readonly judged: number
  /** Only what occurs, in the order of the model's lists. */
  readonly byVerdict: Tally<VerdictCode>
  readonly byFinding: Tally<FindingCode>
  readonly byAction: Tally<ActionKind>
  /** The judged bookings; the four add up to `judged`. */
  readonly byGroup: Readonly<Record<Group, number>>
  readonly findingsByGroup: Readonly<Record<Group, number>>
  /** `openMinutes`: of one practice, where its opening hours are known. */
  readonly outage: { readonly minutes: number; readonly openMinutes: number | null } | null
  /** The first instant by which a person has to act. */
  readonly firstDeadlineMs: number | null
  readonly holds: readonly HoldCode[]
  /** `held`: held or inconclusive; `someone`: a person has something to do. What the exit code says (3, 2, 0). */
  readonly attention: 'held' | 'someone' | 'nobody'
}

/** Of one practice, or (`practiceId` null) of the whole connection. */
export function summarise(
  snapshot: Snapshot,
  reconciliation: Reconciliation,
  practiceId: string | null,
): Summary {
  const facts = runFacts(snapshot, reconciliation)
  const practiceIds = practiceId === null ? snapshot.practices.map((one) => one.practiceId) : [practiceId]
  const rows = practiceIds.flatMap((id) => triaged(facts, id))
  const verdicts = rows.filter(({ code }) => isVerdict(code))
  const findings = rows.filter(({ code }) => !isVerdict(code))
  const actions = practiceIds.flatMap((id) => facts.actionsOf(id))
  const judged = practiceIds.reduce((sum, id) => sum + facts.judgementsOf(id).length, 0)
  const byVerdict = tally(
    VERDICTS,
    verdicts.map(({ code }) => code),
  )
  const byGroup = groups(verdicts)
  const deadlines = rows.map(({ actByMs }) => actByMs).filter((ms) => ms !== null)
  mustBe(
    judged,
    GROUPS.reduce((sum, group) => sum + byGroup[group], 0),
  )
  mustBe(
    judged,
    byVerdict.reduce((sum, { count }) => sum + count, 0),
  )
  if (practiceId === null) mustBe(reconciliation.judgements.length, judged)
  const isHeld = reconciliation.holds.length > 0 || verdicts.some(({ code }) => code === 'inconclusive')
  const isForPeople =
    rows.some(({ group, status }) => (group === 'call' || group === 'decide') && status !== 'resolved') ||
    actions.some(({ who, status }) => who !== 'automatic' && status !== 'applied' && status !== 'rejected')
  return {
    judged,
    byVerdict,
    byFinding: tally(
      FINDINGS,
      findings.map(({ code }) => code),
    ),
    byAction: tally(
      ACTION_KINDS,
      actions.map(({ kind }) => kind),
    ),
    byGroup,
    findingsByGroup: groups(findings),
    outage: outageOf(snapshot, reconciliation, practiceId),
    firstDeadlineMs: deadlines.length === 0 ? null : deadlines.reduce((a, b) => Math.min(a, b)),
    holds: reconciliation.holds,
    attention: isHeld ? 'held' : isForPeople ? 'someone' : 'nobody',
  }
}

/** The rows of summary.csv. */
export function summaryRows(
  snapshot: Snapshot,
  reconciliation: Reconciliation,
  runId: string,
  practiceId: string,
  words: Words = english,
): readonly Cells<SummaryColumn>[] {
  const summary = summarise(snapshot, reconciliation, practiceId)
  const facts = runFacts(snapshot, reconciliation)
  const clock = facts.clock(practiceId)
  const { window, read } = reconciliation
  const at = (ms: number | null | undefined): Cell => (ms == null ? '' : own(clock.localIso(ms)))
  const count = (value: number | null | undefined): Cell => (value == null ? '' : own(value))
  const row = (key: string, value: Cell, explanation: string): Cells<SummaryColumn> => ({
    key,
    value,
    explanation,
  })
  const explain = words.summary
  return [
    row('run_id', runId, explain.runId),
    row('practice', facts.practice(practiceId).name, explain.practice),
    row('as_of', at(reconciliation.asOfMs), explain.asOf),
    row('window_start', at(window?.startMs), explain.windowStart),
    row('window_end', at(window?.endMs), explain.windowEnd),
    row('outage_minutes', count(summary.outage?.minutes), explain.minutes),
    row('outage_minutes_in_opening_hours', count(summary.outage?.openMinutes), explain.openMinutes),
    row('read_taken_at', at(read?.takenMs), explain.readTakenAt),
    row('read_complete', own(read?.complete ?? false), explain.readComplete),
    ...summary.holds.map((hold) => row(`hold.${hold}`, words.holds[hold].title, words.holds[hold].means)),
    row('judged', own(summary.judged), explain.judged),
    ...GROUPS.map((group) => {
      const { title, means } = words.groups[group]
      return row(group, own(summary.byGroup[group]), `${title}: ${means}`)
    }),
    ...summary.byVerdict.map((one) => row(`verdict.${one.code}`, own(one.count), titleOf(words, one.code))),
    ...summary.byFinding.map((one) => row(`finding.${one.code}`, own(one.count), titleOf(words, one.code))),
    ...summary.byAction.map((one) =>
      row(`action.${one.code}`, own(one.count), words.actions[one.code].title),
    ),
    row('first_deadline', at(summary.firstDeadlineMs), explain.firstDeadline),
    row('alternatives_proven_best', own(reconciliation.alternativesProvenBest), explain.provenBest),
  ]
}

export function tally<Code extends string>(order: readonly Code[], codes: readonly string[]): Tally<Code> {
  const counts = new Map<string, number>()
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
  return order.map((code) => ({ code, count: counts.get(code) ?? 0 })).filter(({ count }) => count > 0)
}

function groups(rows: readonly { readonly group: Group }[]): Record<Group, number> {
  const counts: Record<Group, number> = { call: 0, decide: 0, automatic: 0, nothing: 0 }
  for (const { group } of rows) counts[group]++
  return counts
}

function outageOf(
  snapshot: Snapshot,
  { window }: Reconciliation,
  practiceId: string | null,
): Summary['outage'] {
  if (window === null) return null
  const practice = snapshot.practices.find((one) => one.practiceId === practiceId)
  const hours = snapshot.liveHours.filter((one) => one.practiceId === practiceId)
  const open = practice === undefined ? null : openMs(window, hours, practice.timeZone)
  return {
    minutes: Math.round((window.endMs - window.startMs) / MINUTE_MS),
    openMinutes: open === null ? null : Math.round(open / MINUTE_MS),
  }
}

function mustBe(expected: number, counted: number): void {
  if (expected !== counted)
    throw new Error(`the totals do not add up: ${counted} counted of ${expected} judged`)
}
