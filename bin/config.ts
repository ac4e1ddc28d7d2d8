/** Environment and flags → what a command works with; every fault reported together. */
import { resolve } from 'node:path'
import type { DatabaseTarget } from '../db/open.ts'
import { parseInstant } from '../src/books/calendar.ts'
import type { RunOptions } from '../src/reconcile/model.ts'
import type { EpochMs } from '../src/reconcile/span.ts'
import type { Terminal } from './terminal.ts'

/** The caller asked for something that cannot be. Says what, and what to do instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Where the embedded database lives when nothing else is said. */
const DEFAULT_FOLDER = '.rejoin'

/** `DATABASE_URL=postgres://…` → PostgreSQL; otherwise the embedded database in `REJOIN_DATA` or `./.rejoin`. */
export function databaseTarget(env: Terminal['env']): DatabaseTarget {
  const url = env['DATABASE_URL']
  if (url === undefined || url === '') {
    return { kind: 'embedded', dir: resolve(env['REJOIN_DATA'] || DEFAULT_FOLDER) }
  }
  if (/^postgres(ql)?:\/\//.test(url)) return { kind: 'postgres', url }
  // The value may hold a password, so it is not repeated.
  throw new UsageError(
    'DATABASE_URL must begin with postgres:// or postgresql://; unset it for the embedded database',
  )
}

export interface TimeFlags {
  readonly asOf?: string
  readonly since?: string
  readonly until?: string
}

/** The clock and the window of a run. `now` is read once, so that a run has one as-of. */
export function runOptions(flags: TimeFlags, now: EpochMs): RunOptions {
  const faults: string[] = []
  const instant = (flag: string, text: string | undefined): EpochMs | undefined => {
    if (text === undefined) return undefined
    const ms = parseInstant(text)
    if (ms === null)
      faults.push(
        `${flag} ${JSON.stringify(text)} is not an instant; write it as 2026-11-19T23:30:00Z or with an offset`,
      )
    return ms ?? undefined
  }
  const asOfMs = instant('--as-of', flags.asOf) ?? now
  const startMs = instant('--since', flags.since)
  const endMs = instant('--until', flags.until) ?? asOfMs
  if (flags.until !== undefined && flags.since === undefined) faults.push('--until needs --since')
  if (faults.length === 0 && startMs !== undefined && endMs < startMs) {
    faults.push(flags.until === undefined ? '--since is after as-of' : '--until is before --since')
  }
  if (faults.length > 0) throw new UsageError(faults.join('\n'))
  return startMs === undefined ? { asOfMs } : { asOfMs, window: { startMs, endMs } }
}
