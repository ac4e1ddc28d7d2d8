/** `rejoin mail retry`: what has not left is tried now, byte for byte the same and under the same Message-ID. */
import type { Database } from '../../../db/database.ts'
import { listMails, releaseBrokenClaims, retryMails } from '../../../db/mails.ts'
import { openDatabase } from '../../../db/open.ts'
import { databaseTarget, UsageError } from '../../config.ts'
import { type ExitCode, NEEDS_SOMEONE, NOTHING_TO_DO } from '../../exit-codes.ts'
import { mailSettingsOf, sendAndTell } from '../../mailing.ts'
import { didYouMean } from '../../suggest.ts'
import type { Terminal } from '../../terminal.ts'

export async function retry(
  ids: readonly string[],
  flags: { readonly all?: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const all = flags.all === true
  if (all === ids.length > 0) throw new UsageError('say which to try: mail ids, or --all')
  const settings = mailSettingsOf(terminal)
  const database = await openDatabase(databaseTarget(terminal.env))
  try {
    await releaseBrokenClaims(database)
    if (!all) await checkIds(database, ids)
    const due = await retryMails(database.db, all ? null : ids)
    if (due === 0) {
      terminal.say('rejoin: no mail waits to be sent')
      return NOTHING_TO_DO
    }
    const tried = await sendAndTell(database, settings, null, terminal)
    return tried.every(({ state, refused }) => state === 'sent' && refused === 0)
      ? NOTHING_TO_DO
      : NEEDS_SOMEONE
  } finally {
    await database.close()
  }
}

/** All of them, before anything is sent. */
async function checkIds(database: Database, ids: readonly string[]): Promise<void> {
  const states = new Map((await listMails(database)).map(({ mailId, state }) => [mailId, state]))
  const faults = ids.flatMap((id) => {
    const state = states.get(id)
    if (state === undefined)
      return [`there is no mail ${id}${didYouMean(id, states.keys())}; rejoin mail list has them`]
    if (state === 'sent') return [`mail ${id} was sent; rejoin mail resend RUN makes a new one`]
    return state === 'sending' ? [`somebody is sending mail ${id} right now`] : []
  })
  if (faults.length > 0) throw new UsageError(faults.join('\n'))
}
