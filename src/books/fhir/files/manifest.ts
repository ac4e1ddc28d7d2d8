/** PURE. The manifest of a bulk export or a publication: which files there are, and as of when. */
import type { EpochMs } from '../../../reconcile/span.ts'
import { parseInstant } from '../../calendar.ts'
import { objectsAt, textAt } from '../mapping/resource.ts'
import type { Json } from '../rest.ts'

export interface Manifest {
  readonly takenMs: EpochMs
  readonly isTokenNeeded: boolean
  readonly outputs: readonly Output[]
  /** Files of what went wrong at the export. */
  readonly errors: number
}

export interface Output {
  readonly type: string | null
  readonly url: string
  /** How many resources are in it, where that is told. */
  readonly count: number | null
}

/** Null: it is none that can be used. */
export function manifestIn(json: Json): Manifest | null {
  const takenMs = parseInstant(textAt(json, 'transactionTime') ?? '')
  const outputs = objectsAt(json, 'output').map((one) => ({
    type: textAt(one, 'type'),
    url: textAt(one, 'url') ?? '',
    count: typeof one['count'] === 'number' ? one['count'] : null,
  }))
  if (takenMs === null || !Array.isArray(json['output']) || outputs.some(({ url }) => url === '')) return null
  const isTokenNeeded = json['requiresAccessToken'] === true
  return { takenMs, isTokenNeeded, outputs, errors: objectsAt(json, 'error').length }
}
