/**
 * PURE. Who gets a practice's mail: the addresses that the settings give for it, otherwise those that the practice gave the
 * platform. From nowhere else: no flag and nothing in a booking can bring in another one.
 */
import type { Practice } from '../reconcile/model.ts'
import { addressesIn } from './addresses.ts'
import type { Attach, PracticeMail } from './mail.ts'

/** What rejoin.json says of one practice. */
export interface Wish {
  /** Null: the addresses that the practice gave the platform. */
  readonly to: readonly string[] | null
  readonly attach: Attach
  readonly zipPassword: string | null
}

export interface Addressed {
  readonly mail: PracticeMail
  /** How many of what the practice gave as addresses are none. */
  readonly bad: number
}

export function practiceMailOf(practice: Practice, wish: Wish | undefined): Addressed {
  const { attach = 'nothing', zipPassword = null } = wish ?? {}
  const given = wish?.to ?? null
  const { to, bad } = given === null ? addressesIn(practice.managerEmail ?? '') : { to: given, bad: 0 }
  return { mail: { to, attach, zipPassword }, bad }
}
