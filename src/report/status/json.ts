/** PURE. A card as one line of JSON, for whoever watches from outside. Instants are UTC with milliseconds. */
import type { Card, Synced } from '../../connection/card.ts'
import { gradeOf } from '../../connection/peers.ts'
import { type EpochMs, isoInstant } from '../../reconcile/span.ts'

export function statusJson(card: Card): unknown {
  const { waiting, window, run, job, advice, live } = card
  return {
    formatVersion: 1,
    connectionId: card.connectionId,
    practiceIds: card.practices.map(({ practiceId }) => practiceId),
    asOf: isoInstant(card.asOfMs),
    state: card.state,
    grade: gradeOf(card),
    why: card.why,
    since: iso(card.sinceMs),
    lastSignAt: iso(card.lastSignMs),
    silentSeconds: seconds(card.silentMs),
    live: { now: live.now, changesAt: iso(live.changesMs) },
    entities: Object.fromEntries(
      card.entities.map(({ entity, read, write }) => [
        entity,
        { read: syncedJson(read), write: syncedJson(write) },
      ]),
    ),
    staleAlone: card.staleAlone,
    waiting: { count: waiting.count, earliestStartAt: iso(waiting.earliestMs) },
    window:
      window === null
        ? null
        : { startAt: iso(window.startMs), endAt: window.open ? null : iso(window.endMs) },
    lastRun:
      run === null
        ? null
        : {
            runId: run.runId,
            finishedAt: iso(run.finishedMs),
            holds: run.holds,
            inconclusive: run.inconclusive,
            forPeople: run.forPeople,
            unknown: run.unknown,
          },
    job:
      job === null
        ? null
        : {
            askedAt: iso(job.askedMs),
            waitingFor: job.waitingFor,
            notBefore: iso(job.notBeforeMs),
            holder: job.holder,
            attempts: job.attempts,
            lastTrouble: job.lastTrouble,
          },
    onlineBookings: {
      advice: advice.advice,
      why: advice.why,
      likelyReturn:
        advice.likelyReturn === null
          ? null
          : {
              at: iso(advice.likelyReturn.atMs),
              basis: advice.likelyReturn.basis,
              outages: advice.likelyReturn.outages,
            },
      nearestBookableAt: iso(advice.nearestFreeMs),
    },
    next: card.steps,
  }
}

const syncedJson = ({ lastMs, ageMs, freshness, partialMs, failed }: Synced) => ({
  lastAt: iso(lastMs),
  ageSeconds: ageMs === null ? null : seconds(ageMs),
  freshness,
  partialAt: iso(partialMs),
  failedInARow: failed,
})

const iso = (ms: EpochMs | null): string | null => (ms === null ? null : isoInstant(ms))
const seconds = (ms: number): number => Math.floor(ms / 1000)
