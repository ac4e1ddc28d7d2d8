/** PURE. What a watcher tells of its work, and the words for it. Ids only: it is read by whoever keeps the machines. */
import type { HoldCode } from '../../reconcile/model.ts'
import { type EpochMs, isoInstant, type Span } from '../../reconcile/span.ts'

export type Told =
  | { readonly what: 'watching'; readonly holder: string }
  | { readonly what: 'stopping' }
  | { readonly what: 'stopped'; readonly givenBack: number }
  | { readonly what: 'trouble'; readonly trouble: string }
  | { readonly what: 'found'; readonly connections: number }
  | { readonly what: 'not-heard' }
  | ({ readonly connectionId: string } & (
      | { readonly what: 'nothing' | 'line-down' | 'lost' }
      | { readonly what: 'settling'; readonly untilMs: EpochMs }
      | { readonly what: 'waiting-for-read'; readonly sinceMs: EpochMs }
      | { readonly what: 'held'; readonly runId: string }
      | { readonly what: 'busy'; readonly holder: string; readonly untilMs: EpochMs }
      | { readonly what: 'pulled'; readonly pullId: number; readonly outcome: string }
      | { readonly what: 'line-moved' }
      | {
          readonly what: 'ran'
          readonly runId: string
          readonly window: Span
          readonly holds: readonly HoldCode[]
        }
      | { readonly what: 'delivered'; readonly runId: string }
      | {
          readonly what: 'mails-queued'
          readonly runId: string
          readonly mails: number
          /** Practices to which nothing, or not all of it, can go. */
          readonly withoutAddress: readonly string[]
          readonly badAddress: readonly string[]
        }
      | {
          readonly what: 'mail'
          readonly runId: string
          readonly practiceId: string
          readonly mailId: string
          readonly state: 'waiting' | 'sent' | 'unknown' | 'failed'
          readonly why: string | null
          /** Null: there is no further try by itself. */
          readonly untilMs: EpochMs | null
        }
      | {
          readonly what: 'mail-trouble'
          readonly runId: string
          readonly practiceId: string
          readonly trouble: string
        }
      | {
          readonly what: 'trouble'
          readonly trouble: string
          readonly attempts: number
          readonly untilMs: EpochMs
        }
    ))

export function toldLine(told: Told): string {
  const about = 'connectionId' in told ? `connection ${told.connectionId}: ` : ''
  return `rejoin: ${about}${words(told)}`
}

/** Instants as everywhere outside: `untilMs` becomes `untilAt`. */
export function toldJson(told: Told, atMs: EpochMs): string {
  return JSON.stringify({ at: isoInstant(atMs), ...(outside(told) as object) })
}

function outside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(outside)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      isInstant(key, inner) ? [key.replace(/Ms$/, 'At'), isoInstant(inner)] : [key, outside(inner)],
    ),
  )
}

const isInstant = (key: string, value: unknown): value is number =>
  key.endsWith('Ms') && typeof value === 'number'

function words(told: Told): string {
  switch (told.what) {
    case 'watching':
      return `watching (${told.holder})`
    case 'stopping':
      return 'stopping: what has begun is brought to its end'
    case 'stopped':
      return told.givenBack === 0
        ? 'stopped'
        : `stopped; ${told.givenBack} at work ${told.givenBack === 1 ? 'was' : 'were'} given up for others to take`
    case 'found':
      return `${told.connections} with events that nobody had looked at`
    case 'not-heard':
      return 'the database was not heard from; looking again, and listening anew'
    case 'nothing':
      return 'nothing to reconcile'
    case 'line-down':
      return 'the line is down; waiting for it'
    case 'lost':
      return 'took too long, and may be in other hands by now'
    case 'settling':
      return `the line is back; waiting until ${isoInstant(told.untilMs)} for it to settle`
    case 'waiting-for-read':
      return `waiting for a complete read of the book since ${isoInstant(told.sinceMs)}`
    case 'held':
      return `run ${told.runId} is held; waiting for a person, or for a newer read`
    case 'busy':
      return `${told.holder} is at work on it, at least until ${isoInstant(told.untilMs)}`
    case 'pulled':
      return `pull ${told.pullId} of its book: ${told.outcome}`
    case 'line-moved':
      return 'the line dropped, or more was told of it, before the run was recorded; it is not'
    case 'ran': {
      const window = `${isoInstant(told.window.startMs)} to ${isoInstant(told.window.endMs)}`
      const held = told.holds.length === 0 ? '' : `, held (${told.holds.join(', ')})`
      return `run ${told.runId} over ${window}${held}`
    }
    case 'delivered':
      return `run ${told.runId} is reported`
    case 'mails-queued':
      return [
        `run ${told.runId}: ${told.mails} ${told.mails === 1 ? 'mail' : 'mails'} to be sent`,
        ...told.withoutAddress.map((id) => `no address for practice ${id}`),
        ...told.badAddress.map((id) => `practice ${id} has given an address that is none`),
      ].join('; ')
    case 'mail': {
      const mail = `mail ${told.mailId} of run ${told.runId} to practice ${told.practiceId}`
      const next = told.untilMs === null ? '' : `; the next try is after ${isoInstant(told.untilMs)}`
      return `${mail}: ${told.state}${told.why === null ? '' : ` (${told.why})`}${next}`
    }
    case 'mail-trouble':
      return `run ${told.runId}: the mail to practice ${told.practiceId} could not be made: ${told.trouble}`
    case 'trouble':
      return 'connectionId' in told
        ? `${told.trouble}; attempt ${told.attempts}, the next one after ${isoInstant(told.untilMs)}`
        : told.trouble
    default:
      return told satisfies never
  }
}
