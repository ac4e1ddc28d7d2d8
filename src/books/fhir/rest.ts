/** What the FHIR book asks of a server: reading, searching, creating, updating. rest-client.ts is the one that does it over HTTP. */
import type { EpochMs } from '../../reconcile/span.ts'

/** A resource as it came: nothing in it is to be believed before it was looked at. */
export type Json = Readonly<Record<string, unknown>>

export interface Version {
  readonly resource: Json
  /** The value for `If-Match`, such as `W/"3"`; null: the server keeps no versions. */
  readonly etag: string | null
}

export interface SearchPage {
  readonly resources: readonly Json[]
  /** What was wrong in the page itself: entries without resource, of a strange type, or an OperationOutcome. */
  readonly troubles: readonly string[]
  /** The server's clock, from its `Date` header; null: it did not tell. */
  readonly dateMs: EpochMs | null
}

/** How a server answered a write. Only what it says with a definite status is here; all else is `BookSilent`. */
export type WriteReply =
  | { readonly kind: 'written'; readonly id: string; readonly etag: string | null; readonly existed: boolean }
  /** 412: the version is not the one that was read, or several rows fit the condition. */
  | { readonly kind: 'stale' }
  /** Any other 4xx: it was not written. */
  | { readonly kind: 'refused'; readonly status: number }

export type Query = readonly (readonly [name: string, value: string])[]

export interface FhirRest {
  /** Null: there is none (404), or no longer (410). */
  read(type: string, id: string): Promise<Version | null>
  /** Every page, one after the other. Throws BookSilent when one cannot be had: then nothing is complete. */
  search(type: string, query: Query): AsyncIterable<SearchPage>
  /** Sent once, never again. `ifNoneExist` is a query; `existed`: there was one already (200 instead of 201). */
  create(type: string, body: Json, ifNoneExist: Query | null): Promise<WriteReply>
  /** Sent once, never again. */
  update(type: string, id: string, body: Json, ifMatch: string | null): Promise<WriteReply>
}
