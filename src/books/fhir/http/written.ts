/** PURE. What a server's answer to a create or an update says. Null: nothing definite, and then it may have happened. */

import { idOf, isObject, objectAt, textAt, typeOf } from '../mapping/resource.ts'
import type { Json, WriteReply } from '../rest.ts'
import type { Answer } from './exchange.ts'

export interface Asked {
  readonly type: string
  /** Null: the server gives one. */
  readonly id: string | null
  readonly isConditional: boolean
}

export function writtenBy(
  { status, headers, body }: Answer,
  { type, id, isConditional }: Asked,
): WriteReply | null {
  if (status === 412) return { kind: 'stale' }
  // Some servers say "conflict" where the version is not the one that was named.
  if (status === 409 && id !== null && isConditional) return { kind: 'stale' }
  // 408 comes from whatever stands in between, too, when the server itself takes long.
  if (status >= 400 && status < 500 && status !== 408) return { kind: 'refused', status }
  if (status !== 200 && status !== 201) return null
  const resource = resourceIn(body)
  const isThere = resource !== null && typeOf(resource) === type
  const found = (isThere ? idOf(resource) : null) ?? idInLocation(headers, type) ?? id
  if (found === null || (id !== null && found !== id)) return null
  return {
    kind: 'written',
    id: found,
    etag: etagOf(headers, isThere ? resource : null),
    existed: status === 200,
  }
}

/** The value for `If-Match`. */
export function etagOf(headers: Headers, resource: Json | null): string | null {
  const header = headers.get('etag')
  if (header !== null && /^(W\/)?"[\x21\x23-\x7e]*"$/.test(header)) return header
  const versionId = textAt(objectAt(resource, 'meta'), 'versionId')
  return versionId !== null && /^[\x21\x23-\x7e]+$/.test(versionId) ? `W/"${versionId}"` : null
}

function idInLocation(headers: Headers, type: string): string | null {
  const location = headers.get('location') ?? headers.get('content-location') ?? ''
  const parts = /(?:^|\/)([A-Z][A-Za-z]*)\/([^/?#]+)(?:\/_history\/[^/]+)?$/.exec(location)
  return parts?.[1] === type ? (parts[2] ?? null) : null
}

function resourceIn(body: string): Json | null {
  try {
    const json: unknown = JSON.parse(body)
    return isObject(json) ? json : null
  } catch {
    return null
  }
}
