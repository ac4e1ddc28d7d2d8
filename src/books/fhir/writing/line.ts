/**
 * SHELL. The requests of one write, in time. A FHIR server does not know our `notAfter`, so that nothing may be carried
 * out later is ours to see to: before each request the clock is looked at, and what might arrive too late is not sent.
 */
import type { EpochMs } from '../../../reconcile/span.ts'
import { BookSilent, type Refusal } from '../../book.ts'
import { Look } from '../reading/look.ts'
import type { FhirRest, Json, Query, Version, WriteReply } from '../rest.ts'

/**
 * How many requests of full length a write has time for. A write with more of them (many slots) is fine as long as
 * they are quick, as they nearly always are; when the time runs out it stops where it is.
 */
const REQUESTS = 12

export interface LineOptions {
  readonly rest: FhirRest
  readonly now: () => EpochMs
  /** How long one request may take before it is given up. */
  readonly requestTimeoutMs: number
  /**
   * How much later than we gave it up a server may still carry a request out: it may wait in a queue or a proxy, and the
   * server's clock may be off. Only after that does a read prove that a lost write never happened.
   */
  readonly lateWriteGraceMs: number
  readonly pause: (ms: number) => Promise<void>
}

export const writeTimeoutMs = ({ requestTimeoutMs, lateWriteGraceMs }: LineOptions): number =>
  REQUESTS * requestTimeoutMs + lateWriteGraceMs

/** The book says no, or we do on its behalf; nothing of the write stays, or what stays reads as what it is. */
export class WriteRefused extends Error {
  override readonly name = 'WriteRefused'
  readonly why: Refusal

  constructor(why: Refusal) {
    super(`refused: ${why}`)
    this.why = why
  }
}

export interface Made {
  readonly id: string
  readonly etag: string | null
  readonly existed: boolean
}

export class Line {
  private readonly options: LineOptions
  private readonly notAfterMs: EpochMs
  private hasSent = false

  constructor(options: LineOptions, notAfterMs: EpochMs) {
    this.options = options
    this.notAfterMs = notAfterMs
  }

  read(type: string, id: string): Promise<Version | null> {
    return this.options.rest.read(type, id)
  }

  /** All that fit. A row that cannot be understood may be the one that matters, so it ends the write. */
  all(type: string, query: Query): Promise<readonly Json[]> {
    const { rest, now } = this.options
    const fault = (subject: string, what: string): never => {
      throw new BookSilent(`no usable answer from the book (${subject}: ${what})`)
    }
    return new Look({ rest, now, fault }).all(type, query)
  }

  async create(type: string, body: Json, ifNoneExist: Query): Promise<Made> {
    this.forward()
    const reply = await this.options.rest.create(type, body, ifNoneExist)
    if (reply.kind === 'written') return reply
    // Several rows fit the condition: somebody must sort out which of them is meant.
    throw answered(type, reply, 'entry-changed')
  }

  /** The new version. `stale`: what it means when somebody was quicker. */
  async update(type: string, { resource, etag }: Version, stale: Refusal): Promise<string | null> {
    this.forward()
    // Without versions nobody can tell whether somebody else has changed it a moment ago.
    if (etag === null) throw new WriteRefused('not-allowed')
    return this.put(type, resource, etag, stale)
  }

  /** The same for taking back what this write has done: it may use half of the grace, to leave less behind. */
  async takeBack(type: string, { resource, etag }: Version): Promise<string | null> {
    if (this.leftMs() < -this.options.lateWriteGraceMs / 2) throw new BookSilent('no time to take it back')
    return this.put(type, resource, etag, 'entry-changed')
  }

  pause(ms: number): Promise<void> {
    return this.options.pause(ms)
  }

  private async put(type: string, body: Json, etag: string | null, stale: Refusal): Promise<string | null> {
    this.hasSent = true
    const reply = await this.options.rest.update(type, String(body['id']), body, etag)
    if (reply.kind === 'written') return reply.etag
    throw answered(type, reply, stale)
  }

  private forward(): void {
    if (this.leftMs() < 0) {
      if (!this.hasSent) throw new WriteRefused('too-late')
      throw new BookSilent('the time for this write ran out half-way')
    }
    this.hasSent = true
  }

  /** Time until the last moment to send a request that is surely over, or given up, before the grace begins. */
  private leftMs(): number {
    const { now, requestTimeoutMs, lateWriteGraceMs } = this.options
    return this.notAfterMs - lateWriteGraceMs - requestTimeoutMs - now()
  }
}

/** A definite no in a word of the closed list. */
function answered(
  type: string,
  reply: Exclude<WriteReply, { kind: 'written' }>,
  stale: Refusal,
): WriteRefused | BookSilent {
  if (reply.kind === 'stale') return new WriteRefused(stale)
  switch (reply.status) {
    // "Request timeout" may be a proxy's word about a server that is still at it.
    case 408:
      return new BookSilent(`no usable answer about ${type} (HTTP 408)`)
    // R4 lets a server say so of a version conflict, too.
    case 409:
      return new WriteRefused(stale)
    case 404:
    case 410:
      return new WriteRefused('no-such-entry')
    case 401:
    case 403:
    case 405:
      return new WriteRefused('not-allowed')
    // 422 may mean "no longer available" (Canvas) as well as "a field is missing": nothing to conclude from.
    default:
      return new WriteRefused('other')
  }
}
