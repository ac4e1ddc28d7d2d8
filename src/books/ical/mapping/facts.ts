/** PURE. What an event says of itself beside its times. */
import type { EpochMs } from '../../../reconcile/span.ts'
import type { Reading } from '../../reading.ts'
import { type Properties, utcInstant } from '../text/properties.ts'

export interface Facts {
  /** It takes no time. */
  readonly isFree: boolean
  readonly isCancelled: boolean
  /** Our booking's id. */
  readonly ref: string | null
  readonly createdMs: EpochMs | null
  readonly changedMs: EpochMs | null
  /** What somebody should hear of, if the event is one that matters. */
  readonly doubts: readonly string[]
}

export function factsOf(properties: Properties): Facts {
  const status = properties.word('STATUS')
  const transparency = properties.word('TRANSP')
  const doubts: string[] = []
  const instant = (name: string): EpochMs | null => {
    const text = properties.text(name)
    const ms = text === null ? null : utcInstant(text)
    if (text !== null && ms === null) doubts.push(`${name} is no instant, and was left out`)
    return ms
  }
  // TENTATIVE holds the time as well: whoever put it there wants it.
  if (!STATUSES.includes(status) || !TRANSPARENCIES.includes(transparency)) {
    doubts.push('it has an unknown STATUS or TRANSP, and was taken for booked')
  }
  return {
    isFree: transparency === 'TRANSPARENT',
    isCancelled: status === 'CANCELLED',
    ref: refOf(properties),
    createdMs: instant('CREATED'),
    changedMs: instant('LAST-MODIFIED'),
    doubts,
  }
}

export const refOf = (properties: Properties): string | null => properties.text('X-REJOIN-BOOKING')

export function tell(doubts: readonly string[], subject: string, reading: Reading): void {
  for (const doubt of doubts) reading.warn(subject, doubt)
}

const STATUSES = ['CONFIRMED', 'TENTATIVE', 'CANCELLED', null]
const TRANSPARENCIES = ['OPAQUE', 'TRANSPARENT', null]
