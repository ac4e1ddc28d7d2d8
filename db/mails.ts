/**
 * The outbox. Whoever claims a mail has a token and a while by the database's clock; what came of the try is put down only
 * by the holder of the token. A claim that has run out was its holder's end, so whether the mail left nobody knows.
 */
import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import { type ComposedMail, MAIL_TIMEOUT_MS, type MailState, type Refusal } from '../src/mail/mail.ts'
import type { Outcome, Tried } from '../src/mail/outcome.ts'
import type { EpochMs } from '../src/reconcile/span.ts'
import type { Database, Queries } from './database.ts'
import { labelled } from './errors.ts'
import { mails } from './schema.ts'

/** Longer than any try may last, so that nobody takes a mail out of the hands of somebody who is still at it. */
const CLAIM_SECONDS = MAIL_TIMEOUT_MS / 1000 + 60

/** A mail for people: everything but what it says. */
export interface StoredMail extends Tried {
  readonly mailId: string
  readonly connectionId: string
  readonly practiceId: string
  readonly runId: string
  readonly copy: number
  readonly messageId: string
  readonly subject: string
  readonly state: MailState
  readonly nextTryMs: EpochMs | null
  readonly why: string | null
  readonly madeMs: EpochMs
  readonly sentMs: EpochMs | null
}

export interface ClaimedMail extends StoredMail {
  readonly token: string
  readonly sender: string
  readonly content: string
}

/** False: that copy was queued before. Of two that queue it at once, one does. */
export function queueMail(db: Queries, mail: ComposedMail, copy: number): Promise<boolean> {
  return labelled('queue mail', async () => {
    const made = await db.insert(mails).values(newRow(mail, copy)).onConflictDoNothing().returning(IDS)
    return made.length > 0
  })
}

/** The number of the next copy that a person asks for. */
export function nextCopy(db: Queries, runId: string, practiceId: string): Promise<number> {
  return labelled('number copy of mail', async () => {
    const [row] = await db
      .select({ copies: sql<number>`coalesce(max(${mails.copy}), 0)::int` })
      .from(mails)
      .where(and(eq(mails.runId, runId), eq(mails.practiceId, practiceId)))
    return (row?.copies ?? 0) + 1
  })
}

/** The practices that have a mail about this run, whatever has become of it. */
export function mailedPractices(db: Queries, runId: string): Promise<ReadonlySet<string>> {
  return labelled('read mailed practices', async () => {
    const rows = await db.select({ id: mails.practiceId }).from(mails).where(eq(mails.runId, runId))
    return new Set(rows.map(({ id }) => id))
  })
}

/**
 * Claims that ran out: their holders died at it, maybe after the mail was handed over. Where nobody else can have the
 * database open, every claim that is found is a dead one's. Returns how many there were.
 */
export function releaseBrokenClaims(database: Database): Promise<number> {
  return labelled('release broken claims', async () => {
    const rows = await database.db
      .update(mails)
      .set({
        state: 'unknown',
        maybeSent: true,
        notBefore: sql`clock_timestamp()`,
        claimToken: null,
        claimedUntil: null,
        lastWhy: 'whoever was sending it ended in the middle of it',
      })
      .where(isBroken(database))
      .returning(IDS)
    return rows.length
  })
}

/** The one that is due longest; others that look at the same moment get others. Null: none is due. */
export function claimMail(
  db: Queries,
  token: string,
  connectionIds: readonly string[] | null,
): Promise<ClaimedMail | null> {
  return labelled('claim mail', async () => {
    if (connectionIds?.length === 0) return null
    const due = db
      .select(IDS)
      .from(mails)
      .where(
        and(
          inArray(mails.state, ['waiting', 'unknown']),
          sql`${mails.notBefore} <= clock_timestamp()`,
          connectionIds === null ? undefined : inArray(mails.connectionId, [...connectionIds]),
        ),
      )
      .orderBy(asc(mails.notBefore), asc(mails.madeAt), asc(mails.mailId))
      .limit(1)
      .for('update', { skipLocked: true })
    const [row] = await db
      .update(mails)
      .set({
        state: 'sending',
        attempts: sql`${mails.attempts} + 1`,
        notBefore: null,
        claimToken: token,
        claimedUntil: sql`clock_timestamp() + make_interval(secs => ${CLAIM_SECONDS}::float8)`,
      })
      .where(sql`${mails.mailId} = (${due})`)
      .returning()
    if (row === undefined) return null
    const { sender, content } = row
    if (content === null) throw new Error('a mail that is due has no content')
    return { ...storedMail(row), token, sender, content }
  })
}

