/** Mail as commands use it: settings asked for, runs queued, what is due sent, and all of it told by ids and counts. */
import type { Database } from '../db/database.ts'
import type { FinishedRun } from '../src/connection/watch/deliver.ts'
import { type Told, toldLine } from '../src/connection/watch/telling.ts'
import { type Queued, queueMails } from '../src/mail/queue.ts'
import { sendDue, type TriedMail } from '../src/mail/send.ts'
import type { EpochMs } from '../src/reconcile/span.ts'
import { UsageError } from './config.ts'
import { readConfigFile } from './config-file.ts'
import type { MailSettings } from './mail-settings.ts'
import type { Terminal } from './terminal.ts'
import { wordsOf } from './troubles.ts'

/** A person waits for it, and would rather see all of it done. */
const PATIENCE_MS = 10 * 60_000

/** With every secret that it needs looked at once, so that one which is not to be had is said before anything is done. */
export function mailSettingsOf(terminal: Terminal): MailSettings {
  const { mail } = readConfigFile(terminal.env)
  if (mail === null) {
    throw new UsageError('rejoin.json says nothing of mail: give it "mail": {"from": …}, see docs/mail.md')
  }
  mail.mailing(terminal.env)
  mail.transport(terminal.env)
  return mail
}

/** Of a run that is recorded: whatever goes wrong here does not undo it, and is told with what to do. */
export async function queueAndTell(
  database: Database,
  settings: MailSettings,
  run: FinishedRun,
  terminal: Terminal,
): Promise<void> {
  try {
    const queued = await queueMails(database, run, settings.mailing(terminal.env), terminal.now())
    for (const told of queuedTold(run, queued)) terminal.say(toldLine(told))
  } catch (error) {
    const remedy = `rejoin mail resend ${run.runId} does it later`
    terminal.say(`rejoin: run ${run.runId} is not mailed: ${wordsOf(error)}; ${remedy}`, 'call')
  }
}

/** Whatever is due, of these connections; null: of all. */
export async function sendAndTell(
  database: Database,
  settings: MailSettings,
  connectionIds: readonly string[] | null,
  terminal: Terminal,
): Promise<readonly TriedMail[]> {
  terminal.progress('sending mail')
  const tried = await sendDue(database, settings.transport(terminal.env), {
    connectionIds,
    withinMs: PATIENCE_MS,
    now: terminal.now,
    stop: new AbortController().signal,
    tell: (mail) => terminal.say(toldLine(triedTold(mail, terminal.now()))),
  })
  terminal.progress(null)
  return tried
}

/** For whoever has done something more important before. */
export async function sendIfPossible(
  database: Database,
  settings: MailSettings,
  connectionIds: readonly string[] | null,
  terminal: Terminal,
): Promise<void> {
  await sendAndTell(database, settings, connectionIds, terminal).catch((error: unknown) =>
    terminal.say(
      `rejoin: mail waits in the outbox: ${wordsOf(error)}; rejoin mail retry --all sends it`,
      'call',
    ),
  )
}

export function queuedTold({ connectionId, runId }: FinishedRun, queued: Queued): Told[] {
  const { withoutAddress, badAddress, notMade } = queued
  const counts = { mails: queued.queued.length, withoutAddress, badAddress }
  const isWorthALine = counts.mails + withoutAddress.length + badAddress.length > 0
  return [
    ...(isWorthALine ? [{ what: 'mails-queued' as const, connectionId, runId, ...counts }] : []),
    ...notMade.map(({ practiceId, error }) => ({
      what: 'mail-trouble' as const,
      connectionId,
      runId,
      practiceId,
      trouble: wordsOf(error),
    })),
  ]
}

export function triedTold(tried: TriedMail, nowMs: EpochMs): Told {
  const { mailId, connectionId, practiceId, runId, state, why, nextInMs } = tried
  const untilMs = nextInMs === null ? null : nowMs + nextInMs
  return { what: 'mail', connectionId, runId, practiceId, mailId, state, why, untilMs }
}
