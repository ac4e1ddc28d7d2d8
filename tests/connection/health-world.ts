/** A connection as health sees it, told in a few words. Times are Sydney's, in the week that begins on Mon 16 Nov 2026. */
import { wallClock } from '../../src/books/wall-time.ts'
import type { ConnectionFacts } from '../../src/connection/card.ts'
import { lineOf } from '../../src/connection/line.ts'
import type {
  ConnectionEvent,
  ConnectionEventKind,
  LiveHours,
  Practice,
  Sync,
} from '../../src/reconcile/model.ts'
import { MINUTE_MS } from '../../src/reconcile/span.ts'

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const clock = wallClock('Australia/Sydney')

/** `tue 08:05` → epoch milliseconds; `-fri 17:00` is the Friday of the week before. */
export function at(text: string): number {
  const [, before, day = '', time = ''] = /^(-?)(\w{3}) (\d\d:\d\d)$/.exec(text) ?? []
  const place = DAYS.indexOf(day)
  if (place < 0) throw new Error(`not a time of the test week: ${text}`)
  const date = String(16 + place - (before === '-' ? 7 : 0)).padStart(2, '0')
  const found = clock.toInstant(`2026-11-${date}T${time}`)
  if (found.kind !== 'exact') throw new Error(`not one time: ${text}`)
  return found.ms
}

/** The same backwards. */
export const told = (ms: number | null): string => {
  if (ms === null) return '-'
  const local = clock.localIso(ms)
  const place = Number(local.slice(8, 10)) - 16
  return `${place < 0 ? '-' : ''}${DAYS[(place + 7) % 7]} ${local.slice(11, 16)}`
}

const KINDS: Record<string, ConnectionEventKind> = { c: 'connected', d: 'disconnected', h: 'heartbeat' }

/** `h mon 07:50..mon 18:02, d tue 12:00`: heartbeats every two minutes, and one event. */
export function events(text: string): ConnectionEvent[] {
  if (text === '') return []
  return text.split(', ').flatMap((word) => {
    const event = KINDS[word[0] ?? '']
    if (event === undefined) throw new Error(`not an event: ${word}`)
    const [from = '', to = from] = word.slice(2).split('..')
    const all: ConnectionEvent[] = []
    for (let ms = at(from); ms <= at(to); ms += 2 * MINUTE_MS) all.push({ atMs: ms, event })
    return all
  })
}

/** Newest last, one every so many minutes up to an instant: `'..fff'` is two complete ones and three that failed. */
export function syncs(
  outcomes: string,
  lastAt: string,
  entity: Sync['entity'] = 'appointments',
  direction: Sync['direction'] = 'read',
  everyMinutes = 5,
): Sync[] {
  return [...outcomes].map((letter, index) => ({
    entity,
    direction,
    finishedMs: at(lastAt) - (outcomes.length - 1 - index) * everyMinutes * MINUTE_MS,
    outcome: letter === 'f' ? 'failed' : letter === 'p' ? 'partial' : 'complete',
  }))
}

export const practice = (practiceId = 'p1', timeZone = 'Australia/Sydney'): Practice => ({
  practiceId,
  connectionId: 'c1',
  name: `Practice ${practiceId}`,
  timeZone,
  pmsLocationId: null,
  managerEmail: null,
})

/** Monday to Friday. */
export const weekdays = (opens = '08:00', closes = '18:00', practiceId = 'p1'): LiveHours[] =>
  [1, 2, 3, 4, 5].map((weekday) => ({ practiceId, weekday, opens, closes }))

export function facts(
  asOf: string,
  eventText: string,
  change: Partial<ConnectionFacts> & { readonly connectionId?: string } = {},
): ConnectionFacts {
  const { connectionId = 'c1', ...rest } = change
  return {
    connection: { connectionId, name: 'Line', timeZone: 'Australia/Sydney', databaseIdentity: null },
    practices: [practice()],
    liveHours: weekdays(),
    line: lineOf(events(eventText), at(asOf)),
    syncs: [],
    read: null,
    settled: [],
    reconciled: [],
    waiting: { count: 0, earliestMs: null },
    run: null,
    job: null,
    nearestFreeMs: null,
    ...rest,
  }
}
