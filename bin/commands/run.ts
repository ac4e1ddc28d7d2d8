/** `rejoin run`: judges what the database holds, or a bundle in a throwaway database, connection by connection. */
import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { asItStands } from '../../db/action-states.ts'
import type { Database } from '../../db/database.ts'
import { openDatabase } from '../../db/open.ts'
import { type Fence, recordRun } from '../../db/runs.ts'
import { findOutages } from '../../src/connection/outage.ts'
import { PATIENCE_SECONDS, underLease } from '../../src/connection/watch/hold-lease.ts'
import { gather } from '../../src/reconcile/gather.ts'
import type { Reconciliation, RunOptions, Snapshot } from '../../src/reconcile/model.ts'
import { loadSolver } from '../../src/reconcile/plan/alternatives/highs.ts'
import { reconcileLoading } from '../../src/reconcile/reconcile.ts'
import type { Span } from '../../src/reconcile/span.ts'
import type { IndexEntry } from '../../src/report/page/index-page.ts'
import { databaseTarget, runOptions, type TimeFlags, UsageError } from '../config.ts'
import { COULD_NOT_RUN, type ExitCode, exitCodeOf, gravest } from '../exit-codes.ts'
import { holderOf } from '../holder.ts'
import type { MailSettings } from '../mail-settings.ts'
import { mailSettingsOf, queueAndTell, sendIfPossible } from '../mailing.ts'
import { type OutputFlags, put, putIndex } from '../output.ts'
import { checkSelection, chosen, type SelectionFlags } from '../selection.ts'
import type { Terminal } from '../terminal.ts'
import { wordsOf } from '../troubles.ts'
import { load } from './import.ts'

export interface RunFlags extends TimeFlags, OutputFlags, SelectionFlags {
  readonly bundle?: string
  readonly setAside?: boolean
  readonly wait?: string
  readonly mail?: boolean
}

export async function run(flags: RunFlags, terminal: Terminal): Promise<ExitCode> {
  checkSelection(flags, 'run', flags.bundle === undefined)
  if (flags.setAside === true && flags.bundle === undefined)
    throw new UsageError('--set-aside goes with --bundle')
  if (flags.mail === true && flags.bundle !== undefined)
    throw new UsageError(
      '--mail goes not with --bundle: nothing is recorded, so there is nothing to write about',
    )
  const mail = flags.mail === true ? mailSettingsOf(terminal) : null
  const options = runOptions(flags, terminal.now())
  const patienceSeconds = secondsIn(flags.wait)
  const target = flags.bundle === undefined ? databaseTarget(terminal.env) : ({ kind: 'throwaway' } as const)
  const database = await openDatabase(target)
  try {
    if (flags.bundle !== undefined) {
      const loaded = await load(database, resolve(flags.bundle), flags.setAside === true, terminal)
      if (!loaded) return COULD_NOT_RUN
    }
    const codes: ExitCode[] = []
    const entries: IndexEntry[] = []
    const notRun: string[] = []
    const ids = await chosen(database, flags)
    for (const [at, connectionId] of ids.entries()) {
      const watched = tellingOf(terminal, connectionId, at, ids.length)
      const { code, put } = await runOne(
        database,
        connectionId,
        options,
        flags,
        patienceSeconds,
        mail,
        watched,
      )
      codes.push(code)
      entries.push(...put)
      if (put.length === 0 && code === COULD_NOT_RUN) notRun.push(connectionId)
    }
    await putIndex(flags, entries, notRun)
    // What cannot leave now waits in the outbox: it never makes a run look failed.
    if (mail !== null) await sendIfPossible(database, mail, ids, terminal)
    terminal.progress(null)
    return gravest(codes)
  } finally {
    await database.close()
  }
}

/** One connection's trouble does not keep the others from their runs. */
async function runOne(
  database: Database,
  connectionId: string,
  options: RunOptions,
  flags: RunFlags,
  patienceSeconds: number,
  mail: MailSettings | null,
  terminal: Terminal,
): Promise<{ readonly code: ExitCode; readonly put: readonly IndexEntry[] }> {
  let written: readonly IndexEntry[] = []
  const judge = (fence: Fence | null) => judgeOne(database, connectionId, options, fence, terminal)
  try {
    // What is judged in a throwaway database is nobody's to look up later, and nobody else can be at it.
    const { snapshot, result, runId } =
      flags.bundle !== undefined
        ? await judge(null)
        : await underLease(
            database,
            connectionId,
            holderOf('run'),
            patienceSeconds,
            ({ holder }) => terminal.say(`rejoin: connection ${connectionId}: waiting for ${holder}`),
            judge,
          )
    written = await put(snapshot, result, runId, flags, terminal)
    if (mail !== null) {
      const run = { runId, connectionId, snapshot, reconciliation: result }
      await queueAndTell(database, mail, run, terminal)
    }
    return { code: exitCodeOf(result), put: written }
  } catch (error) {
    terminal.say(`rejoin: connection ${connectionId}: ${wordsOf(error)}`, 'call')
    // Its files may be there all the same, when only what came after them went wrong.
    return { code: COULD_NOT_RUN, put: written }
  }
}

/** `fence` null: judge, and record nothing. */
async function judgeOne(
  database: Database,
  connectionId: string,
  options: RunOptions,
  fence: Fence | null,
  terminal: Terminal,
): Promise<{ snapshot: Snapshot; result: Reconciliation; runId: string }> {
  const startedMs = terminal.now()
  terminal.progress('reading what is stored')
  const snapshot = await gather(database, connectionId)
  terminal.progress(`judging ${snapshot.bookings.length.toLocaleString('en-AU')} bookings`, 'busy')
  let result = await reconcileLoading(snapshot, options, loadSolver)
  const runId = randomUUID()
  if (fence !== null) {
    const times = { startedMs, finishedMs: terminal.now() }
    const outages = outagesCovered(snapshot, result)
    const record = { runId, trigger: 'manual', ...times, reconciliation: result, outages }
    terminal.progress('storing the run')
    await recordRun(database, record, fence)
    // The same world as before: what was decided and done about it still stands.
    result = await asItStands(database.db, runId, result)
  }
  return { snapshot, result, runId }
}

/** Who watches is told which connection of how many it is. */
const tellingOf = (terminal: Terminal, connectionId: string, at: number, of: number): Terminal => ({
  ...terminal,
  progress: (text, busy) =>
    terminal.progress(
      text === null ? null : `${of === 1 ? '' : `${at + 1} of ${of}: `}connection ${connectionId}: ${text}`,
      busy,
    ),
})

function secondsIn(text: string | undefined): number {
  if (text === undefined) return PATIENCE_SECONDS
  const seconds = Number(text)
  if (Number.isInteger(seconds) && seconds >= 0) return seconds
  throw new UsageError(`--wait ${JSON.stringify(text)} is not a whole number of seconds`)
}

/** The outages that are over and lie in the run's window; the database lets each be reconciled once. */
export function outagesCovered(snapshot: Snapshot, { window, asOfMs }: Reconciliation): Span[] {
  if (window === null) return []
  return findOutages(snapshot.events, asOfMs).filter(
    (outage) => !outage.open && window.startMs <= outage.startMs && outage.endMs <= window.endMs,
  )
}
