/**
 * SHELL. Carries out what was approved of a plan, in its order. For each action: the intent is committed, the world is
 * read afresh, the guard looks, and only then something is written, once, read back and recorded with what follows
 * from it in one transaction. After the first surprise nothing more is written to that book.
 */
import { readBook } from '../../db/book.ts'
import type { Database, Transaction } from '../../db/database.ts'
import {
  type ActionState,
  idempotencyKey,
  openIntent,
  type Plan,
  PlanIsStale,
  readActionStates,
  recordOutcome,
  requireNewest,
} from '../../db/fixups.ts'
import { readPlannedOver } from '../../db/runs.ts'
import { claimSending, lockIntent, readSent } from '../../db/sending.ts'
import { BookAtHand } from '../books/at-hand.ts'
import { BookSilent, type ReadableBook, type WritableBook } from '../books/book.ts'
import type { Action, ActionStatus, Basis } from '../reconcile/model.ts'
import type { EpochMs } from '../reconcile/span.ts'
import { type Looking, readFacts, readSetup, type Setup } from './facts.ts'
import { type Facts, guard } from './guard.ts'
import { HANDS } from './hands.ts'
import { afterWrite, ChangedMeanwhile, onPlatform, type Written } from './platform.ts'
import { isWritten, nameless, writeFor } from './request.ts'
import { bookingSaid, entrySaid, recallSaid } from './said.ts'
import { type Before, type SettledIntent, settle } from './settle.ts'
import { type Applied, type CrashPoint, NotApplicable, type Step } from './steps.ts'

export interface ApplyOptions {
  readonly database: Database
  /** Null: this book cannot be written; what is the platform's alone is done, the rest is for a worklist. */
  readonly book: WritableBook | null
  readonly now: () => EpochMs
  /** The instant by which a start counts as passed; the clock unless a test or a demo says otherwise. */
  readonly asOfMs?: EpochMs | undefined
  readonly by: string
  readonly crashPoint?: (name: CrashPoint) => void
}

export async function applyPlan(options: ApplyOptions, plan: Plan): Promise<Applied> {
  const { database, book } = options
  if (plan.held) throw new NotApplicable(`run ${plan.runId} is held: nothing of its plan may be applied`)
  await requireNewest(database.db, plan)
  const setup = await readSetup(database.db, plan.connectionId)
  return new Applier(options, plan, setup, {
    book: book ?? new BookAtHand(await readBook(database, plan.connectionId)),
    plannedOverMs: await readPlannedOver(database.db, plan.runId),
  }).run()
}

/** Nothing more is to be written in this call. */
class Stop extends Error {}

/** Where facts are looked up, and when the plan's own read was taken. */
interface Source {
  readonly book: ReadableBook
  readonly plannedOverMs: EpochMs | null
}

class Applier {
  private readonly options: ApplyOptions
  private readonly plan: Plan
  private readonly setup: Setup
  private readonly source: Source
  private readonly steps: Step[] = []
  private readonly status = new Map<string, ActionStatus | 'unknown'>()
  private readonly bookingsNow = new Map<string, Basis['booking']>()

  constructor(options: ApplyOptions, plan: Plan, setup: Setup, source: Source) {
    this.options = options
    this.plan = plan
    this.setup = setup
    this.source = source
  }

  async run(): Promise<Applied> {
    const { database, book, by } = this.options
    let settled: SettledIntent[] = []
    let todo: readonly ActionState[] = []
    let stopped: string | null = null
    try {
      await this.requireSameDatabase()
      settled = await settle(database, this.plan, book, this.looking(), by)
      const states = await readActionStates(database.db, this.plan)
      for (const state of states) this.remember(state)
      todo = states.filter(({ action }) => action.status === 'approved' && HANDS[action.kind] !== 'person')
      for (const state of todo) await this.one(state)
    } catch (error) {
      if (!(error instanceof Stop || error instanceof BookSilent)) throw error
      stopped = error.message
    }
    // Each action that was looked at has its step.
    return { settled, steps: this.steps, stopped, left: todo.length - this.steps.length }
  }

  private async requireSameDatabase(): Promise<void> {
    const { connectionId, databaseIdentity } = this.setup.connection
    const found = await this.source.book.identity()
    if (found === null || databaseIdentity === null || found === databaseIdentity) return
    throw new NotApplicable(
      `the book of connection ${connectionId} is another database than the one it was set up with: nothing was applied`,
    )
  }

