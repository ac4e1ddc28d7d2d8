/**
 * SHELL. A book behind the JSON protocol of docs/books.md. Every question has a time limit; a write is sent once, and
 * whatever goes wrong after it left is `BookSilent`: the book may have done it. What the book answers, its errors too,
 * is never shown: it may hold a patient's name.
 */
import type { Entry, PmsPatient, PmsRecall } from '../../reconcile/model.ts'
import type { EpochMs, Span } from '../../reconcile/span.ts'
import {
  type BookRead,
  BookSilent,
  type Diary,
  type Person,
  type Scope,
  type WritableBook,
  type WriteAnswer,
  type WriteRequest,
} from '../book.ts'
import { BadAnswer } from './json.ts'
import {
  diaryTold,
  entriesTold,
  identityTold,
  patientsTold,
  recallsTold,
  type Told,
  wholeBook,
  writeAnswer,
  writeMessage,
} from './messages.ts'

export interface HttpBookOptions {
  readonly url: string
  readonly token: string | null
  /** For a question and for a write. Reading the whole book may take ten times as long. */
  readonly timeoutMs: number
  /** An answer about an instant longer ago than this is a stale copy of the book. */
  readonly staleAfterMs: number
  readonly now: () => EpochMs
}

export class HttpBook implements WritableBook {
  readonly writeTimeoutMs: number
  private readonly options: HttpBookOptions
  private newestMs: EpochMs = Number.NEGATIVE_INFINITY

  constructor(options: HttpBookOptions) {
    this.options = options
    this.writeTimeoutMs = options.timeoutMs
  }

  async read({ fromOn, toOn }: Scope): Promise<BookRead> {
    try {
      const path = `book?${query({ fromOn, toOn })}`
      const found = wholeBook(await this.ask(path, null, this.options.timeoutMs * 10))
      this.fresh(found.read.takenMs)
      if (found.read.complete) return { kind: 'complete', ...found, remarks: [] }
      const what = 'the bridge says that it could not read all of it'
      return { kind: 'partial', ...found, remarks: [{ weight: 'fault', subject: 'book', what }] }
    } catch (error) {
      if (error instanceof BookSilent) return { kind: 'failed', why: error.message, remarks: [] }
      if (error instanceof BadAnswer) return { kind: 'failed', why: this.words(error.message), remarks: [] }
      throw error
    }
  }

  async identity(): Promise<string | null> {
    return (await this.question('identity', identityTold)).databaseIdentity
  }

  async entry(pmsAppointmentId: string): Promise<Entry | null> {
    const { what } = await this.question(`entries?${query({ id: pmsAppointmentId })}`, entriesTold)
    return what.find((entry) => entry.pmsAppointmentId === pmsAppointmentId) ?? null
  }

  async byRef(bookingId: string): Promise<readonly Entry[]> {
    const { what } = await this.question(`entries?${query({ ref: bookingId })}`, entriesTold)
    return what.filter((entry) => entry.externalRef === bookingId)
  }

  async ofPatient(pmsPatientId: string, span: Span): Promise<readonly Entry[]> {
    const { what } = await this.question(`entries?${query({ patient: pmsPatientId }, span)}`, entriesTold)
    return what.filter((entry) => entry.pmsPatientId === pmsPatientId)
  }

  async within(pmsPractitionerId: string, span: Span): Promise<Diary> {
    return (await this.question(`diary?${query({ practitioner: pmsPractitionerId }, span)}`, diaryTold)).what
  }

  async patient(pmsPatientId: string): Promise<PmsPatient | null> {
    const { what } = await this.question(`patients?${query({ id: pmsPatientId })}`, patientsTold)
    return what.find((patient) => patient.pmsPatientId === pmsPatientId) ?? null
  }

  /** Names go in the body: addresses end up in the logs of proxies. */
  async patientsLike({ familyName, givenName, birthOn }: Person): Promise<readonly PmsPatient[]> {
    return (await this.question('patients/search', patientsTold, { familyName, givenName, birthOn })).what
  }

  async recall(pmsRecallId: string): Promise<PmsRecall | null> {
    const { what } = await this.question(`recalls?${query({ id: pmsRecallId })}`, recallsTold)
    return what.find((recall) => recall.pmsRecallId === pmsRecallId) ?? null
  }

  async write(request: WriteRequest): Promise<WriteAnswer> {
    const response = await this.send('writes', writeMessage(request), this.options.timeoutMs, {
      'Idempotency-Key': request.key,
    })
    // Only these two are words of the book itself; anything else may come from whatever stands in between.
    if (response.status !== 200 && response.status !== 409) throw this.silent(`HTTP ${response.status}`)
    const answer = this.understood(() => writeAnswer(response.json))
    if ((answer.kind === 'done') !== (response.status === 200))
      throw this.silent('an answer against its status')
    return answer
  }

  private async question<T>(
    path: string,
    read: (json: unknown) => Told<T>,
    body: object | null = null,
  ): Promise<Told<T>> {
    const json = await this.ask(path, body, this.options.timeoutMs)
    const answer = this.understood(() => read(json))
    this.fresh(answer.takenMs)
    return answer
  }

  private async ask(path: string, body: object | null, timeoutMs: number): Promise<unknown> {
    const { status, json } = await this.send(path, body, timeoutMs, {})
    if (status !== 200) throw this.silent(`HTTP ${status}`)
    return json
  }

  /** Time goes on: an answer older than an earlier one, or than the limit, is out of a cache, and proves nothing. */
  private fresh(takenMs: EpochMs): void {
    const { now, staleAfterMs } = this.options
    const ageMs = now() - takenMs
    if (takenMs < this.newestMs || ageMs > staleAfterMs) {
      throw this.silent(`a stale answer, or its clock is wrong by ${Math.round(ageMs / 1000)} s`)
    }
    this.newestMs = takenMs
  }

  private understood<T>(read: () => T): T {
    try {
      return read()
    } catch (error) {
      if (error instanceof BadAnswer) throw this.silent(error.message)
      throw error
    }
  }

  private async send(
    path: string,
    body: object | null,
    timeoutMs: number,
    headers: Record<string, string>,
  ): Promise<{ readonly status: number; readonly json: unknown }> {
    const { url, token } = this.options
    try {
      const response = await fetch(new URL(path, url.endsWith('/') ? url : `${url}/`), {
        method: body === null ? 'GET' : 'POST',
        headers: {
          accept: 'application/json',
          ...(body === null ? {} : { 'content-type': 'application/json' }),
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(body === null ? {} : { body: JSON.stringify(body) }),
        // A token is for the address that was configured and for no other.
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      })
      return { status: response.status, json: await response.json() }
    } catch (error) {
      throw this.silent(kindOf(error))
    }
  }

  private silent(what: string): BookSilent {
    return new BookSilent(this.words(what))
  }

  private words(what: string): string {
    return `no usable answer from the book at ${new URL(this.options.url).host} (${what})`
  }
}

function query(fields: Record<string, string>, span?: Span): string {
  const all = new URLSearchParams(fields)
  if (span !== undefined) {
    all.set('from', new Date(span.startMs).toISOString())
    all.set('to', new Date(span.endMs).toISOString())
  }
  return all.toString()
}

/** The system's code or the error's kind; messages may quote what was received. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown trouble'
  const { cause } = error
  if (cause instanceof Error && 'code' in cause) return String(cause.code)
  return error.name === 'TimeoutError' ? 'too slow' : error.name
}
