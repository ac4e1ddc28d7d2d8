/**
 * PURE. What kind of thing an event is, by its category. `pc_constant_id` is what counts, since a practice may give its
 * categories other ids and names.
 */
import type { CategoryRow, EventRow } from '../rows.ts'

/** The provider comes in, or goes. */
export interface SwitchKind {
  readonly kind: 'in' | 'out'
}

/** What holds time. */
export type TimeKind =
  /** Holidays, closed: nobody works. */
  | { readonly kind: 'clinic'; readonly reason: string | null }
  /** Vacation, lunch, reserved: one provider's. */
  | { readonly kind: 'provider'; readonly reason: string | null }
  /** Patients and groups. */
  | { readonly kind: 'appointment' }
  /** A category that the table does not have. */
  | { readonly kind: 'unknown' }

export type EventKind = SwitchKind | TimeKind

export const isSwitch = (kind: EventKind): kind is SwitchKind => kind.kind === 'in' || kind.kind === 'out'

export function eventKinds(
  categories: readonly CategoryRow[],
): (row: Pick<EventRow, 'pc_catid'>) => EventKind {
  // Old versions have no constant ids at all; then, and only then, the ids are as they were delivered.
  const named = categories.some(({ pc_constant_id }) => (pc_constant_id ?? '').trim() !== '')
  const kinds = new Map(
    categories.map((category) => [category.pc_catid, kindOf(category, named ? constantOf : deliveredAs)]),
  )
  return ({ pc_catid }) => kinds.get(pc_catid) ?? { kind: 'unknown' }
}

function kindOf(category: CategoryRow, nameOf: (category: CategoryRow) => string | null): EventKind {
  const name = nameOf(category)
  if (name === 'in_office') return { kind: 'in' }
  if (name === 'out_of_office') return { kind: 'out' }
  switch (category.pc_cattype) {
    case '0':
    case '3':
      return { kind: 'appointment' }
    case '1':
      return { kind: 'provider', reason: name }
    case '2':
      return { kind: 'clinic', reason: name }
    default:
      return { kind: 'unknown' }
  }
}

const constantOf = ({ pc_constant_id }: CategoryRow): string | null => (pc_constant_id ?? '').trim() || null

const DELIVERED: ReadonlyMap<string, string> = new Map([
  ['2', 'in_office'],
  ['3', 'out_of_office'],
])
const deliveredAs = ({ pc_catid }: CategoryRow): string | null => DELIVERED.get(pc_catid) ?? null