  private async one(state: ActionState): Promise<void> {
    const { action } = state
    if (state.outcome?.outcome === 'unknown') return this.step(action, 'unknown', 'being-settled')
    const after = this.waitsFor(action)
    if (after !== null && !after.isFinal) return this.step(action, 'waits', after.actionId)
    if (HANDS[action.kind] === 'book' && this.options.book === null) return this.step(action, 'by-hand', null)
    await this.requireStillNewest()
    const intentId = state.intent?.intentId ?? (await this.begin(action))
    if (intentId === null) return this.step(action, 'waits', 'begun-elsewhere')
    this.crashPoint('after-intent')
    if (after !== null) return this.decline(action, intentId, `follows ${after.actionId}`)
    const facts = await readFacts(this.looking(), action)
    const declined = guard(action, facts)
    if (declined !== null) return this.decline(action, intentId, declined, said(facts))
    this.crashPoint('after-guard')
    if (this.options.book !== null && HANDS[action.kind] === 'book') {
      return this.write(this.options.book, action, intentId, facts)
    }
    return this.change(action, intentId, facts)
  }

  /** A run that was made in between may plan something else: then what was agreed to has lapsed. */
  private async requireStillNewest(): Promise<void> {
    try {
      await requireNewest(this.options.database.db, this.plan)
    } catch (error) {
      throw error instanceof PlanIsStale ? new Stop(error.message) : error
    }
  }

  /** The first action that must be applied before this one and is not. */
  private waitsFor(action: Action): { readonly actionId: string; readonly isFinal: boolean } | null {
    for (const actionId of action.dependsOn) {
      const status = this.status.get(actionId)
      if (status === 'declined' || status === 'failed' || status === 'rejected')
        return { actionId, isFinal: true }
    }
    const open = action.dependsOn.find((actionId) => this.status.get(actionId) !== 'applied')
    return open === undefined ? null : { actionId: open, isFinal: false }
  }

  private async begin(action: Action): Promise<string | null> {
    const { database, by, now } = this.options
    return openIntent(database, this.plan, action, { by, atMs: now(), before: await this.before(action) })
  }

  /** How things stand for the audit, and what tells a row that we make from one that was there. */
  private async before(action: Action): Promise<Before> {
    const facts = await readFacts(this.looking(), action)
    const { book } = this.source
    const bookingId = action.basis.booking?.bookingId
    const alike =
      action.kind === 'create-patient' && facts.patient !== null
        ? (await book.patientsLike(facts.patient)).map((one) => one.pmsPatientId)
        : (action.kind === 'create-appointment' || action.kind === 'hold-slot') && bookingId !== undefined
          ? (await book.byRef(bookingId)).map((one) => one.pmsAppointmentId)
          : []
    return { ...said(facts), ...(alike.length === 0 ? {} : { knownIds: alike }) }
  }

  private async write(book: WritableBook, action: Action, intentId: string, facts: Facts): Promise<void> {
    const { database, by, now } = this.options
    const write = writeFor(action, facts)
    if (write === null) return this.decline(action, intentId, 'setup-changed')
    const notAfterMs = now() + book.writeTimeoutMs
    if (!(await claimSending(database, intentId, { by, atMs: now(), notAfterMs, write: nameless(write) }))) {
      return this.step(action, 'unknown', 'begun-elsewhere')
    }
    this.crashPoint('before-write')
    const answer = await this.asked(action, () =>
      book.write({ key: idempotencyKey(this.plan, action), notAfterMs, write }),
    )
    this.crashPoint('after-write')
    if (answer.kind === 'refused') {
      await this.end(action, intentId, 'failed', `refused: ${answer.why}`)
      throw new Stop(`the book refused ${action.actionId} (${answer.why})`)
    }
    const id = answer.pmsAppointmentId ?? action.basis.entry?.pmsAppointmentId ?? null
    const written: Written = await this.asked(action, async () => ({
      entry: id === null ? null : await book.entry(id),
      pmsPatientId: answer.pmsPatientId,
    }))
    this.crashPoint('after-read-back')
    const isThere =
      write.kind === 'create-patient' ? written.pmsPatientId !== null : isWritten(write, written.entry)
    if (!isThere) {
      this.step(action, 'unknown', 'not-as-written')
      throw new Stop(`the book does not show what ${action.actionId} wrote`)
    }
    const done = await database.transaction('record write', async (tx) => {
      await lockIntent(tx.db, intentId)
      const after = await afterWrite(tx.db, action, facts, written, now())
      const first = await this.recordApplied(tx, intentId, after)
      this.crashPoint('before-outcome')
      return first ? after : null
    })
    this.crashPoint('after-outcome')
    this.done(action, done)
  }

