/** PURE. Which resource of this server a Reference means. Only an id of this server counts: a name identifies nobody. */

import type { Json } from '../rest.ts'
import { idOf, objectAt, objectsAt, textAt } from './resource.ts'

/** `id` null: it means something that this server has no id for, or does not tell. `type` null: not even a kind. */
export interface Pointer {
  readonly type: string | null
  readonly id: string | null
}

/** `base`: where the server lives, for references that are whole addresses; null: such a reference cannot be followed. */
export function pointerOf(reference: Json, owner: Json, base: string | null): Pointer {
  const text = textAt(reference, 'reference')
  const type = textAt(reference, 'type')
  if (text === null) return { type, id: null }
  if (text.startsWith('#')) return contained(text.slice(1), owner, base)
  const relative = below(base, text)
  // `urn:uuid:` and addresses of other servers are no ids of this one.
  const parts =
    relative === null ? null : /^([A-Z][A-Za-z]*)\/([^/#?]+)(?:\/_history\/[^/]+)?$/.exec(relative)
  if (parts === null) return { type: type ?? kindIn(text), id: null }
  return { type: parts[1] ?? null, id: parts[2] ?? null }
}

/** A contained resource has no id of the server's; a role that is only filled in here still names its practitioner. */
function contained(id: string, owner: Json, base: string | null): Pointer {
  const found = objectsAt(owner, 'contained').find((one) => idOf(one) === id) ?? null
  const practitioner = objectAt(found, 'practitioner')
  const inner = practitioner === null || textAt(practitioner, 'reference')?.startsWith('#') === true
  if (practitioner !== null && !inner) return pointerOf(practitioner, owner, base)
  return { type: textAt(found, 'resourceType'), id: null }
}

function below(base: string | null, text: string): string | null {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(text)) return text
  if (base === null) return null
  const root = base.endsWith('/') ? base : `${base}/`
  return text.startsWith(root) ? text.slice(root.length) : null
}

/** The kind of resource that an address elsewhere is about. */
const kindIn = (text: string): string | null =>
  /\/([A-Z][A-Za-z]*)\/[^/]+(?:\/_history\/[^/]+)?$/.exec(text)?.[1] ?? null
