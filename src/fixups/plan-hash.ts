/** PURE. What a plan says, as one hash: approvals are bound to it, and lapse with it. */
import { createHash } from 'node:crypto'
import type { Action } from '../reconcile/model.ts'
import { compareIds } from '../reconcile/order.ts'

/** Raised when actions come to mean something else, so that no old approval is taken for a new action. */
export const FORMAT_VERSION = 1

/**
 * The same actions give the same hash, whichever run planned them and whatever became of them since (`status` is left
 * out). `tries`: how often an action was carried out before without its reason going away. It counts, because an action
 * that was refused once is not what was approved before: it must be agreed to anew, and can then be tried anew.
 */
export function planHash(
  connectionId: string,
  actions: readonly Action[],
  tries: ReadonlyMap<string, number> = new Map(),
): string {
  const tried = actions.flatMap(({ actionId }) => {
    const times = tries.get(actionId) ?? 0
    return times === 0 ? [] : [[actionId, times]]
  })
  const said = [FORMAT_VERSION, connectionId, actions.map(({ status: _, ...action }) => action)]
  return createHash('sha256')
    .update(canonical(tried.length === 0 ? said : [...said, tried]))
    .digest('hex')
}

/** Asks the same of the same people over the same facts; what else is planned around it does not matter. */
export function sameAction(a: Action, b: Action): boolean {
  const alone = ({ status: _, dependsOn: __, ...action }: Action): string => canonical(action)
  return alone(a) === alone(b)
}

/** JSON with the keys in code point order: the database hands objects back in an order of its own. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => compareIds(a, b))
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`
}
