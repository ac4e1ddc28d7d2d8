/**
 * `rejoin mail resend RUN`: the mail of a recorded run made once more, with what became of its actions since. It has a
 * Message-ID of its own, since servers drop one that they have seen.
 */
import { asItStands } from '../../../db/action-states.ts'
import { openDatabase } from '../../../db/open.ts'
import { readRun } from '../../../db/runs.ts'
import { toldLine } from '../../../src/connection/watch/telling.ts'
import { queueCopies } from '../../../src/mail/queue.ts'
import { gather } from '../../../src/reconcile/gather.ts'
import { databaseTarget, UsageError } from '../../config.ts'
import { COULD_NOT_RUN, type ExitCode, NEEDS_SOMEONE, NOTHING_TO_DO } from '../../exit-codes.ts'
import { mailSettingsOf, queuedTold, sendAndTell } from '../../mailing.ts'
import { noSuchRun, runIdOf } from '../../run-id.ts'
import { didYouMean } from '../../suggest.ts'
import type { Terminal } from '../../terminal.ts'

export async function resend(
  typed: string,
  flags: { readonly practice?: string },
  terminal: Terminal,
): Promise<ExitCode> {
  const settings = mailSettingsOf(terminal)
  const mailing = settings.mailing(terminal.env)
  const database = await openDatabase(databaseTarget(terminal.env))
  try {
    const runId = await runIdOf(database.db, typed)
    const recorded = await readRun(database, runId)
    if (recorded === null) throw await noSuchRun(database.db, runId)
    const { connectionId } = recorded
    const snapshot = await gather(database, connectionId)
    const ids = snapshot.practices.map(({ practiceId }) => practiceId)
    const { practice } = flags
    if (practice !== undefined && !ids.includes(practice)) {
      throw new UsageError(`run ${runId} is not about practice ${practice}${didYouMean(practice, ids)}`)
    }
    const reconciliation = await asItStands(database.db, runId, recorded.reconciliation)
    const run = { runId, connectionId, snapshot, reconciliation }
    const queued = await queueCopies(
      database,
      run,
      mailing,
      terminal.now(),
      practice === undefined ? ids : [practice],
    )
    for (const told of queuedTold(run, queued)) terminal.say(toldLine(told))
    if (queued.notMade.length > 0 && queued.queued.length === 0) return COULD_NOT_RUN
    if (queued.queued.length === 0) {
      terminal.say('rejoin: nobody has an address and something to be told of this run')
      return NOTHING_TO_DO
    }
    const tried = await sendAndTell(database, settings, [connectionId], terminal)
    const mine = tried.filter((mail) => mail.runId === runId)
    return mine.length > 0 && mine.every(({ state, refused }) => state === 'sent' && refused === 0)
      ? NOTHING_TO_DO
      : NEEDS_SOMEONE
  } finally {
    await database.close()
  }
}
