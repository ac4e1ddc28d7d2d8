/** PURE. The rows of one file, one after the other: which are taken, as what, and what becomes of them. */
import type { Reading } from '../../reading.ts'
import type { Filter, Part } from '../mapping/mapping.ts'
import { bindFilter, type Cells, type Columns } from './columns.ts'
import { patientOf, recallOf, selfToldOf } from './listed-rows.ts'
import { blockOf, entryOf, sessionOf } from './timed-rows.ts'
import { BAD, LEFT_OUT, type Understood } from './understood.ts'
import { type BoundFields, bindFields, Values } from './values.ts'

export class PartReader {
  readonly fields: BoundFields
  private readonly part: Part
  private readonly reading: Reading
  private readonly passes: (cells: Cells) => boolean
  private readonly skips: (cells: Cells) => boolean
  private readonly refuses: (cells: Cells) => boolean
  private readonly isBlock: (cells: Cells) => boolean
  /** Ids that the mapping composes: the PMS does not promise that there is one row of each. Null: it has ids. */
  private readonly composed: Set<string> | null

  constructor(part: Part, columns: Columns, connectionId: string, reading: Reading) {
    this.part = part
    this.reading = reading
    this.fields = bindFields(part, columns)
    const empty = new Set(part.empty)
    const filter = (of: Filter | null) => bindFilter(of, columns, empty, connectionId)
    this.passes = part.only === null ? () => true : filter(part.only)
    this.skips = filter(part.skip)
    this.refuses = filter(part.refuse)
    this.isBlock = filter(part.blocks)
    this.composed = part.fields.texts.get(idOf(part))?.kind === 'join' ? new Set() : null
  }

  /** Adds the row to the reading, and tells what is wrong with it. */
  take(cells: Cells, subject: string): Understood {
    if (!this.passes(cells) || this.skips(cells)) return LEFT_OUT
    if (this.refuses(cells)) {
      this.reading.fault(subject, 'the mapping says that such a row cannot be read')
      return BAD
    }
    const values = new Values(cells, subject, this.fields, this.reading)
    switch (this.part.name) {
      case 'read':
        return selfToldOf(values, this.reading)
      case 'appointments':
        if (this.isBlock(cells)) return blockOf(values, this.reading)
        return this.isRepeated(values) ? BAD : entryOf(values, this.reading)
      case 'sessions':
        return sessionOf(values, this.reading)
      case 'blocks':
        return blockOf(values, this.reading)
      case 'patients':
        return patientOf(values, this.reading)
      case 'recalls':
        return this.isRepeated(values) ? BAD : recallOf(values, this.reading)
      default:
        return this.part.name satisfies never
    }
  }

  private isRepeated(values: Values): boolean {
    const id = this.composed === null ? null : values.text(idOf(this.part))
    if (this.composed === null || id === null) return false
    if (this.composed.has(id)) {
      const what = 'another row has the same composed id: join more columns to tell them apart'
      this.reading.fault(values.subject, what)
      return true
    }
    this.composed.add(id)
    return false
  }
}

const idOf = (part: Part): string => (part.name === 'recalls' ? 'pmsRecallId' : 'pmsAppointmentId')
