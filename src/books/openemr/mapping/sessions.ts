/**
 * PURE. When providers can be booked. "In office" and "out of office" are switches and no spans: they turn a provider on
 * and off from their time onward, every day begins with off, and midnight ends what is still on.
 */
import { addTo } from '../../../reconcile/group.ts'
import type { EpochMs } from '../../../reconcile/span.ts'
import { dayText } from '../../calendar.ts'
import type { Reading } from '../../reading.ts'

export interface Switch {
  readonly subject: string
  readonly provider: string
  readonly isIn: boolean
  /** Where the provider comes in; null: anywhere. */
  readonly location: string | null
  /** Days since 1970. */
  readonly day: number
  readonly atMs: EpochMs
}

export function readSessions(switches: readonly Switch[], slotMinutes: number, reading: Reading): void {
  const days = new Map<string, Switch[]>()
  for (const one of switches) addTo(days, `${one.day} ${one.provider}`, one)
  for (const thrown of days.values()) {
    for (const { on, endMs } of stretchesOf(thrown, reading)) {
      reading.session(on.subject, {
        pmsPractitionerId: on.provider,
        pmsLocationId: on.location,
        startMs: on.atMs,
        endMs,
        capacity: 1,
        slotMinutes,
      })
    }
  }
}

/** Of one provider and one day: from each switch that turned something on to what ended it. */
function stretchesOf(thrown: readonly Switch[], { clock }: Reading): { on: Switch; endMs: EpochMs }[] {
  const instants = new Map<EpochMs, Switch[]>()
  for (const one of thrown) addTo(instants, one.atMs, one)
  const stretches: { on: Switch; endMs: EpochMs }[] = []
  let on: Switch | null = null
  for (const [atMs, together] of [...instants].sort(([a], [b]) => a - b)) {
    const next = after(on, together)
    if (on !== null && next !== on) stretches.push({ on, endMs: atMs })
    on = next
  }
  if (on !== null) stretches.push({ on, endMs: clock.dayStart(dayText(on.day + 1)) })
  return stretches
}

/**
 * What holds after the switches of one instant. Out beats in, as it does in OpenEMR, but only at the same facility: out
 * here and in there at noon is somebody who goes from one to the other.
 */
function after(on: Switch | null, together: readonly Switch[]): Switch | null {
  const outs = together.filter(({ isIn }) => !isIn)
  const ins = together.filter(
    ({ isIn, location }) => isIn && !outs.some((out) => samePlace(out.location, location)),
  )
  const [first] = ins
  if (first === undefined) return null
  const next = ins.every(({ location }) => location === first.location) ? first : { ...first, location: null }
  return on !== null && on.location === next.location ? on : next
}

const samePlace = (a: string | null, b: string | null): boolean => a === null || b === null || a === b
