/**
 * SHELL. Sends what is due, one mail after the other. Any number of senders may be at it: each mail is claimed by one. A
 * claim is committed before anything leaves, so whoever dies in the middle leaves a mail of which that is known.
 */
import { randomUUID } from 'node:crypto'
import type { Database } from '../../db/database.ts'
import { type ClaimedMail, claimMail, recordTry, releaseBrokenClaims } from '../../db/mails.ts'
import type { EpochMs } from '../reconcile/span.ts'
import type { Answer, MailTransport } from './mail.ts'
import { type Outcome, outcomeOf, outstanding } from './outcome.ts'

/** What came of one mail, for whoever tells it: ids, counts and reasons, no address. */
export interface TriedMail {
  readonly mailId: string
  readonly connectionId: string
  readonly practiceId: string
  readonly runId: string
  readonly state: Outcome['state']
  readonly recipients: number
  readonly refused: number
  readonly why: string | null
  readonly nextInMs: number | null
}

export interface SendOptions {
  /** Null: of all connections. */
  readonly connectionIds: readonly string[] | null
  /** No further mail is begun after so long: others have work to do. */
  readonly withinMs: number
  readonly now: () => EpochMs
  readonly stop: AbortSignal
  readonly tell: (tried: TriedMail) => void
}

export async function sendDue(
  database: Database,
  transport: MailTransport,
  { connectionIds, withinMs, now, stop, tell }: SendOptions,
): Promise<readonly TriedMail[]> {
  await releaseBrokenClaims(database)
  const untilMs = now() + withinMs
  const all: TriedMail[] = []
  let away: Answer | null = null
  // To put the others off takes no time.
  while (!stop.aborted && (away !== null || now() < untilMs)) {
    const claimed = await claimMail(database.db, randomUUID(), connectionIds)
    if (claimed === null) break
    // A server that is away for one is away for all: nobody waits for it again, and nobody knocks with a wrong password
    // once for every mail.
    const answer: Answer = away ?? (await transport.send(outgoing(claimed)))
    if (answer.kind === 'refused' && answer.everyMail) away = answer
    const outcome = outcomeOf(claimed, answer)
    // Not ours any more: whoever has it knows better.
    if (!(await recordTry(database.db, claimed, outcome))) continue
    const tried = triedMail(claimed, outcome)
    all.push(tried)
    tell(tried)
  }
  return all
}

function outgoing(claimed: ClaimedMail) {
  const { mailId, practiceId, messageId, sender, content } = claimed
  return { mailId, practiceId, messageId, from: sender, to: outstanding(claimed), content }
}

function triedMail(claimed: ClaimedMail, { state, refused, why, nextInMs }: Outcome): TriedMail {
  const { mailId, connectionId, practiceId, runId, recipients } = claimed
  const counts = { recipients: recipients.length, refused: refused.length }
  return { mailId, connectionId, practiceId, runId, state, ...counts, why, nextInMs }
}
