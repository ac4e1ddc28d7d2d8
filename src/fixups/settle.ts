/**
 * SHELL. What was begun and has no end yet, after a crash or a lost answer: settled by looking, never by trying again.
 * What was never sent is carried on by whoever applies the same plan, or given up when the plan has changed.
 */
import type { Database, Transaction } from '../../db/database.ts'
import { type Plan, recordOutcome, type UnsettledIntent, unsettledIntents } from '../../db/fixups.ts'
import { lockIntent, readSent, type Sent } from '../../db/sending.ts'
import type { BookRead, Person, Scope, WritableBook, Write } from '../books/book.ts'
import { daysAround } from '../books/scope.ts'
import type { EpochMs } from '../reconcile/span.ts'
import { type Evidence, evidenceOf, placesOf } from './evidence.ts'
import { type Looking, readFacts } from './facts.ts'
import { afterWrite } from './platform.ts'
import { writeFor } from './request.ts'

export interface SettledIntent {
  readonly actionId: string
  readonly outcome: 'applied' | 'failed' | 'unknown'
  readonly reason: string
}

/** What an intent keeps from before it was begun, beside the rows themselves: what tells a new row from an old one. */
export interface Before {
  readonly knownIds?: readonly string[]
}

export async function settle(
  database: Database,
  plan: Plan,
  book: WritableBook | null,
  looking: Looking,
  by: string,
): Promise<SettledIntent[]> {
  const settled: SettledIntent[] = []
  const sent: { readonly intent: UnsettledIntent; readonly sent: Sent }[] = []
  for (const intent of await unsettledIntents(database.db, plan.connectionId)) {
    const mark = await readSent(database.db, intent.intentId)
    if (mark !== null) sent.push({ intent, sent: mark })
    else if (intent.planHash !== plan.hash && (await giveUp(database, intent, by, looking.nowMs))) {
      settled.push({ actionId: intent.action.actionId, outcome: 'failed', reason: 'never-sent' })
    }
  }
  if (sent.length === 0) return settled
  const read: BookRead =
    book === null
      ? { kind: 'failed', why: 'the book has no line', remarks: [] }
      : await book.read(await scopeOfSent(sent, looking))
  for (const one of sent) settled.push(await settleOne(database, one.intent, one.sent, read, looking, by))
  return settled
}

/** The days on which what was sent may stand, and the people whose files were to be made. */
async function scopeOfSent(
  sent: readonly { readonly intent: UnsettledIntent; readonly sent: Sent }[],
  looking: Looking,
): Promise<Scope> {
  const places = sent.flatMap(({ intent, sent: { write } }) => placesOf(write as Write, fromOf(intent)))
  const people: Person[] = []
  const written = sent.map(({ sent: { write } }) => write as Write)
  const known = {
    pmsPatientIds: [],
    pmsAppointmentIds: written.flatMap((write) =>
      'pmsAppointmentId' in write ? [write.pmsAppointmentId] : [],
    ),
    bookingIds: written.flatMap((write) => ('externalRef' in write ? [write.externalRef] : [])),
  }
  for (const { intent } of sent) {
    if (intent.action.kind !== 'create-patient') continue
    const { patient } = await readFacts(looking, intent.action)
    if (patient !== null) people.push(patient)
  }
  const { timeZone } = looking.setup.connection
  return { ...daysAround(timeZone, [looking.nowMs, ...places]), people, ...known }
}

const fromOf = ({ action }: UnsettledIntent): EpochMs | null =>
  action.basis.entry === undefined ? null : Date.parse(action.basis.entry.startAt)

async function settleOne(
  database: Database,
  intent: UnsettledIntent,
  sent: Sent,
  read: BookRead,
  looking: Looking,
  by: string,
): Promise<SettledIntent> {
  const { actionId } = intent.action
  if (read.kind === 'failed') return { actionId, outcome: 'unknown', reason: 'book-not-read' }
  const facts = await readFacts(looking, intent.action)
  // The audit keeps no names: whose file was to be made is looked up again.
  const write =
    intent.action.kind === 'create-patient' ? writeFor(intent.action, facts) : (sent.write as Write)
  if (write === null) return { actionId, outcome: 'unknown', reason: 'patient-gone' }
  const evidence = evidenceOf(
    {
      write,
      notAfterMs: sent.notAfterMs,
      fromMs: fromOf(intent),
      knownIds: (intent.before as Before | null)?.knownIds ?? [],
    },
    read.read,
    read.book,
    looking.setup.connection.timeZone,
  )
  if (evidence.kind === 'unknown') {
    const early = read.read.takenMs <= sent.notAfterMs
    return { actionId, outcome: 'unknown', reason: early ? 'may-still-come' : 'book-not-read-completely' }
  }
  await database
    .transaction('settle intent', async (tx) => {
      await lockIntent(tx.db, intent.intentId)
      const after =
        evidence.kind === 'written'
          ? await afterWrite(tx.db, intent.action, facts, evidence.written, looking.nowMs)
          : null
      if (!(await end(tx, intent, evidence, after, by, looking.nowMs))) {
        // Somebody else settled it first, and did what follows from it.
        throw new SettledElsewhere('settled elsewhere')
      }
    })
    .catch((error: unknown) => {
      if (!(error instanceof SettledElsewhere)) throw error
    })
  return {
    actionId,
    outcome: evidence.kind === 'written' ? 'applied' : 'failed',
    reason: REASONS[evidence.kind],
  }
}

class SettledElsewhere extends Error {}

const REASONS = { written: 'found-in-book', 'not-written': 'not-written', unclear: 'unclear' } as const

const end = (
  tx: Transaction,
  intent: UnsettledIntent,
  evidence: Exclude<Evidence, { kind: 'unknown' }>,
  after: unknown,
  by: string,
  atMs: EpochMs,
): Promise<boolean> =>
  recordOutcome(tx, intent.intentId, {
    outcome: evidence.kind === 'written' ? 'applied' : 'failed',
    reason: REASONS[evidence.kind],
    after,
    by,
    atMs,
  })

/** Of an older plan, and it never left: nothing has happened, and nothing will. False: it has been sent after all. */
function giveUp(database: Database, intent: UnsettledIntent, by: string, atMs: EpochMs): Promise<boolean> {
  return database.transaction('give up intent', async (tx) => {
    await lockIntent(tx.db, intent.intentId)
    if ((await readSent(tx.db, intent.intentId)) !== null) return false
    return recordOutcome(tx, intent.intentId, {
      outcome: 'failed',
      reason: 'never-sent',
      after: null,
      by,
      atMs,
    })
  })
}
