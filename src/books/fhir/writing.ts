/**
 * SHELL. A FHIR book that can be written. R4 has no transactions that can be relied on (a server may carry out half of
 * one and answer 200), so a write is a row of single requests, each conditional on a version, and a program or a line may
 * end after any of them. What may be left behind, and what the next read shows then:
 *
 * | left behind                                            | reads as                                                    |
 * |--------------------------------------------------------|-------------------------------------------------------------|
 * | slots busy with the booking's id, no appointment       | one placeholder `Slot/ID` of the booking for each of them   |
 * | a claim: `pending`, marked as placeholder and as claim | a placeholder of the booking; the next attempt takes it over|
 * | booked, and its last look never came                   | the entry, and whoever else is at that time                 |
 * | withdrawn, slots not given back                        | placeholders `Slot/ID` of the booking                       |
 * | to be moved: the new slots taken, and no more          | blocked time there                                          |
 * | moved, old slots not freed                             | blocked time there                                          |
 * | moved, answer lost, another entry at the new time      | both entries: a double booking that a person must see       |
 * | cancelled, slots not freed                             | placeholders `Slot/ID`; of an entry not ours: blocked time  |
 *
 * None of them is ever free time that is taken, nor a time that is taken and looks free. After silence nothing more is
 * sent, not even what would take a step back: the lost request may still be on its way.
 */
import type { EpochMs } from '../../reconcile/span.ts'
import type { PullableBook, ReadableBook, WritableBook, Write, WriteAnswer, WriteRequest } from '../book.ts'
import { PassedOn } from '../passed-on.ts'
import type { How } from './mapping/mapping.ts'
import type { FhirOptions } from './options.ts'
import type { FhirRest } from './rest.ts'
import { cancel } from './writing/cancel.ts'
import { Line, type LineOptions, WriteRefused, writeTimeoutMs } from './writing/line.ts'
import { move } from './writing/move.ts'
import { createPatient } from './writing/patient.ts'
import { place } from './writing/place.ts'

export const LATE_WRITE_GRACE_MS = 300_000

export interface FhirWriterOptions {
  readonly rest: FhirRest
  /** Answers all questions. */
  readonly book: ReadableBook & PullableBook
  readonly options: FhirOptions
  /** The server's address, for references that are whole addresses. */
  readonly base: string | null
  readonly now: () => EpochMs
  readonly requestTimeoutMs: number
  readonly lateWriteGraceMs?: number
  readonly pause?: (ms: number) => Promise<void>
}

export class FhirWriter extends PassedOn<ReadableBook & PullableBook> implements WritableBook {
  readonly writeTimeoutMs: number
  private readonly line: LineOptions
  private readonly how: How

  constructor({ book, options, base, lateWriteGraceMs, pause, ...line }: FhirWriterOptions) {
    super(book)
    this.how = { options, base, window: null }
    this.line = {
      ...line,
      lateWriteGraceMs: lateWriteGraceMs ?? LATE_WRITE_GRACE_MS,
      pause: pause ?? ((ms) => new Promise((wake) => setTimeout(wake, ms))),
    }
    this.writeTimeoutMs = writeTimeoutMs(this.line)
  }

  async write(request: WriteRequest): Promise<WriteAnswer> {
    try {
      const { write } = request
      const line = new Line(this.line, request.notAfterMs)
      if (write.kind === 'create-patient') {
        const pmsPatientId = await createPatient(line, write, request.key, this.book, this.how)
        return { kind: 'done', pmsAppointmentId: null, pmsPatientId }
      }
      return {
        kind: 'done',
        pmsAppointmentId: await this.entryOf(line, write, request.key),
        pmsPatientId: null,
      }
    } catch (error) {
      if (error instanceof WriteRefused) return { kind: 'refused', why: error.why }
      throw error
    }
  }

  private entryOf(
    line: Line,
    write: Exclude<Write, { kind: 'create-patient' }>,
    key: string,
  ): Promise<string> {
    switch (write.kind) {
      case 'create':
      case 'hold':
        return place(line, write, { key, nowMs: this.line.now() }, this.how)
      case 'move':
        return move(line, write, key, this.how)
      case 'cancel':
      case 'remove-placeholder':
        return cancel(line, write, this.how)
      default:
        return write satisfies never
    }
  }
}
