/** `rejoin run`: judges what the database holds, or a bundle in a throwaway database, connection by connection. */
import { resolve } from 'node:path'
import { openDatabase } from '../../db/open.ts'
import { PATIENCE_SECONDS } from '../../src/connection/watch/hold-lease.ts'
import { databaseTarget, runOptions, type TimeFlags, UsageError } from '../config.ts'
import { COULD_NOT_RUN, type ExitCode, gravest } from '../exit-codes.ts'
import { inOrder } from '../in-order.ts'
import { judgeConnection } from '../judging.ts'
import { mailSettingsOf, sendIfPossible } from '../mailing.ts'
import { type OutputFlags, putIndex } from '../output.ts'
import { checkSelection, chosen, type SelectionFlags } from '../selection.ts'
import type { Terminal } from '../terminal.ts'
import { type TimingFlags, timingsOf } from '../timings.ts'
import { load } from './import.ts'

export interface RunFlags extends TimeFlags, OutputFlags, SelectionFlags, TimingFlags {
  readonly bundle?: string
  readonly setAside?: boolean
  readonly wait?: string
  readonly mail?: boolean
}

/** While one connection waits for the server, others are judged. More would have to wait for a processor. */
const CONNECTIONS_AT_ONCE = 3

export async function run(flags: RunFlags, terminal: Terminal): Promise<ExitCode> {
  checkFlags(flags)
  const timings = timingsOf(flags, terminal)
  const mail = flags.mail === true ? mailSettingsOf(terminal) : null
  const options = runOptions(flags, terminal.now())
  const patienceSeconds = secondsIn(flags.wait)
  const target = flags.bundle === undefined ? databaseTarget(terminal.env) : ({ kind: 'throwaway' } as const)
  const database = await timings.of('open', () => openDatabase(target))
  try {
    const { bundle } = flags
    if (bundle !== undefined) {
      const setAside = flags.setAside === true
      const loaded = await timings.of('load', () => load(database, resolve(bundle), setAside, terminal))
      if (!loaded) return COULD_NOT_RUN
    }
    const ids = await chosen(database, flags)
    const records = bundle === undefined
    const judging = { database, options, flags, records, patienceSeconds, mail, timings }
    const judged = await inOrder(
      ids,
      database.kind === 'postgres' ? CONNECTIONS_AT_ONCE : 1,
      (id, at) => judgeConnection({ ...judging, terminal: tellingOf(terminal, id, at, ids.length) }, id),
      async (one) => {
        await terminal.print(one.text)
        return { ...one, text: '' }
      },
    )
    const notRun = judged.filter(({ code, put }) => put.length === 0 && code === COULD_NOT_RUN)
    await putIndex(
      flags,
      judged.flatMap(({ put }) => put),
      notRun.map(({ connectionId }) => connectionId),
    )
    // What cannot leave now waits in the outbox: it never makes a run look failed.
    if (mail !== null) await timings.of('mail', () => sendIfPossible(database, mail, ids, terminal))
    terminal.progress(null)
    return gravest(judged.map(({ code }) => code))
  } finally {
    await timings.of('close', () => database.close())
    timings.tell()
  }
}

function checkFlags(flags: RunFlags): void {
  checkSelection(flags, 'run', flags.bundle === undefined)
  if (flags.setAside === true && flags.bundle === undefined)
    throw new UsageError('--set-aside goes with --bundle')
  if (flags.mail === true && flags.bundle !== undefined)
    throw new UsageError(
      '--mail goes not with --bundle: nothing is recorded, so there is nothing to write about',
    )
}

/** Who watches is told which connection of how many it is. */
const tellingOf = (terminal: Terminal, connectionId: string, at: number, of: number): Terminal => ({
  ...terminal,
  progress: (text) =>
    terminal.progress(
      text === null ? null : `${of === 1 ? '' : `${at + 1} of ${of}: `}connection ${connectionId}: ${text}`,
    ),
})

function secondsIn(text: string | undefined): number {
  if (text === undefined) return PATIENCE_SECONDS
  const seconds = Number(text)
  if (Number.isInteger(seconds) && seconds >= 0) return seconds
  throw new UsageError(`--wait ${JSON.stringify(text)} is not a whole number of seconds`)
}
