/**
 * PURE. All cards together: what only shows beside the others, their order, and what they come to. One connection that
 * is stale while all others are fresh is a trouble of its own; all stale at once is one of the platform's.
 */
import { SYNC_ENTITIES, type SyncEntity } from '../reconcile/model.ts'
import { compareIds } from '../reconcile/order.ts'
import { type Card, type EntityCard, HEALTH_STATES } from './card.ts'
import { isStale } from './freshness.ts'
import { stepsFor } from './steps.ts'

/** The same cards in the same order, each with what makes it stand out. */
export function besideItsPeers(cards: readonly Card[]): Card[] {
  const alone = new Map<string, SyncEntity[]>()
  for (const entity of SYNC_ENTITIES) {
    const known = cards.flatMap((card) => {
      const found = card.entities.find((one) => one.entity === entity)
      return found === undefined || isNeverSynced(found) ? [] : [{ card, stale: isStale(found) }]
    })
    const [only, ...others] = known.filter(({ stale }) => stale)
    if (only === undefined || others.length > 0 || known.length < 2) continue
    const { connectionId } = only.card
    alone.set(connectionId, [...(alone.get(connectionId) ?? []), entity])
  }
  return cards.map((card) => {
    const staleAlone = alone.get(card.connectionId)
    if (staleAlone === undefined) return card
    const why = [...card.why, 'stale-alone' as const]
    const { state, window, run, job, asOfMs } = card
    const silent = why.includes('silent') || why.includes('disconnected')
    return { ...card, why, staleAlone, steps: stepsFor({ why, state, silent, run, window, job, asOfMs }) }
  })
}

/** Worst first; of equals the one whose waiting booking is nearest. */
export function worstFirst(cards: readonly Card[]): Card[] {
  return [...cards].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.waiting.earliestMs ?? Number.MAX_VALUE) - (b.waiting.earliestMs ?? Number.MAX_VALUE) ||
      compareIds(a.connectionId, b.connectionId),
  )
}

/** What is stale stands before what is only closed, and behind what is delayed. */
function rank({ state, entities }: Card): number {
  const place = HEALTH_STATES.indexOf(state)
  return place >= HEALTH_STATES.indexOf('closed') && !entities.some(isStale) ? place + 1 : Math.min(place, 2)
}

export type Grade = 'well' | 'look' | 'alarm'

/** What one card comes to for whoever watches from outside. */
export function gradeOf({ state, entities }: Card): Grade {
  if (state === 'unhealthy') return 'alarm'
  return state === 'delayed' || entities.some(isStale) ? 'look' : 'well'
}

export interface Totals {
  readonly connections: number
  readonly byState: Readonly<Record<Card['state'], number>>
  readonly stale: number
  readonly waiting: number
  /** Reconciliations that are still to be done, and those among them that somebody is at work on. */
  readonly queued: number
  readonly working: number
  readonly grade: Grade
}

export function totalsOf(cards: readonly Card[]): Totals {
  const count = (applies: (card: Card) => boolean): number => cards.filter(applies).length
  const grades = cards.map(gradeOf)
  return {
    connections: cards.length,
    byState: {
      unhealthy: count(({ state }) => state === 'unhealthy'),
      delayed: count(({ state }) => state === 'delayed'),
      closed: count(({ state }) => state === 'closed'),
      healthy: count(({ state }) => state === 'healthy'),
    },
    stale: count(({ entities }) => entities.some(isStale)),
    waiting: cards.reduce((sum, card) => sum + card.waiting.count, 0),
    queued: count(({ job }) => job !== null),
    working: count(({ job }) => job !== null && job.holder !== null),
    grade: grades.includes('alarm') ? 'alarm' : grades.includes('look') ? 'look' : 'well',
  }
}

const isNeverSynced = ({ read, write }: EntityCard): boolean =>
  read.freshness === 'never' && write.freshness === 'never'