  /** An answer, or the end of this call: what was sent may have happened. */
  private async asked<T>(action: Action, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof BookSilent)) throw error
      this.step(action, 'unknown', 'no-answer')
      throw new Stop(`${action.actionId}: ${error.message}`)
    }
  }

  private async change(action: Action, intentId: string, facts: Facts): Promise<void> {
    const { database, now } = this.options
    try {
      const done = await database.transaction('change platform', async (tx) => {
        await lockIntent(tx.db, intentId)
        const after = await onPlatform(tx.db, this.plan.connectionId, action, facts, now())
        const first = await this.recordApplied(tx, intentId, after)
        // Somebody else has carried it out already: what was changed here must not stay.
        if (!first) throw new ChangedMeanwhile('done elsewhere')
        this.crashPoint('before-outcome')
        return after
      })
      this.crashPoint('after-outcome')
      this.done(action, done)
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error
      await this.decline(action, intentId, 'changed-meanwhile')
    }
  }

  /** False: somebody else has recorded how it ended. */
  private recordApplied(tx: Transaction, intentId: string, after: object | null): Promise<boolean> {
    const { by, now } = this.options
    return recordOutcome(tx, intentId, { outcome: 'applied', reason: null, after, by, atMs: now() })
  }

  private decline(
    action: Action,
    intentId: string,
    reason: string,
    found: object | null = null,
  ): Promise<void> {
    return this.end(action, intentId, 'declined', reason, found)
  }

  private async end(
    action: Action,
    intentId: string,
    outcome: 'declined' | 'failed',
    reason: string,
    after: object | null = null,
  ): Promise<void> {
    const { database, by, now } = this.options
    const first = await database.transaction('record outcome', async (tx) => {
      await lockIntent(tx.db, intentId)
      // Another program, which looked before this one, has sent it meanwhile: what this one found is its doing.
      if (outcome === 'declined' && (await readSent(tx.db, intentId)) !== null) return false
      return recordOutcome(tx, intentId, { outcome, reason, after, by, atMs: now() })
    })
    if (!first) return this.step(action, 'waits', 'begun-elsewhere')
    this.status.set(action.actionId, outcome)
    this.step(action, outcome, reason)
  }

  private done(action: Action, after: object | null): void {
    this.status.set(action.actionId, 'applied')
    this.rememberBooking(after)
    this.step(action, 'applied', null)
  }

  private step(action: Action, result: Step['result'], reason: string | null): void {
    this.steps.push({ action, result, reason })
  }

  private remember({ action, outcome }: ActionState): void {
    this.status.set(action.actionId, outcome?.outcome === 'unknown' ? 'unknown' : action.status)
    if (outcome?.outcome === 'applied') this.rememberBooking(outcome.after)
  }

  private rememberBooking(after: unknown): void {
    const booking = (after as { booking?: NonNullable<Basis['booking']> } | null)?.booking
    if (booking !== undefined) this.bookingsNow.set(booking.bookingId, booking)
  }

  private looking(): Looking {
    return {
      db: this.options.database.db,
      book: this.source.book,
      setup: this.setup,
      nowMs: this.options.asOfMs ?? this.options.now(),
      plannedOverMs: this.source.plannedOverMs,
      bookingNow: (bookingId) => this.bookingsNow.get(bookingId) ?? null,
    }
  }

  private crashPoint(name: CrashPoint): void {
    this.options.crashPoint?.(name)
  }
}

const said = ({ booking, entry, recall }: Facts): object => ({
  ...(booking === null ? {} : { booking: bookingSaid(booking) }),
  ...(entry === null ? {} : { entry: entrySaid(entry) }),
  ...(recall === null ? {} : { recall: recallSaid(recall) }),
})
