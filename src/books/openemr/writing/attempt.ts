/**
 * SHELL. One guarded statement that writes, and the promise that nothing is written after `notAfterMs`:
 *
 * Every statement that writes asks the server's own clock, and does nothing when it is later than `lastStartMs`, which
 * is half the write's time before `notAfterMs`. A statement that waits for somebody's lock could still end later.
 * - MariaDB ends it: `max_statement_time` is a quarter of the write's time, counted by the server from when the
 *   statement began, and a statement that is ended is rolled back. So the last one is over a quarter before `notAfterMs`,
 *   which leaves that quarter for a commit that is slow.
 * - MySQL's time limit is for reading only. There the clock is asked *after* the guard has found the time free
 *   (`sysdate`, not the statement's own time), and what follows, an insert into three indexes and their locks, waits at
 *   most `innodb_lock_wait_timeout` for each: one second, checked once a second. Twelve seconds are kept for that.
 * Whether the program that sent it is still alive does not matter, nor how long the statement was on its way.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { EpochMs } from '../../../reconcile/span.ts'
import { serverMs } from '../sql/queries.ts'
import type { Line, Value } from '../sql/server.ts'
import type { Limits } from '../sql/session.ts'
import { isDuplicate, isRolledBack, ServerRefused } from '../sql/trouble.ts'

/** All in milliseconds of one write. */
export const writeLimits = (writeTimeoutMs: number): Limits => ({
  wholeMs: writeTimeoutMs,
  statementMs: writeTimeoutMs / 4,
  lockMs: 1000,
})

export const lastStartMs = (line: Line, notAfterMs: EpochMs, writeTimeoutMs: number): EpochMs =>
  notAfterMs - (line.isMariaDb ? writeTimeoutMs / 2 : Math.max(writeTimeoutMs / 2, MYSQL_LOCKS_MS))

/** SQL: it is not too late, and nothing is found by `inTheWay`. Each in the order that its server needs. */
export function inTime(line: Line, lastMs: EpochMs, inTheWay: string | null): string {
  const last = (lastMs / 1000).toFixed(3)
  if (line.isMariaDb) {
    const early = `unix_timestamp(now(3)) <= ${last}`
    return inTheWay === null ? early : `if(${early}, not exists (${inTheWay}), false)`
  }
  const early = `unix_timestamp(sysdate(3)) <= ${last}`
  return inTheWay === null ? early : `if(exists (${inTheWay}), false, ${early})`
}

/**
 * How many rows it wrote; 0 as well where a row with its key is there already. Tried again only where the server says
 * that it has rolled the statement back; the clock in the statement ends that.
 */
export async function attempt(
  line: Line,
  label: string,
  sql: string,
  values: readonly Value[],
): Promise<number> {
  for (let tries = 1; ; tries++) {
    try {
      return await line.change(label, sql, values)
    } catch (error) {
      if (!(error instanceof ServerRefused)) throw error
      if (isDuplicate(error)) return 0
      if (!isRolledBack(error) || tries === MOST_TRIES) throw error
    }
    // Apart from each other, so that two that met do not meet again.
    await pause(Math.random() * MOST_PAUSE_MS)
  }
}

export const isLate = async (line: Line, lastMs: EpochMs): Promise<boolean> => (await serverMs(line)) > lastMs

const MYSQL_LOCKS_MS = 12_000
const MOST_TRIES = 50
const MOST_PAUSE_MS = 40
