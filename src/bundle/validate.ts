/**
 * PURE. A file's header and rows against its spec and against everything that was read before: each row is good, bad
 * or left out, and every fault is told. Nothing stops at the first.
 */
import type { Value } from './cells.ts'
import { readCell, shown } from './cells.ts'
import type { Column, FileSpec } from './columns.ts'
import type { Fault } from './faults.ts'
import { Keys, type Ledger } from './ledger.ts'
import type { CsvRow } from './records.ts'

export interface CheckedRow extends CsvRow {
  readonly state: 'good' | 'bad' | 'left-out'
  /** In the order of the spec's columns. */
  readonly values: readonly Value[]
  /** Null: the row does not tell. */
  readonly connectionId: string | null
  readonly faults: readonly Fault[]
}

export interface Listener {
  fault(fault: Fault): void
  warning(fault: Fault): void
}

export class FileChecker {
  /** The header lacks a required column: no row can be good. */
  readonly headerIsBad: boolean
  private readonly spec: FileSpec
  private readonly header: readonly string[]
  private readonly ledger: Ledger
  private readonly listener: Listener
  /** A row that refers to a bad one is bad, and says so; otherwise the bad row's own faults say it all. */
  private readonly setAside: boolean
  /** Where each column of the spec stands in a row, or -1. */
  private readonly places: readonly number[]
  private readonly at: ReadonlyMap<string, number>
  private readonly keys: Keys

  constructor(
    spec: FileSpec,
    header: readonly string[],
    ledger: Ledger,
    listener: Listener,
    setAside: boolean,
  ) {
    this.spec = spec
    this.header = header
    this.ledger = ledger
    this.listener = listener
    this.setAside = setAside
    this.places = spec.columns.map(({ name }) => header.indexOf(name))
    this.at = new Map(spec.columns.map(({ name }, i) => [name, i]))
    this.keys = new Keys(!spec.hasId)
    this.headerIsBad = this.checkHeader()
  }

  /** The ids that a row refers to and that nobody has looked up yet. */
  unknownReferences(rows: readonly CsvRow[]): Map<string, Set<string>> {
    const unknown = new Map<string, Set<string>>()
    this.spec.columns.forEach(({ refersTo }, i) => {
      const place = this.places[i] ?? -1
      if (refersTo === undefined || place < 0) return
      for (const { cells } of rows) {
        const id = cells[place]
        if (!id || this.ledger.standing(refersTo, id) !== undefined) continue
        const ids = unknown.get(refersTo)
        if (ids === undefined) unknown.set(refersTo, new Set([id]))
        else ids.add(id)
      }
    })
    return unknown
  }

  check({ line, cells }: CsvRow): CheckedRow {
    const faults: Fault[] = []
    const fault = (column: string, what: string) => {
      faults.push({ file: this.spec.file, line, column, what })
    }
    const connectionId = this.connectionOf(cells)
    if (cells.length !== this.header.length) {
      const column = this.header[Math.min(cells.length, this.header.length - 1)] ?? ''
      fault(
        this.named(column),
        `the row has ${cells.length} cells, expected ${this.header.length} as in the header`,
      )
      return this.settled({ line, cells, state: 'bad', values: [], connectionId, faults })
    }
    const values = this.readCells(cells, line, fault)
    let state: CheckedRow['state'] = this.headerIsBad ? 'bad' : 'good'
    if (this.checkOrder(values, line, fault)) state = state === 'good' ? 'left-out' : state
    if (this.checkReferences(values, connectionId, fault)) state = 'bad'
    if (this.checkKey(values, line, fault)) state = state === 'good' ? 'left-out' : state
    if (state === 'good') this.checkTogether(values, line)
    if (faults.length > 0) state = 'bad'
    // A value that could not be made is in a bad row only, which nobody loads.
    return this.settled({ line, cells, state, values: values as Value[], connectionId, faults })
  }

  private settled(row: CheckedRow): CheckedRow {
    const { spec, ledger } = this
    if (spec.hasId && !spec.book) {
      const id = row.cells[this.places[0] ?? -1]
      // The first row of an id stays what it was; a later one is at fault by itself.
      const known = id ? ledger.standing(spec.file, id) : undefined
      if (id && (known === undefined || !this.own.has(id))) {
        this.own.add(id)
        const isConnection = spec.file === 'connections.csv'
        ledger.settle(
          spec.file,
          id,
          isConnection ? id : row.connectionId,
          row.state === 'bad' ? 'bad' : 'good',
        )
        const zone = row.values[this.at.get('time_zone') ?? -1]
        if (isConnection && row.state !== 'bad' && typeof zone === 'string') ledger.setZone(id, zone)
      }
    }
    for (const fault of row.faults) this.listener.fault(fault)
    return row
  }

  /** Ids of this file that this bundle has settled: they stand before what the database says. */
  private readonly own = new Set<string>()

  private checkHeader(): boolean {
    const { spec, header } = this
    let bad = false
    const fault = (column: string, what: string) => {
      bad = true
      this.listener.fault({ file: spec.file, line: 1, column, what })
    }
    spec.columns.forEach((column, i) => {
      const place = this.places[i] ?? -1
      if (place < 0 && column.required) fault(column.name, 'the column is missing, expected it in the header')
      if (place >= 0 && header.indexOf(column.name, place + 1) >= 0) {
        fault(column.name, 'the column is there twice, expected it once')
      }
    })
    const known = new Set(spec.columns.map(({ name }) => name))
    const unknown = [...new Set(header.filter((name) => !known.has(name)))]
    // Where columns are missing, the first line may be no header at all, and then it tells about a patient.
    for (const name of bad ? [] : unknown.slice(0, 50)) {
      const what = 'unknown column, ignored'
      this.listener.warning({ file: spec.file, line: 1, column: this.named(name), what })
    }
    if (!bad && unknown.length > 50) {
      const what = `… and ${unknown.length - 50} more unknown columns, ignored`
      this.listener.warning({ file: spec.file, line: 1, column: '', what })
    }
    return bad
  }

