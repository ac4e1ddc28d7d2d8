/** The flags of `rejoin watch` → what it works with; every fault reported together. */
import { SETTLE_MS } from '../src/connection/watch/due.ts'
import { LEASE_TIMES, type LeaseTimes, leaseOf } from '../src/connection/watch/keep-lease.ts'
import { UsageError } from './config.ts'

export interface WatchFlags {
  readonly once?: boolean
  readonly out?: string
  readonly workers?: string
  readonly pulls?: string
  readonly every?: string
  readonly settle?: string
  readonly lease?: string
  readonly connection?: string
  readonly json?: boolean
}

export interface WatchSettings {
  readonly workers: number
  readonly pulls: number
  readonly everyMs: number
  readonly settleMs: number
  readonly lease: LeaseTimes
  readonly ids: readonly string[] | null
}

export function watchSettings(flags: WatchFlags): WatchSettings {
  const faults: string[] = []
  const number = (flag: string, text: string | undefined, fallback: number, least: number, most: number) => {
    if (text === undefined) return fallback
    const value = Number(text)
    if (Number.isInteger(value) && value >= least && value <= most) return value
    faults.push(`${flag} ${JSON.stringify(text)} is not a whole number from ${least} to ${most}`)
    return fallback
  }
  const settings = {
    workers: number('--workers', flags.workers, 4, 1, 64),
    pulls: number('--pulls', flags.pulls, 2, 1, 64),
    everyMs: 1000 * number('--every', flags.every, 30, 1, 3600),
    settleMs: 1000 * number('--settle', flags.settle, SETTLE_MS / 1000, 0, 3600),
    lease: leaseOf(number('--lease', flags.lease, LEASE_TIMES.seconds, 2, 3600)),
    ids: flags.connection === undefined ? null : [flags.connection],
  }
  if (faults.length > 0) throw new UsageError(faults.join('\n'))
  return settings
}