/** False: its claim had run out, and somebody else has it. Then what this one knows counts for nothing. */
export function recordTry(db: Queries, claimed: ClaimedMail, outcome: Outcome): Promise<boolean> {
  const { state, accepted, refused, maybeSent, nextInMs, why } = outcome
  return labelled('record try of mail', async () => {
    const rows = await db
      .update(mails)
      .set({
        state,
        accepted: [...accepted],
        refused,
        maybeSent,
        notBefore:
          nextInMs === null
            ? null
            : sql`clock_timestamp() + make_interval(secs => ${nextInMs / 1000}::float8)`,
        claimToken: null,
        claimedUntil: null,
        lastWhy: why,
        ...(state === 'sent' && { content: null, sentAt: sql`clock_timestamp()` }),
      })
      .where(and(eq(mails.mailId, claimed.mailId), eq(mails.claimToken, claimed.token)))
      .returning(IDS)
    return rows.length > 0
  })
}

export interface MailFilter {
  readonly connectionId?: string | undefined
  readonly practiceId?: string | undefined
  readonly state?: MailState | undefined
}

/** Newest first. A claim that is broken is told as what it is: unknown. */
export function listMails(database: Database, filter: MailFilter = {}): Promise<StoredMail[]> {
  return labelled('list mails', async () => {
    const rows = await database.db
      .select({ mail: mails, broken: sql<boolean>`coalesce(${isBroken(database)}, false)` })
      .from(mails)
      .where(
        and(
          filter.connectionId === undefined ? undefined : eq(mails.connectionId, filter.connectionId),
          filter.practiceId === undefined ? undefined : eq(mails.practiceId, filter.practiceId),
        ),
      )
      .orderBy(desc(mails.madeAt), asc(mails.connectionId), asc(mails.practiceId), desc(mails.copy))
    return rows
      .map(({ mail, broken }) =>
        broken ? { ...storedMail(mail), state: 'unknown' as const } : storedMail(mail),
      )
      .filter(({ state }) => filter.state === undefined || state === filter.state)
  })
}

/**
 * Makes mails that have not left due now, as if they had never been tried; whoever was turned away is asked for again.
 * Those at which somebody is right now are left to them. `ids` null: all of them. Returns how many.
 */
export function retryMails(db: Queries, ids: readonly string[] | null): Promise<number> {
  return labelled('retry mails', async () => {
    if (ids?.length === 0) return 0
    const rows = await db
      .update(mails)
      .set({
        state: sql`case when ${mails.maybeSent} then 'unknown' else 'waiting' end`,
        attempts: 0,
        refused: [],
        notBefore: sql`clock_timestamp()`,
      })
      .where(
        and(
          inArray(mails.state, ['waiting', 'unknown', 'failed']),
          ids === null ? undefined : inArray(mails.mailId, [...ids]),
        ),
      )
      .returning(IDS)
    return rows.length
  })
}

const isBroken = ({ kind }: Database) =>
  and(
    eq(mails.state, 'sending'),
    kind === 'postgres' ? sql`${mails.claimedUntil} <= clock_timestamp()` : undefined,
  )

const IDS = { mailId: mails.mailId }

function newRow(mail: ComposedMail, copy: number) {
  return {
    mailId: mail.mailId,
    connectionId: mail.connectionId,
    practiceId: mail.practiceId,
    runId: mail.runId,
    copy,
    messageId: mail.messageId,
    sender: mail.from,
    subject: mail.subject,
    recipients: [...mail.to],
    accepted: [],
    refused: [] as readonly Refusal[],
    state: 'waiting' as const,
    attempts: 0,
    maybeSent: false,
    notBefore: sql`clock_timestamp()`,
    content: mail.content,
    madeAt: mail.madeMs,
  }
}

function storedMail(row: typeof mails.$inferSelect): StoredMail {
  return {
    mailId: row.mailId,
    connectionId: row.connectionId,
    practiceId: row.practiceId,
    runId: row.runId,
    copy: row.copy,
    messageId: row.messageId,
    subject: row.subject,
    recipients: row.recipients,
    accepted: row.accepted,
    refused: row.refused,
    state: row.state,
    attempts: row.attempts,
    maybeSent: row.maybeSent,
    nextTryMs: row.notBefore,
    why: row.lastWhy,
    madeMs: row.madeAt,
    sentMs: row.sentAt,
  }
}