  /** A column's name where it looks like one, otherwise which it is. */
  private named(name: string): string {
    return /^[\w .-]{1,60}$/.test(name) && !this.headerIsBad
      ? name
      : `column ${this.header.indexOf(name) + 1}`
  }

  private readCells(cells: readonly string[], line: number, fault: (column: string, what: string) => void) {
    const { spec, places } = this
    const clock = spec.owner === 'connection_id' ? this.ledger.clock(cells[places[this.ownerAt] ?? -1]) : null
    return spec.columns.map((column, i): Value | undefined => {
      const place = places[i] ?? -1
      if (place < 0) return column.required ? undefined : (column.fallback ?? null)
      return readCell(column, cells[place] ?? '', clock, ({ severity, what }) => {
        if (severity === 'fault') fault(column.name, what)
        else this.listener.warning({ file: spec.file, line, column: column.name, what })
      })
    })
  }

  private get ownerAt(): number {
    return this.at.get(this.spec.owner) ?? -1
  }

  /** True: the row has no length and is left out. */
  private checkOrder(
    values: readonly (Value | undefined)[],
    line: number,
    fault: (column: string, what: string) => void,
  ): boolean {
    let leftOut = false
    for (const { from, to, equal } of this.spec.order ?? []) {
      const start = values[this.at.get(from) ?? -1]
      const end = values[this.at.get(to) ?? -1]
      if (start === undefined || start === null || end === undefined || end === null || end > start) continue
      if (end < start) fault(to, `${to} is before ${from}, expected it after`)
      else if (equal === 'fault') fault(to, `${to} is the same as ${from}, expected it after`)
      else if (equal === 'left-out') {
        const what = `${to} is the same as ${from}: a row of no length, left out`
        this.listener.warning({ file: this.spec.file, line, column: to, what })
        leftOut = true
      }
    }
    return leftOut
  }

  /** True: the row hangs on one that is bad. */
  private checkReferences(
    values: readonly (Value | undefined)[],
    connectionId: string | null,
    fault: (column: string, what: string) => void,
  ): boolean {
    let tainted = false
    this.spec.columns.forEach((column, i) => {
      const id = values[i]
      if (column.refersTo === undefined || typeof id !== 'string') return
      const standing = this.ledger.standing(column.refersTo, id)
      const lost = standing === undefined || standing.state === 'nowhere'
      if (standing?.state === 'bad' || (lost && this.ledger.broken.has(column.refersTo))) {
        tainted = true
        if (this.setAside) {
          fault(
            column.name,
            `refers to${shown(column, id)}, which is set aside, expected a row that could be loaded`,
          )
        }
      } else if (lost) {
        fault(
          column.name,
          `refers to${shown(column, id)}, which is nowhere, expected an id of ${column.refersTo}`,
        )
      } else if (connectionId !== null && standing?.connectionId !== connectionId) {
        const what = `refers to${shown(column, id)}, which belongs to another connection`
        fault(column.name, `${what}, expected an id of the row's own connection`)
      }
    })
    return tainted
  }

  /** True: the row is a repetition and is left out. */
  private checkKey(
    values: readonly (Value | undefined)[],
    line: number,
    fault: (column: string, what: string) => void,
  ): boolean {
    const { spec } = this
    const parts = spec.key.map((name) => values[this.at.get(name) ?? -1])
    if (parts.includes(undefined)) return false
    const column = spec.hasId ? (spec.key.at(-1) ?? '') : (spec.key[0] ?? '')
    // No cell holds a NUL, so it cannot be mistaken for a part of one.
    const [group, ...rest] = parts
    const found = this.keys.add(
      rest.length > 0 ? String(group) : '',
      (rest.length > 0 ? rest : parts).join('\0'),
      () => values.join('\0'),
    )
    if (found === 'repeated') {
      this.listener.warning({ file: spec.file, line, column, what: 'repeats an earlier row, left out' })
      return true
    }
    if (found === 'taken') {
      const names = spec.key.join(', ')
      fault(column, `an earlier row has the same ${names}, expected every ${spec.hasId ? 'id' : 'key'} once`)
    }
    return false
  }

  private checkTogether(values: readonly (Value | undefined)[], line: number): void {
    const names = this.spec.together ?? []
    const empty = names.filter((name) => values[this.at.get(name) ?? -1] === null)
    if (empty.length === 0 || empty.length === names.length) return
    const what = `only some of ${names.join(', ')} are filled, so the row is read as if none were`
    this.listener.warning({ file: this.spec.file, line, column: empty[0] ?? '', what })
  }

  private connectionOf(cells: readonly string[]): string | null {
    const { owner, file } = this.spec
    const id = cells[this.places[this.ownerAt] ?? -1]
    if (!id) return null
    if (file === 'connections.csv') return id
    const column: Column | undefined = this.spec.columns[this.ownerAt]
    return this.ledger.standing(column?.refersTo ?? owner, id)?.connectionId ?? null
  }
}
