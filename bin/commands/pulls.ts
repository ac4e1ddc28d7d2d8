/** `rejoin pulls`: when the live books were read and how that went; of one of them, what was wrong with the book. */
import type { Queries } from '../../db/database.ts'
import { openDatabase } from '../../db/open.ts'
import { type Pull, readPulls, readRemarks } from '../../db/pulls.ts'
import type { Remark } from '../../src/books/book.ts'
import { isoInstant } from '../../src/reconcile/span.ts'
import { broken, type Cell, listing } from '../../src/report/terminal/listing.ts'
import { type Ink, painter } from '../../src/report/terminal/paint.ts'
import { databaseTarget, UsageError } from '../config.ts'
import { type ExitCode, NOTHING_TO_DO } from '../exit-codes.ts'
import { requireConnection } from '../selection.ts'
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
    const { connection } = flags
    const all = await readPulls(database.db, connection ?? null)
    if (connection !== undefined && all.length === 0) await requireConnection(database.db, connection)
    if (pullId !== undefined) return await onePull(database.db, pullId, all, flags, terminal)
    const lines = flags.json === true ? all.map((one) => pullJson(one, null)) : pullLines(all, terminal)
    if (all.length > 0) await terminal.print(`${lines.join('\n')}\n`)
    else terminal.say('rejoin: no book was read yet; rejoin pull --connection ID does it')
    return NOTHING_TO_DO
  } finally {
    await database.close()
  }
}

async function onePull(
  db: Queries,
  pullId: string,
  all: readonly Pull[],
  flags: PullsFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const one = all.find((pull) => String(pull.pullId) === pullId)
  if (one === undefined) throw new UsageError(`there is no pull ${pullId}; rejoin pulls lists them`)
  const remarks = await readRemarks(db, one.pullId)
  const lines =
    flags.json === true
      ? [pullJson(one, remarks)]
      : [...pullLines([one], terminal), ...remarkLines(remarks, terminal, remarks.length)]
  await terminal.print(`${lines.join('\n')}\n`)
  return NOTHING_TO_DO
}

const HEADS = ['pull', 'connection', 'finished', 'outcome', 'read', 'days', 'taken', 'database', 'why', '']

export const pullLines = (pulls: readonly Pull[], terminal: Terminal): readonly string[] =>
  listing(HEADS, pulls.map(cellsOf), { width: terminal.listWidth, colour: terminal.colour })

function cellsOf(pull: Pull): readonly Cell[] {
  const { takenMs } = pull
  const read = [
    count(pull.entries, 'entry', 'entries'),
    count(pull.patients, 'patient', 'patients'),
    count(pull.recalls, 'recall', 'recalls'),
  ].join(', ')
  return [
    String(pull.pullId),
    pull.connectionId,
    isoInstant(pull.finishedMs),
    [pull.outcome, INKS[pull.outcome]],
    takenMs === null ? '' : read,
    takenMs === null ? '' : `${pull.fromOn ?? 'all'} to ${pull.toOn ?? 'all'}`,
    takenMs === null ? '' : isoInstant(takenMs),
    pull.databaseIdentity ?? '',
    pull.why ?? '',
    takenMs === null || pull.stored ? '' : ['not stored', 'decide'],
  ]
}

const INKS = { complete: 'good', partial: 'decide', failed: 'call' } as const satisfies Record<
  Pull['outcome'],
  Ink
>

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
export function remarkLines(
  remarks: readonly Remark[],
  { listWidth, colour }: Terminal,
  most = 20,
): readonly string[] {
  const paint = painter(colour)
  const faultsFirst = [...remarks].sort((a, b) => Number(b.weight === 'fault') - Number(a.weight === 'fault'))
  const shown = faultsFirst.slice(0, most)
  const lines = shown.flatMap(({ weight, subject, what }) =>
    broken(`  ${weight.padEnd(7)}  ${subject}: ${what}`, listWidth).map((line) =>
      line.replace(/^ {2}(fault|warning)/, (word) => paint(weight === 'fault' ? 'call' : 'decide', word)),
    ),
  )
  const rest = remarks.length - shown.length
  return rest > 0 ? [...lines, `  and ${rest} more: rejoin pulls PULL lists all`] : lines
}

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`
