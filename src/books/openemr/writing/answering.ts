/** What every write works with, and the words with which one ends. */
import { BookSilent, type Refusal, type WriteAnswer } from '../../book.ts'
import type { OpenEmrBookOptions, WritingOptions } from '../client.ts'
import type { Asking } from '../sql/asking.ts'
import type { Line } from '../sql/server.ts'
import { ServerRefused } from '../sql/trouble.ts'

export interface Writing {
  readonly line: Line
  readonly asking: Asking
  readonly options: OpenEmrBookOptions
  readonly writing: WritingOptions
  readonly key: string
  /** By the server's clock: no statement may begin later. */
  readonly lastMs: number
}

/** Known for certain: nothing of ours is in the book. */
export class Refused extends Error {
  readonly why: Refusal

  constructor(why: Refusal) {
    super(why)
    this.why = why
  }
}

export const done = (pmsAppointmentId: string): WriteAnswer => ({
  kind: 'done',
  pmsAppointmentId,
  pmsPatientId: null,
})

/** Something of ours is in the book: from here on no trouble may be told as a refusal. */
export async function afterWriting<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof ServerRefused ? new BookSilent(error.message) : error
  }
}
