/** PURE. One page of a search: a Bundle, whose entries are looked at one by one. A 200 promises nothing about them. */
import { idOf, isObject, nameOf, objectAt, objectsAt, textAt, typeOf } from '../mapping/resource.ts'
import type { Json } from '../rest.ts'

export interface Page {
  /** Of the type that was asked for, and found by the search itself. */
  readonly matches: readonly Json[]
  readonly troubles: readonly string[]
  /** How many there are in all, where the server tells. */
  readonly total: number | null
  readonly next: string | null
}

/** Null: it is no page of a search. */
export function pageIn(bundle: Json, type: string): Page | null {
  if (bundle['resourceType'] !== 'Bundle' || bundle['type'] !== 'searchset') return null
  const entries = bundle['entry'] ?? []
  const links = objectsAt(bundle, 'link').filter((link) => link['relation'] === 'next')
  if (!Array.isArray(entries) || links.length > 1) return null
  const matches: Json[] = []
  const troubles: string[] = []
  for (const entry of entries) {
    const resource = isObject(entry) ? objectAt(entry, 'resource') : null
    const mode = textAt(isObject(entry) ? objectAt(entry, 'search') : null, 'mode')
    if (resource === null) troubles.push('an entry of a page without a resource')
    else if (typeOf(resource) === 'OperationOutcome') troubles.push(...outcomeIn(resource))
    else if (mode === 'outcome') troubles.push('an outcome that is no OperationOutcome')
    else if (mode === 'include') continue
    else if (typeOf(resource) !== type) troubles.push('a resource of a type that was not asked for')
    else if (idOf(resource) === null) troubles.push(nameOf(resource))
    else matches.push(resource)
  }
  const total = bundle['total']
  return {
    matches,
    troubles,
    total: typeof total === 'number' && Number.isInteger(total) && total >= 0 ? total : null,
    next: links.length === 0 ? null : (textAt(links[0] ?? null, 'url') ?? ''),
  }
}

/** An information or a warning is none. */
function outcomeIn(resource: Json): string[] {
  const isBad = objectsAt(resource, 'issue').some(
    ({ severity }) => severity === 'error' || severity === 'fatal',
  )
  return isBad ? ['the server says itself that something went wrong'] : []
}
