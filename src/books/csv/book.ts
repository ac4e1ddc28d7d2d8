/**
 * SHELL. An export of a book as files in a folder, read by a mapping. Only read: a practice that hands out files takes
 * no writes. What is missing of the appointments is no book at all; anything else that is missing makes it partial.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { EpochMs } from '../../reconcile/span.ts'
import type { BookRead, PullableBook, Scope } from '../book.ts'
import { parseInstant } from '../calendar.ts'
import { Reading } from '../reading.ts'
import type { WallClock } from '../wall-time.ts'
import type { Mapping, Part } from './mapping/mapping.ts'
import { chooseFiles } from './rows/choose-files.ts'
import { coveredBy } from './rows/covered.ts'
import { DaysSeen } from './rows/days-seen.ts'
import { type Days, timesInNames } from './rows/file-names.ts'
import { readPartFile, type Watcher } from './rows/part-file.ts'
import type { SelfTold } from './rows/understood.ts'

export interface CsvBookOptions {
  readonly folder: string
  readonly mapping: Mapping
  readonly connectionId: string
  readonly clock: WallClock
  readonly now: () => EpochMs
}

/** A clock may be a little off; more than this, and "taken in the future" is no export of this world. */
const AHEAD_MS = 5 * 60_000

interface Found {
  readonly name: string
  readonly modifiedMs: number
  readonly found: Days | null
}

/** Why there is no book; told to whoever asked, never thrown out of here. */
class NoBook extends Error {
  override readonly name = 'NoBook'
}

export class CsvBook implements PullableBook {
  private readonly options: CsvBookOptions

  constructor(options: CsvBookOptions) {
    this.options = options
  }

  async read(scope: Scope): Promise<BookRead> {
    const reading = new Reading(this.options.clock)
    try {
      return await this.readAll(scope, reading)
    } catch (error) {
      if (error instanceof NoBook) return reading.fail(error.message)
      throw error
    }
  }

  private async readAll(scope: Scope, reading: Reading): Promise<BookRead> {
    const { mapping } = this.options
    const names = await this.filesThere()
    const modified: EpochMs[] = []
    let appointments: readonly Found[] = []
    let self: SelfTold | null = null
    for (const part of mapping.parts) {
      const told: SelfTold[] = []
      const files = await this.readPart(part, names, reading, told)
      modified.push(...files.map(({ modifiedMs }) => modifiedMs))
      if (part.name === 'appointments') appointments = files
      // The newest is the one that counts, as in a bundle.
      for (const one of told) if (self === null || one.takenMs >= self.takenMs) self = one
    }
    const takenMs = this.takenMs(appointments, modified, self)
    if (takenMs > this.options.now() + AHEAD_MS)
      throw new NoBook('the export says that it was taken in the future')
    if (self?.complete === false) reading.fault('read', 'the export says that it is not complete')
    const covered = coveredBy(mapping, scope, appointments, self, reading)
    warnOfGaps(covered, scope, mapping, reading)
    return reading.end({
      takenMs,
      complete: true,
      databaseIdentity: self?.databaseIdentity ?? null,
      ...covered,
    })
  }

  private async filesThere(): Promise<readonly string[]> {
    try {
      const there = await readdir(this.options.folder, { withFileTypes: true })
      // A pipe would keep us waiting for ever.
      return there.filter((one) => one.isFile() || one.isSymbolicLink()).map(({ name }) => name)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
      throw new NoBook(`the folder of the exports cannot be read (${code})`)
    }
  }

  /** The files that could be read. */
  private async readPart(
    part: Part,
    names: readonly string[],
    reading: Reading,
    told: SelfTold[],
  ): Promise<Found[]> {
    const chosen = chooseFiles(part, names)
    if (chosen.kind === 'none' && part.mayBeAbsent) return []
    if (chosen.kind !== 'files') {
      unusable(part, part.name, chosen.why, reading)
      return []
    }
    const read: Found[] = []
    for (const [index, name] of chosen.names.entries()) {
      const subject = chosen.names.length === 1 ? part.name : `${part.name} (file ${index + 1})`
      const days = new DaysSeen(this.options.clock)
      const watcher: Watcher = {
        row(understood) {
          if (understood.kind === 'read') told.push(understood.row)
          else if (part.name === 'appointments') days.see(understood)
        },
      }
      const file = { part, path: join(this.options.folder, name), subject }
      const outcome = await readPartFile(file, reading, this.options.connectionId, watcher)
      if (outcome.kind === 'read') read.push({ name, modifiedMs: outcome.modifiedMs, found: days.found() })
      else unusable(part, subject, outcome.why, reading)
    }
    return read
  }

  /** Of several files the oldest: what happened after it is not in all of them. */
  private takenMs(
    appointments: readonly Found[],
    modified: readonly EpochMs[],
    self: SelfTold | null,
  ): EpochMs {
    const { takenAt } = this.options.mapping
    switch (takenAt.kind) {
      case 'modified':
        return Math.min(...modified)
      case 'read':
        if (self === null) throw new NoBook('the file that tells when the export was taken has no such row')
        return self.takenMs
      case 'fixed':
        return this.instant(takenAt.at)
      case 'file-name': {
        const times = timesInNames(
          appointments.map(({ name }) => name),
          takenAt,
        )
        if (times === null)
          throw new NoBook('the name of the file does not tell when it was taken, as the mapping says')
        return Math.min(...times.map((time) => this.instant(time)))
      }
      default:
        return takenAt satisfies never
    }
  }

  /** Of a time that happens twice the first: an export that looks older than it is only proves less. */
  private instant(text: string): EpochMs {
    const instant = parseInstant(text)
    if (instant !== null) return instant
    const local = this.options.clock.toInstant(text)
    if (local.kind === 'missing') throw new NoBook('the export was taken in the hour that the clocks skip')
    return local.kind === 'exact' ? local.ms : local.firstMs
  }
}

/** Without its appointments a book is no book, and without knowing how old it is neither. */
function unusable(part: Part, subject: string, why: string, reading: Reading): void {
  if (part.name === 'appointments' || part.name === 'read') throw new NoBook(`${subject}: ${why}`)
  reading.fault(subject, why)
}

function warnOfGaps(
  { fromOn, toOn }: { readonly fromOn: string | null; readonly toOn: string | null },
  scope: Scope,
  mapping: Mapping,
  reading: Reading,
): void {
  if ((fromOn !== null && fromOn > scope.fromOn) || (toOn !== null && toOn < scope.toOn)) {
    const what = `the export covers ${fromOn ?? '…'} to ${toOn ?? '…'} of the days ${scope.fromOn} to ${scope.toOn} that matter`
    reading.warn('appointments', what)
  }
  if (scope.people.length > 0 && !mapping.parts.some(({ name }) => name === 'patients')) {
    reading.warn('patients', 'are not mapped: people without a file number cannot be recognised in this book')
  }
}
