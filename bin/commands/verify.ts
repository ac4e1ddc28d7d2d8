/** `rejoin verify RUN`: reads the book again, judges the run's outage again, and shows each booking before and after. */
import { openDatabase } from '../../db/open.ts'
import { readRun } from '../../db/runs.ts'
import type { Changed, Comparison } from '../../src/fixups/compare.ts'
import { verify as verifyRun } from '../../src/fixups/verify.ts'
import { broken } from '../../src/report/terminal/listing.ts'
import { type Ink, painter } from '../../src/report/terminal/paint.ts'
import { withBookOf } from '../book-of.ts'
import { databaseTarget, runOptions } from '../config.ts'
import { type ExitCode, exitCodeOf } from '../exit-codes.ts'
import { noSuchRun, runIdOf } from '../run-id.ts'
import type { Terminal } from '../terminal.ts'

export interface VerifyFlags {
  readonly asOf?: string
  readonly json?: boolean
}

export async function verify(typed: string, flags: VerifyFlags, terminal: Terminal): Promise<ExitCode> {
  const { asOfMs } = runOptions(flags.asOf === undefined ? {} : { asOf: flags.asOf }, terminal.now())
  const database = await openDatabase(databaseTarget(terminal.env))
  try {
    const runId = await runIdOf(database.db, typed)
    const run = await readRun(database, runId)
    if (run === null) throw await noSuchRun(database.db, runId)
    const { connectionId, reconciliation } = run
    const { comparison, after } = await withBookOf(connectionId, database, terminal, (book) => {
      terminal.progress(book === null ? 'judging again' : `reading the book of connection ${connectionId}`)
      if (book === null) {
        terminal.say(
          `rejoin: connection ${connectionId} has no book in rejoin.json: the stored read is judged as it is`,
        )
      }
      return verifyRun(database, reconciliation, book?.source ?? null, asOfMs, () => terminal.now())
    })
    terminal.progress(null)
    const lines =
      flags.json === true ? [json(runId, run.connectionId, comparison)] : text(comparison, terminal)
    for (const line of lines) await terminal.print(`${line}\n`)
    if (after.holds.length > 0)
      terminal.say(`rejoin: a run would be held now: ${after.holds.join(', ')}`, 'decide')
    return exitCodeOf(after)
  } finally {
    await database.close()
  }
}

const json = (runId: string, connectionId: string, { bookings, findings }: Comparison): string =>
  JSON.stringify({ runId, connectionId, bookings, findings })

function text({ bookings, findings }: Comparison, { listWidth, colour }: Terminal): string[] {
  const paint = painter(colour)
  const line = ({ bookingId, before, after }: Changed): readonly string[] =>
    broken(`  ${bookingId}  ${before} → ${after}`, listWidth)
  const part = (title: string, outcome: Changed['outcome'], ink: Ink): string[] => {
    const found = bookings.filter((booking) => booking.outcome === outcome)
    return found.length === 0 ? [] : [paint(ink, `${title} (${found.length})`), ...found.flatMap(line)]
  }
  const nothing = bookings.length === 0 ? ['Every booking was in order before, and still is.'] : []
  return [
    ...part('Worse than before', 'worse', 'call'),
    ...part('Still open', 'open', 'decide'),
    ...part('Fixed', 'fixed', 'good'),
    ...nothing,
    ...broken(
      `Findings: ${findings.before} before, ${findings.after} now, ${findings.gone} of them gone`,
      listWidth,
    ),
  ]
}
