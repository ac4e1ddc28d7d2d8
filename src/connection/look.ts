/**
 * SHELL. Looks at every connection that is asked for, once, in one unchanging view of the database, and returns their
 * cards. What only matters to lines that are down is looked up for those alone.
 */
import { listConnections } from '../../db/connections.ts'
import type { Database, Queries } from '../../db/database.ts'
import { readNearestFree } from '../../db/free-time.ts'
import {
  readAllLiveHours,
  readAllPractices,
  readOpenJobs,
  readReads,
  readSettled,
  readWaiting,
} from '../../db/health.ts'
import { readNewestRuns, readReconciled } from '../../db/health-runs.ts'
import { readLastWrites, readNewestEvents, readNewestSyncs } from '../../db/line-signs.ts'
import type { Which } from '../../db/which.ts'
import type { EpochMs } from '../reconcile/span.ts'
import type { Card, ConnectionFacts } from './card.ts'
import { healthOf } from './health.ts'
import { lineOf } from './line.ts'
import { besideItsPeers } from './peers.ts'
import type { Thresholds } from './thresholds.ts'
import { pendingWindow } from './window.ts'

/** In order of their ids. `which`: connections by id, all of which exist; null: all. */
export function lookAt(
  database: Database,
  which: Which,
  asOfMs: EpochMs,
  thresholds: Thresholds,
): Promise<Card[]> {
  return database.snapshot('look at health', async (db) => {
    const facts = await withOpenings(db, await factsOf(db, which, asOfMs, thresholds), asOfMs)
    const cards = facts.map((one) => healthOf(one, asOfMs, thresholds))
    const free = await readNearestFree(db, asOfMs, cards.flatMap(undecided))
    return besideItsPeers(
      cards.map((card, index) => {
        const nearestFreeMs = free.get(card.connectionId)
        const own = facts[index]
        return nearestFreeMs === undefined || own === undefined
          ? card
          : healthOf({ ...own, nearestFreeMs }, asOfMs, thresholds)
      }),
    )
  })
}

/** Whether the nearest bookable time comes before the line's return would change the advice. */
function undecided({ connectionId, state, advice }: Card): { connectionId: string; untilMs: EpochMs }[] {
  if ((state !== 'delayed' && state !== 'unhealthy') || advice.advice === 'pause') return []
  return advice.likelyReturn === null ? [] : [{ connectionId, untilMs: advice.likelyReturn.atMs }]
}

async function factsOf(
  db: Queries,
  which: Which,
  asOfMs: EpochMs,
  { failedSyncs }: Thresholds,
): Promise<ConnectionFacts[]> {
  const all = await listConnections(db)
  const connections = which === null ? all : all.filter(({ connectionId }) => which.includes(connectionId))
  const practices = await readAllPractices(db, which)
  const hours = await readAllLiveHours(db, which)
  const events = await readNewestEvents(db, which, asOfMs, connections.length)
  const syncs = await readNewestSyncs(db, which, asOfMs, failedSyncs)
  const reads = await readReads(db, which)
  const waiting = await readWaiting(db, which, asOfMs)
  const runs = await readNewestRuns(db, which, asOfMs)
  const reconciled = await readReconciled(db, which, asOfMs)
  const settled = await readSettled(db, which, asOfMs)
  const jobs = await readOpenJobs(db, which)
  return connections.map((connection) => {
    const { connectionId: id } = connection
    const own = practices.get(id) ?? []
    return {
      connection,
      practices: own,
      liveHours: own.flatMap(({ practiceId }) => hours.get(practiceId) ?? []),
      line: lineOf(events.get(id) ?? [], asOfMs),
      syncs: syncs.get(id) ?? [],
      read: reads.get(id) ?? null,
      settled: settled.get(id) ?? [],
      reconciled: reconciled.get(id) ?? [],
      waiting: waiting.get(id) ?? { count: 0, earliestMs: null },
      run: runs.get(id) ?? null,
      job: jobs.get(id) ?? null,
      nearestFreeMs: null,
    }
  })
}

/** A window opens with the last good write before the outage, which may be long before the newest one. */
async function withOpenings(
  db: Queries,
  facts: readonly ConnectionFacts[],
  asOfMs: EpochMs,
): Promise<ConnectionFacts[]> {
  const outages = facts.flatMap((one) => {
    const window = pendingWindow({ ...one, syncs: [] }, asOfMs)
    return window === null ? [] : [{ connectionId: one.connection.connectionId, atMs: window.startMs }]
  })
  const writes = await readLastWrites(db, outages)
  return facts.map((one) => {
    const finishedMs = writes.get(one.connection.connectionId)
    if (finishedMs === undefined) return one
    const write = { entity: 'appointments', direction: 'write', outcome: 'complete', finishedMs } as const
    return { ...one, syncs: [...one.syncs, write] }
  })
}
