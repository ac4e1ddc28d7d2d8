/** `rejoin import DIR`: a bundle of CSV files into the database, whole or not at all. */
import { resolve } from 'node:path'
import type { Database } from '../../db/database.ts'
import { openDatabase } from '../../db/open.ts'
import { formatFaults, importBundle } from '../../src/bundle/load.ts'
import { databaseTarget } from '../config.ts'
import { COULD_NOT_RUN, type ExitCode, NOTHING_TO_DO } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'
import { type TimingFlags, timingsOf } from '../timings.ts'

export interface ImportFlags extends TimingFlags {
  readonly setAside?: boolean
}

export async function importCommand(dir: string, flags: ImportFlags, terminal: Terminal): Promise<ExitCode> {
  const timings = timingsOf(flags, terminal)
  const database = await timings.of('open', () => openDatabase(databaseTarget(terminal.env)))
  try {
    return (await timings.of('load', () => load(database, resolve(dir), flags.setAside === true, terminal)))
      ? NOTHING_TO_DO
      : COULD_NOT_RUN
  } finally {
    await timings.of('close', () => database.close())
    timings.tell()
  }
}

/** Loads and tells what happened on stderr. False: refused, and the database is as it was. */
export async function load(
  database: Database,
  dir: string,
  setAside: boolean,
  terminal: Terminal,
): Promise<boolean> {
  const onProgress = (file: string, rows: number, isStoring: boolean): void =>
    terminal.progress(`${isStoring ? 'storing' : 'reading'} ${file}: ${count(rows, 'row')}`)
  const imported = await importBundle(database, dir, { setAside, onProgress })
  const { refused, faults, warnings, counts, setAside: kept } = imported
  terminal.progress(null)
  // A fault's line begins with its file, so that an editor jumps there; warnings are marked.
  if (warnings.length > 0) terminal.say(formatFaults(warnings).replace(/^/gm, 'warning: '), 'decide')
  if (faults.length > 0) terminal.say(formatFaults(faults), 'call')
  if (refused) {
    terminal.say(
      `rejoin: nothing was loaded: ${count(faults.length, 'fault')} to mend in the bundle, ` +
        'or load the good rows alone with --set-aside',
      'call',
    )
    return false
  }
  const rows = Object.values(counts).reduce((sum, one) => sum + one, 0)
  terminal.say(
    `rejoin: loaded ${count(rows, 'row')}${kept === 0 ? '' : `, set ${count(kept, 'row')} aside; the reads concerned count as not complete`}`,
  )
  return true
}

const count = (n: number, noun: string): string => `${n.toLocaleString('en-AU')} ${noun}${n === 1 ? '' : 's'}`
