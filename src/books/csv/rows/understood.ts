/** What became of one row of an export. */
import type { Block, Entry, PmsPatient, PmsRecall, Session } from '../../../reconcile/model.ts'
import type { EpochMs } from '../../../reconcile/span.ts'

export type Understood =
  | { readonly kind: 'entry'; readonly row: Entry }
  | { readonly kind: 'session'; readonly row: Session }
  | { readonly kind: 'block'; readonly row: Block }
  | { readonly kind: 'patient'; readonly row: PmsPatient }
  | { readonly kind: 'recall'; readonly row: PmsRecall }
  | { readonly kind: 'read'; readonly row: SelfTold }
  /** By a filter, or because there is nothing in it. */
  | { readonly kind: 'left-out' }
  /** A fault was told. */
  | { readonly kind: 'bad' }

export const LEFT_OUT: Understood = { kind: 'left-out' }
export const BAD: Understood = { kind: 'bad' }

/** What an export says of itself. */
export interface SelfTold {
  readonly takenMs: EpochMs
  readonly complete: boolean
  readonly databaseIdentity: string | null
  /** Null: no bound. */
  readonly fromOn: string | null
  readonly toOn: string | null
}
