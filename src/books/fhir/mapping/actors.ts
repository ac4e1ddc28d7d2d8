/** PURE. Who and what takes part: practitioners, patients and the place, among the actors of an appointment or a schedule. */

import type { Json } from '../rest.ts'
import type { Mapping } from './mapping.ts'
import { pointerOf } from './reference.ts'

export interface Actors {
  /** The one whose time it is comes first: by the configured order of kinds, then as they stand. */
  readonly practitionerIds: readonly string[]
  /** An actor without an id of this server: surely a practitioner, or nobody knows who. */
  readonly vague: 'practitioner' | 'somebody' | null
  readonly locationId: string | null
  readonly patientIds: readonly string[]
}

export function actorsOf(references: readonly Json[], owner: Json, { how }: Pick<Mapping, 'how'>): Actors {
  const kinds = how.options.practitionerActors
  const pointers = references.map((reference) => pointerOf(reference, owner, how.base))
  const idsOf = (kind: string): readonly string[] =>
    pointers.flatMap(({ type, id }) => (type === kind && id !== null ? [id] : []))
  const without = pointers.flatMap(({ type, id }) => (id === null ? [type] : []))
  return {
    practitionerIds: [...new Set(kinds.flatMap(idsOf))],
    vague: without.some((type) => type !== null && kinds.includes(type))
      ? 'practitioner'
      : without.includes(null)
        ? 'somebody'
        : null,
    locationId: idsOf('Location')[0] ?? null,
    patientIds: [...new Set(idsOf('Patient'))],
  }
}
