/** `rejoin pulls`: when the live books were read and how that went; of one of them, what was wrong with the book. */
import { openDatabase } from '../../db/open.ts'
import { type Pull, readPulls, readRemarks } from '../../db/pulls.ts'
import type { Remark } from '../../src/books/book.ts'
import { isoInstant } from '../../src/reconcile/span.ts'
import { databaseTarget, UsageError } from '../config.ts'
import { type ExitCode, NOTHING_TO_DO } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'

export interface PullsFlags {
  readonly connection?: string
  readonly json?: boolean
}

export async function pulls(
  pullId: string | undefined,
  flags: PullsFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const database = await openDatabase(databaseTarget(terminal.env))
  try {
    const all = await readPulls(database.db, flags.connection ?? null)
    const found = pullId === undefined ? all : all.filter((one) => String(one.pullId) === pullId)
    if (pullId !== undefined && found.length === 0) {
      throw new UsageError(`there is no pull ${pullId}; rejoin pulls lists them`)
    }
    for (const one of found) {
      const remarks = pullId === undefined ? null : await readRemarks(database.db, one.pullId)
      await terminal.print(`${flags.json === true ? pullJson(one, remarks) : pullLine(one)}\n`)
      if (flags.json !== true && remarks !== null) {
        for (const line of remarkLines(remarks, remarks.length)) await terminal.print(`${line}\n`)
      }
    }
    if (found.length === 0) terminal.say('rejoin: no book was read yet; rejoin pull --connection ID does it')
    return NOTHING_TO_DO
  } finally {
    await database.close()
  }
}

export function pullLine(pull: Pull): string {
  const head = `${pull.pullId}  ${pull.connectionId}  ${isoInstant(pull.finishedMs)}  ${pull.outcome}`
  if (pull.takenMs === null) return `${head}  ${pull.why ?? ''}`
  return [
    head,
    `${count(pull.entries, 'entry', 'entries')}, ${count(pull.patients, 'patient', 'patients')}, ${count(pull.recalls, 'recall', 'recalls')}`,
    `days ${pull.fromOn ?? 'all'} to ${pull.toOn ?? 'all'}`,
    `taken ${isoInstant(pull.takenMs)}`,
    ...(pull.databaseIdentity === null ? [] : [`database ${pull.databaseIdentity}`]),
    ...(pull.stored ? [] : ['not stored']),
  ].join('  ')
}

/** `remarks` null: they were not looked up. */
export const pullJson = (pull: Pull, remarks: readonly Remark[] | null): string =>
  JSON.stringify({
    pullId: pull.pullId,
    connectionId: pull.connectionId,
    startedAt: isoInstant(pull.startedMs),
    finishedAt: isoInstant(pull.finishedMs),
    outcome: pull.outcome,
    why: pull.why,
    takenAt: pull.takenMs === null ? null : isoInstant(pull.takenMs),
    databaseIdentity: pull.databaseIdentity,
    fromOn: pull.fromOn,
    toOn: pull.toOn,
    entries: pull.entries,
    patients: pull.patients,
    recalls: pull.recalls,
    stored: pull.stored,
    ...(remarks === null ? {} : { remarks }),
  })

/** Faults first: they are why a read is not complete. */
export function remarkLines(remarks: readonly Remark[], most = 20): string[] {
  const faultsFirst = [...remarks].sort((a, b) => Number(b.weight === 'fault') - Number(a.weight === 'fault'))
  const lines = faultsFirst
    .slice(0, most)
    .map(({ weight, subject, what }) => `  ${weight.padEnd(7)}  ${subject}: ${what}`)
  const rest = remarks.length - lines.length
  return rest > 0 ? [...lines, `  and ${rest} more: rejoin pulls PULL lists all`] : lines
}

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`
