/**
 * SHELL. Puts the mails of a recorded run into the outbox, one for each practice that has an address and something to be
 * told. Any number of times, by anybody: what is there stays as it is.
 */
import type { Database } from '../../db/database.ts'
import { DatabaseError } from '../../db/errors.ts'
import { mailedPractices, nextCopy, queueMail } from '../../db/mails.ts'
import type { AfterRun, FinishedRun } from '../connection/watch/deliver.ts'
import type { EpochMs } from '../reconcile/span.ts'
import { mailOf } from './compose.ts'
import { practiceMailOf, type Wish } from './recipients.ts'

/** The settings of all mails. */
export interface Mailing {
  /** A bare address. */
  readonly from: string
  readonly reportAt: string | null
  /** By practice id. */
  readonly wishes: ReadonlyMap<string, Wish>
}

/** Practice ids. */
export interface Queued {
  readonly queued: readonly string[]
  /** Nobody to write to. */
  readonly withoutAddress: readonly string[]
  /** Something that the practice gave as an address is none; the good ones get their mail. */
  readonly badAddress: readonly string[]
  /** Its mail could not be made. */
  readonly notMade: readonly { readonly practiceId: string; readonly error: unknown }[]
}

/** The mail that follows a run by itself. */
export async function queueMails(
  database: Database,
  run: FinishedRun,
  mailing: Mailing,
  madeMs: EpochMs,
): Promise<Queued> {
  const mailed = await mailedPractices(database.db, run.runId)
  const ids = run.snapshot.practices.map(({ practiceId }) => practiceId).filter((id) => !mailed.has(id))
  return queueEach(run, mailing, madeMs, ids, async (make, _) => {
    const mail = await make(1)
    return mail !== null && (await queueMail(database.db, mail, 1))
  })
}

/** Another one, because a person asks for it: under a Message-ID of its own, since servers drop a known one. */
export async function queueCopies(
  database: Database,
  run: FinishedRun,
  mailing: Mailing,
  madeMs: EpochMs,
  practiceIds: readonly string[],
): Promise<Queued> {
  return queueEach(run, mailing, madeMs, practiceIds, async (make, practiceId) => {
    for (;;) {
      const copy = await nextCopy(database.db, run.runId, practiceId)
      const mail = await make(copy)
      if (mail === null) return false
      // Somebody else asked for one at the same moment: the next number, then.
      if (await queueMail(database.db, mail, copy)) return true
    }
  })
}

type Make = (copy: number) => ReturnType<typeof mailOf>

async function queueEach(
  { snapshot, reconciliation, runId }: FinishedRun,
  { from, reportAt, wishes }: Mailing,
  madeMs: EpochMs,
  practiceIds: readonly string[],
  queue: (make: Make, practiceId: string) => Promise<boolean>,
): Promise<Queued> {
  const queued: string[] = []
  const withoutAddress: string[] = []
  const badAddress: string[] = []
  const notMade: { practiceId: string; error: unknown }[] = []
  for (const practice of snapshot.practices) {
    const { practiceId } = practice
    if (!practiceIds.includes(practiceId)) continue
    const wish = wishes.get(practiceId)
    // It said that it wants none.
    if (wish?.to?.length === 0) continue
    const { mail: practiceMail, bad } = practiceMailOf(practice, wish)
    if (bad > 0) badAddress.push(practiceId)
    else if (practiceMail.to.length === 0) withoutAddress.push(practiceId)
    const request = { runId, practiceId, from, reportAt, practiceMail, madeMs }
    try {
      const make: Make = (copy) => mailOf(snapshot, reconciliation, { ...request, copy })
      if (await queue(make, practiceId)) queued.push(practiceId)
    } catch (error) {
      // The database's trouble passes, and then all of this is done again. What is wrong with one practice's letter
      // must not keep the others from theirs, nor the run from being finished.
      if (error instanceof DatabaseError) throw error
      notMade.push({ practiceId, error })
    }
  }
  return { queued, withoutAddress, badAddress, notMade }
}

/** To be hung on a watcher. `mailing` null: the settings say that there is no mail. */
export function mailsInto(
  database: Database,
  mailing: () => Mailing | null,
  now: () => EpochMs,
  tell: (run: FinishedRun, queued: Queued) => void,
): AfterRun {
  return async (run) => {
    const settings = mailing()
    if (settings !== null) tell(run, await queueMails(database, run, settings, now()))
  }
}
