/** PURE. What can stand for recalls, since R4 has none, and what of a search for them can be done over files. */

import type { Json } from '../rest.ts'
import { isObject, objectsAt, textAt } from './resource.ts'

export const RECALL_RESOURCES = ['ServiceRequest', 'CommunicationRequest', 'Task', 'Appointment'] as const

/** Codes that stand in the resource under the name of the search. */
export const SEARCHABLE_IN_FILES: readonly string[] = ['status', 'intent', 'priority', 'category', 'code']

/** All of these hold; of several values with commas between them, one does. `system|code` or the code alone. */
export const isChosen = (resource: Json, search: readonly (readonly [string, string])[]): boolean =>
  search.every(([name, values]) => {
    const codes = codesAt(resource, name)
    return values.split(',').some((value) => codes.has(value))
  })

function codesAt(resource: Json, name: string): ReadonlySet<string> {
  const field = resource[name]
  const values: readonly unknown[] = Array.isArray(field) ? field : [field]
  const codes = new Set<string>()
  for (const value of values) {
    if (typeof value === 'string') codes.add(value)
    if (!isObject(value)) continue
    for (const coding of objectsAt(value, 'coding')) {
      const code = textAt(coding, 'code')
      if (code === null) continue
      codes.add(code)
      codes.add(`${textAt(coding, 'system') ?? ''}|${code}`)
    }
  }
  return codes
}
