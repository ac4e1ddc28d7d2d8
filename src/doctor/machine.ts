/** PURE. The machine that the program runs on: Node, room on the disks, files that others may read. */
import type { EpochMs } from '../reconcile/span.ts'
import type { Note } from './checkup.ts'
import { fact, warning, wrong } from './mark.ts'

/** As in `engines` of package.json. */
export const NODE_NEEDED = '20.19'

/** Until when each line of Node gets repairs, by the calendar that its makers published. Odd ones are short-lived. */
const ENDS: Readonly<Record<number, string>> = {
  20: '2026-04-30',
  21: '2024-06-01',
  22: '2027-04-30',
  23: '2025-06-01',
  24: '2028-04-30',
  25: '2026-06-01',
}

export interface NodeSeen {
  readonly version: string
  /** `linux x64`. */
  readonly platform: string
}

export function judgeNode({ version, platform }: NodeSeen, nowMs: EpochMs): Note[] {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [neededMajor = 0, neededMinor = 0] = NODE_NEEDED.split('.').map(Number)
  const end = ENDS[major]
  const seen = fact({ code: 'node', version, platform })
  if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
    return [seen, wrong({ code: 'node-too-old', version, needed: NODE_NEEDED })]
  }
  if (end !== undefined && nowMs > Date.parse(`${end}T00:00:00Z`)) {
    return [seen, warning({ code: 'node-ended', version, on: end })]
  }
  return [seen]
}

export interface DiskSeen {
  readonly folder: string
  readonly freeBytes: number
}

const GIGABYTE = 1e9
/** An import needs room for the rows twice, and a database that finds none stops. */
const LITTLE = GIGABYTE
const TOO_LITTLE = GIGABYTE / 10

export const judgeDisks = (disks: readonly DiskSeen[]): Note[] =>
  disks.map(({ folder, freeBytes: bytes }) => {
    if (bytes < TOO_LITTLE) return wrong({ code: 'disk-low', folder, bytes })
    return bytes < LITTLE
      ? warning({ code: 'disk-low', folder, bytes })
      : fact({ code: 'disk-free', folder, bytes })
  })

/** `0644`. */
export const modeText = (mode: number): string => (mode & 0o777).toString(8).padStart(4, '0')

export const mayBeReadByOthers = (mode: number): boolean => (mode & 0o007) !== 0
export const mayBeChangedByOthers = (mode: number): boolean => (mode & 0o002) !== 0
