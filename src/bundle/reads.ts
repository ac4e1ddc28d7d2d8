/** Which connection's book is replaced by this bundle: only a read at least as new as the stored one replaces it. */

import type { FileSpec } from './columns.ts'
import type { Fault } from './faults.ts'
import type { BundleStore, StoredConnection } from './store.ts'
import type { CheckedRow } from './validate.ts'

export class ReadPlan {
  private readonly stored: ReadonlyMap<string, StoredConnection>
  private readonly warn: (warning: Fault) => void
  /** The newest read of each connection in the bundle. */
  private readonly newest = new Map<string, CheckedRow>()
  private readonly listed = new Map<string, CheckedRow>()
  /** `first-rows`: replaced as soon as rows come, since only they show that the bundle speaks of it. */
  private readonly decisions = new Map<string, 'replaced' | 'left-out' | 'left-out-told' | 'first-rows'>()
  private readonly seen = new Set<string>()

  constructor(stored: ReadonlyMap<string, StoredConnection>, warn: (warning: Fault) => void) {
    this.stored = stored
    this.warn = warn
  }

  /** Every connection that the bundle speaks of. */
  get touched(): string[] {
    return [...new Set([...this.listed.keys(), ...this.newest.keys(), ...this.seen])]
  }

  touch(connectionId: string): void {
    this.seen.add(connectionId)
  }

  connections(rows: readonly CheckedRow[]): void {
    for (const row of rows) if (row.connectionId !== null) this.listed.set(row.connectionId, row)
  }

  take(rows: readonly CheckedRow[]): void {
    for (const row of rows) {
      if (row.connectionId === null) continue
      const known = this.newest.get(row.connectionId)
      if (known === undefined || takenAt(known) < takenAt(row)) this.newest.set(row.connectionId, row)
    }
  }

  /** After all reads are known and before the first row of a book. `store` null: nothing is written any more. */
  async decide(store: BundleStore | null): Promise<void> {
    const replaced: CheckedRow[] = []
    const emptied: string[] = []
    for (const connectionId of this.touched) {
      const read = this.newest.get(connectionId)
      const storedMs = this.stored.get(connectionId)?.takenMs ?? null
      if (read !== undefined && (storedMs === null || takenAt(read) >= storedMs)) {
        replaced.push(read)
        this.decisions.set(connectionId, 'replaced')
      } else if (read !== undefined) {
        this.decisions.set(connectionId, 'left-out-told')
        const what = `the stored read of connection ${connectionId} is newer: this one's pms_ rows are left out`
        this.warn({ file: 'pms_reads.csv', line: read.line, column: 'taken_at', what })
        this.warnAboutZone(connectionId)
      } else if (storedMs !== null) {
        this.decisions.set(connectionId, 'left-out')
        this.warnAboutZone(connectionId)
      } else if (this.listed.has(connectionId)) {
        emptied.push(connectionId)
        this.decisions.set(connectionId, 'replaced')
      } else {
        this.decisions.set(connectionId, 'first-rows')
      }
    }
    if (store === null) return
    await store.clearBooks([...replaced.map(({ connectionId }) => connectionId ?? ''), ...emptied])
    await store.putReads(replaced)
  }

  leavesOut(connectionId: string): boolean {
    return this.decisions.get(connectionId)?.startsWith('left-out') === true
  }

  /** The rows of these that belong to a read that is loaded. */
  async admit(spec: FileSpec, rows: readonly CheckedRow[], store: BundleStore): Promise<CheckedRow[]> {
    const admitted: CheckedRow[] = []
    for (const row of rows) {
      const connectionId = row.connectionId ?? ''
      let decision = this.decisions.get(connectionId)
      if (decision === undefined) {
        // Nothing of it came before: its stored read, if it has one, is newer than no read at all.
        decision = (this.stored.get(connectionId)?.takenMs ?? null) === null ? 'first-rows' : 'left-out'
      }
      if (decision === 'first-rows') {
        await store.clearBooks([connectionId])
        decision = 'replaced'
      }
      if (decision === 'left-out') {
        const what = `connection ${connectionId} has a stored read and none in this bundle: its pms_ rows are left out`
        this.warn({ file: spec.file, line: row.line, column: 'connection_id', what })
        decision = 'left-out-told'
      }
      this.decisions.set(connectionId, decision)
      if (decision === 'replaced') admitted.push(row)
    }
    return admitted
  }

  /** Stored instants were read in the old zone; only a new read puts them right. */
  private warnAboutZone(connectionId: string): void {
    const row = this.listed.get(connectionId)
    const before = this.stored.get(connectionId)?.timeZone
    if (row === undefined || before === undefined || row.values[2] === before) return
    const what = `the zone changes from ${before} while the stored book stays, expected a new read with it`
    this.warn({ file: 'connections.csv', line: row.line, column: 'time_zone', what })
  }
}

const takenAt = (read: CheckedRow): number => Number(read.values[1])
