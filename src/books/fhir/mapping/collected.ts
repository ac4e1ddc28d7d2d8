/**
 * PURE. Resources from several looks, the newest version of each once. Two that say different things and do not tell
 * which is newer are both kept: the mapping says then that nobody knows.
 */
import { parseInstant } from '../../calendar.ts'
import type { Json } from '../rest.ts'
import { idOf, lastUpdated, typeOf } from './resource.ts'

export class Collected {
  private readonly rows = new Map<string, Json[]>()
  private nameless = 0

  add(resources: Iterable<Json>): this {
    for (const resource of resources) this.one(resource)
    return this
  }

  all(): readonly Json[] {
    return [...this.rows.values()].flat()
  }

  private one(resource: Json): void {
    const id = idOf(resource)
    const key = id === null ? `${this.nameless++}` : `${typeOf(resource)}/${id}`
    const known = this.rows.get(key)
    if (known === undefined) this.rows.set(key, [resource])
    else this.rows.set(key, withVersion(known, resource))
  }
}

function withVersion(known: Json[], found: Json): Json[] {
  const kept = known.filter((one) => !isNewer(found, one))
  const isKnown = kept.some((one) => isNewer(one, found) || JSON.stringify(one) === JSON.stringify(found))
  if (!isKnown) kept.push(found)
  return kept
}

function isNewer(a: Json, b: Json): boolean {
  const [aMs, bMs] = [a, b].map((one) => parseInstant(lastUpdated(one) ?? ''))
  return aMs != null && bMs != null && aMs > bMs
}

/** Two looks at the same rows found the same. */
export function areSame(a: readonly Json[], b: readonly Json[]): boolean {
  if (a.length !== b.length) return false
  const seen = new Set(a.map(versionOf))
  return b.every((resource) => seen.has(versionOf(resource)))
}

function versionOf(resource: Json): string {
  const updated = lastUpdated(resource)
  return updated === null
    ? JSON.stringify(resource)
    : JSON.stringify([typeOf(resource), idOf(resource), updated])
}
