/** PURE. What a card says, part by part, for the terminal and for the page alike: they differ in looks only. */
import { wallClock } from '../../books/wall-time.ts'
import type { Card, Synced } from '../../connection/card.ts'
import { type EpochMs, MINUTE_MS } from '../../reconcile/span.ts'
import type { StatusWords } from './words.ts'

export type Part = keyof StatusWords['labels']

/** How an instant is written: by the wall clock for a terminal, as people say it for a page. */
export type At = (ms: EpochMs) => string

/** Label and text, in the order of reading; parts of which there is nothing to say are left out. */
export function saidOf(card: Card, words: StatusWords, at: At): readonly (readonly [Part, string])[] {
  const { asOfMs, sinceMs, lastSignMs, window, run, live } = card
  const parts: (readonly [Part, string | null])[] = [
    ['why', card.why.map((reason) => words.reasons[reason]).join(' ')],
    ['since', sinceMs === null ? null : words.since(at(sinceMs), words.duration(asOfMs - sinceMs))],
    ['practices', card.practices.map(({ practiceId, name }) => `${practiceId} ${name}`).join(', ') || null],
    [
      'lastSign',
      lastSignMs === null ? words.neverSeen : words.lastSign(at(lastSignMs), words.ago(asOfMs - lastSignMs)),
    ],
    ['hours', words.live(live.now, live.changesMs === null ? null : at(live.changesMs))],
    ['waiting', waitingOf(card, words, at)],
    [
      'window',
      window === null ? null : words.window(at(window.startMs), window.open ? null : at(window.endMs)),
    ],
    ['queue', queueOf(card, words, at)],
    ['run', run === null ? words.noRun : runOf(run, words, at)],
    ['bookings', adviceOf(card, words, at)],
  ]
  return parts.filter((part): part is readonly [Part, string] => part[1] !== null)
}

export const stepsOf = ({ steps, run }: Card, words: StatusWords): readonly string[] =>
  steps.map((step) => words.steps[step](run?.runId ?? null))

/** `3 min ago`, `2 d ago, stale, partly 5 min ago`, `never`. */
export function syncedText(synced: Synced, asOfMs: EpochMs, words: StatusWords): string {
  const { ageMs, freshness, partialMs, failed } = synced
  const parts = [
    ageMs === null ? words.freshness.never : words.ago(ageMs),
    ageMs === null ? '' : words.freshness[freshness],
    partialMs === null ? '' : words.partly(words.ago(asOfMs - partialMs)),
    failed < 2 ? '' : words.failed(failed),
  ]
  return parts.filter((part) => part !== '').join(', ')
}

/** The minute by the connection's wall clock, with its offset: `2026-11-20 10:30 +11:00`. */
export function clockOf({ timeZone }: Pick<Card, 'timeZone'>): At {
  const clock = wallClock(timeZone)
  return (ms) =>
    clock
      .localIso(Math.floor(ms / MINUTE_MS) * MINUTE_MS)
      .replace(/T(\d\d:\d\d)[:.\d]*([+-]\d\d:\d\d)$/, ' $1 $2')
}

function waitingOf({ waiting }: Card, words: StatusWords, at: At): string {
  const { count, earliestMs } = waiting
  return count === 0 || earliestMs === null ? words.noneWaiting : words.waiting(count, at(earliestMs))
}

function queueOf({ job, asOfMs }: Card, words: StatusWords, at: At): string | null {
  if (job === null) return null
  const { askedMs, waitingFor, notBeforeMs, holder, attempts, lastTrouble } = job
  const state =
    holder !== null ? words.workedOnBy(holder) : waitingFor === null ? words.itsTurn : words.waits[waitingFor]
  return [
    state,
    words.asked(words.ago(asOfMs - askedMs)),
    ...(holder === null && waitingFor !== null && notBeforeMs !== null && notBeforeMs > asOfMs
      ? [words.notBefore(at(notBeforeMs))]
      : []),
    ...(attempts > 0 && lastTrouble !== null ? [words.wentWrong(attempts, lastTrouble)] : []),
  ].join(', ')
}

function runOf(run: NonNullable<Card['run']>, words: StatusWords, at: At): string {
  const left = words.runLeft(run.forPeople, run.unknown, run.inconclusive)
  return [
    words.run(run.runId, at(run.finishedMs)),
    ...(run.holds.length === 0 ? [] : [words.runHeld(run.holds.join(', '))]),
    ...(left.length === 0 && run.holds.length === 0 ? [words.runLeftNothing] : left),
  ].join('; ')
}

function adviceOf({ advice }: Card, words: StatusWords, at: At): string {
  const { likelyReturn, nearestFreeMs } = advice
  const decides = advice.why === 'bookable-before-return' || advice.why === 'short-interruption'
  return [
    `${words.advice[advice.advice]}: ${words.adviceReasons[advice.why]}`,
    ...(likelyReturn === null ? [] : [words.likelyReturn(at(likelyReturn.atMs), likelyReturn)]),
    ...(nearestFreeMs === null || !decides ? [] : [words.nearestFree(at(nearestFreeMs))]),
  ].join(' ')
}
