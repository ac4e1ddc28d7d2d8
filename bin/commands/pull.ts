/** `rejoin pull`: reads live books and stores what they hold; the next `rejoin run` judges over it. */
import type { Database } from '../../db/database.ts'
import { openDatabase } from '../../db/open.ts'
import type { Remark } from '../../src/books/book.ts'
import { parseDay } from '../../src/books/calendar.ts'
import { type Pulled, pull as pullBook } from '../../src/books/pull.ts'
import type { RunOptions } from '../../src/reconcile/model.ts'
import { withBookOf } from '../book-of.ts'
import { databaseTarget, runOptions, type TimeFlags, UsageError } from '../config.ts'
import { readConfigFile } from '../config-file.ts'
import { COULD_NOT_RUN, type ExitCode, gravest, HELD_OR_INCONCLUSIVE, NOTHING_TO_DO } from '../exit-codes.ts'
import { checkSelection, chosen, type SelectionFlags } from '../selection.ts'
import type { Terminal } from '../terminal.ts'
import { type TimingFlags, type Timings, timingsOf } from '../timings.ts'
import { wordsOf } from '../troubles.ts'
import { pullJson, pullLines, remarkLines } from './pulls.ts'

export interface PullFlags extends TimeFlags, SelectionFlags, TimingFlags {
  readonly fromOn?: string
  readonly toOn?: string
  readonly json?: boolean
}

type Days = { readonly fromOn?: string; readonly toOn?: string }

export async function pull(flags: PullFlags, terminal: Terminal): Promise<ExitCode> {
  checkSelection(flags, 'pull', true)
  const timings = timingsOf(flags, terminal)
  const options = runOptions(flags, terminal.now())
  const days = daysIn(flags)
  const books = readConfigFile(terminal.env).books
  const database = await timings.of('open', () => openDatabase(databaseTarget(terminal.env)))
  try {
    const codes: ExitCode[] = []
    // With --all, a practice that sends its book in by another way is none of ours.
    const ids = (await chosen(database, flags)).filter((id) => flags.all !== true || books.has(id))
    for (const [at, connectionId] of ids.entries()) {
      terminal.progress(
        `${ids.length === 1 ? '' : `${at + 1} of ${ids.length}: `}reading the book of connection ${connectionId}`,
      )
      codes.push(await pullOne(database, connectionId, options, days, flags, terminal, timings))
    }
    if (codes.length === 0) throw new UsageError('no connection has a book in rejoin.json')
    return gravest(codes)
  } finally {
    terminal.progress(null)
    await timings.of('close', () => database.close())
    timings.tell()
  }
}

/** One book's trouble does not keep the others from being read. */
async function pullOne(
  database: Database,
  connectionId: string,
  options: RunOptions,
  days: Days,
  flags: PullFlags,
  terminal: Terminal,
  timings: Timings,
): Promise<ExitCode> {
  try {
    const pulled = await withBookOf(connectionId, database, terminal, (book) => {
      if (book === null) {
        throw new UsageError('it has no book in rejoin.json; docs/books.md tells how to set one up')
      }
      return timings.of('pull', () =>
        pullBook(database, connectionId, book.source, options, () => terminal.now(), days),
      )
    })
    return await tell(pulled, flags, terminal)
  } catch (error) {
    terminal.say(`rejoin: connection ${connectionId}: ${wordsOf(error)}`, 'call')
    return COULD_NOT_RUN
  }
}

async function tell({ pull, remarks }: Pulled, flags: PullFlags, terminal: Terminal): Promise<ExitCode> {
  const lines =
    flags.json === true
      ? [pullJson(pull, remarks)]
      : [...pullLines([pull], terminal), ...remarkLines(remarks, terminal)]
  await terminal.print(`${lines.join('\n')}\n`)
  if (pull.outcome === 'failed') {
    terminal.say(
      `rejoin: connection ${pull.connectionId} could not be read: ${pull.why}; what is stored stays`,
      'call',
    )
    return COULD_NOT_RUN
  }
  if (!pull.stored) {
    terminal.say(`rejoin: connection ${pull.connectionId}: the stored read is newer than this one, and stays`)
  }
  if (pull.outcome === 'complete') return NOTHING_TO_DO
  terminal.say(
    `rejoin: connection ${pull.connectionId} was not read completely (${faultCount(remarks)}): a run will be held`,
    'decide',
  )
  return HELD_OR_INCONCLUSIVE
}

function faultCount(remarks: readonly Remark[]): string {
  const faults = remarks.filter(({ weight }) => weight === 'fault').length
  return `${faults} ${faults === 1 ? 'fault' : 'faults'}`
}

function daysIn({ fromOn, toOn }: PullFlags): Days {
  for (const [flag, day] of [
    ['--from-on', fromOn],
    ['--to-on', toOn],
  ] as const) {
    if (day !== undefined && parseDay(day) === null) {
      throw new UsageError(`${flag} ${JSON.stringify(day)} is not a day; write it as 2026-11-19`)
    }
  }
  if (fromOn !== undefined && toOn !== undefined && toOn < fromOn) {
    throw new UsageError('--to-on is before --from-on')
  }
  return { ...(fromOn === undefined ? {} : { fromOn }), ...(toOn === undefined ? {} : { toOn }) }
}
