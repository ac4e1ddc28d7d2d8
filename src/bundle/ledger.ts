/** PURE. Which ids the bundle and the database know, where they belong, and which rows came before. */
import { type WallClock, wallClock } from '../books/wall-time.ts'

export interface Standing {
  /** Null: it could not be told. */
  readonly connectionId: string | null
  /** `bad`: its row in this bundle is at fault. `nowhere`: neither in the bundle nor in the database. */
  readonly state: 'good' | 'bad' | 'nowhere'
}

export class Ledger {
  private readonly ids = new Map<string, Map<string, Standing>>()
  private readonly shared = new Map<string, Standing>()
  private readonly clocks = new Map<string, WallClock>()
  /** Files of which not every row could be read: an id that is not found may well have been there. */
  readonly broken = new Set<string>()

  standing(file: string, id: string): Standing | undefined {
    return this.ids.get(file)?.get(id)
  }

  settle(file: string, id: string, connectionId: string | null, state: Standing['state']): void {
    let known = this.ids.get(file)
    if (known === undefined) {
      known = new Map()
      this.ids.set(file, known)
    }
    // A hundred thousand patients stand in few places: one object for each place.
    const key = `${state}\0${connectionId ?? ''}`
    let standing = this.shared.get(key)
    if (standing === undefined) {
      standing = { connectionId, state }
      this.shared.set(key, standing)
    }
    known.set(id, standing)
  }

  setZone(connectionId: string, timeZone: string): void {
    this.clocks.set(connectionId, wallClock(timeZone))
  }

  clock(connectionId: string | undefined): WallClock | null {
    return connectionId === undefined ? null : (this.clocks.get(connectionId) ?? null)
  }
}

/** The keys of one file's rows. */
export class Keys {
  private readonly seen = new Map<string, Map<string, string> | Set<string>>()
  private readonly keepRows: boolean

  /** `keepRows`: also remember the rows, to tell a repetition from another row with the same key. */
  constructor(keepRows: boolean) {
    this.keepRows = keepRows
  }

  /** Both parts together are the key. */
  add(group: string, key: string, row: () => string): 'new' | 'repeated' | 'taken' {
    let keys = this.seen.get(group)
    if (keys === undefined) {
      keys = this.keepRows ? new Map() : new Set()
      this.seen.set(group, keys)
    }
    if (!keys.has(key)) {
      if (keys instanceof Map) keys.set(key, row())
      else keys.add(key)
      return 'new'
    }
    return keys instanceof Map && keys.get(key) === row() ? 'repeated' : 'taken'
  }
}
