/**
 * The outbox: one row per mail, written before anything leaves. It outlives the run that it is about, so it names
 * connection, practice and run by id only. Recipients stand in here and in no log.
 */
import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { MAIL_STATES, type Refusal } from '../../src/mail/mail.ts'
import { instant, oneOf } from './columns.ts'

export const mails = pgTable(
  'mails',
  {
    mailId: uuid('mail_id').primaryKey(),
    connectionId: text('connection_id').notNull(),
    practiceId: text('practice_id').notNull(),
    runId: text('run_id').notNull(),
    /** 1 is the one that follows the run by itself; a person asks for every further one. */
    copy: integer('copy').notNull(),
    messageId: text('message_id').notNull(),
    sender: text('sender').notNull(),
    subject: text('subject').notNull(),
    recipients: text('recipients').array().notNull(),
    /** Of the recipients, who has got it. */
    accepted: text('accepted').array().notNull(),
    /** Of the others, whom the server turned away at the last try. */
    refused: jsonb('refused').$type<readonly Refusal[]>().notNull(),
    state: text('state', { enum: MAIL_STATES }).notNull(),
    attempts: integer('attempts').notNull(),
    /** Once it was handed over and not answered, whatever came later. */
    maybeSent: boolean('maybe_sent').notNull(),
    /** When the next try is due. Null: somebody is at it, or there is none by itself. */
    notBefore: instant('not_before'),
    claimToken: uuid('claim_token'),
    claimedUntil: instant('claimed_until'),
    /** What went wrong last, and what to do; names nobody. */
    lastWhy: text('last_why'),
    /** The whole message. Emptied as soon as it has left: nobody needs it any more. */
    content: text('content'),
    madeAt: instant('made_at').notNull(),
    sentAt: instant('sent_at'),
  },
  (t) => [
    unique('mails_copy').on(t.runId, t.practiceId, t.copy),
    unique('mails_message').on(t.messageId),
    index('mails_due').on(t.notBefore).where(sql`${t.state} in ('waiting', 'unknown')`),
    index('mails_claimed').on(t.claimedUntil).where(sql`${t.state} = 'sending'`),
    index('mails_connection').on(t.connectionId, t.madeAt),
    oneOf('mails_state', t.state, MAIL_STATES),
    check('mails_copy_count', sql`${t.copy} >= 1 and ${t.attempts} >= 0`),
    check('mails_recipients', sql`cardinality(${t.recipients}) > 0`),
    check('mails_content', sql`(${t.state} = 'sent') = (${t.content} is null)`),
    check('mails_sent', sql`(${t.state} = 'sent') = (${t.sentAt} is not null)`),
    check(
      'mails_claim',
      sql`(${t.state} = 'sending') = (${t.claimToken} is not null) and (${t.claimToken} is null) = (${t.claimedUntil} is null)`,
    ),
    check(
      'mails_due_when',
      sql`case ${t.state} when 'waiting' then ${t.notBefore} is not null when 'unknown' then true else ${t.notBefore} is null end`,
    ),
    check('mails_unknown', sql`${t.state} <> 'unknown' or ${t.maybeSent}`),
  ],
)
