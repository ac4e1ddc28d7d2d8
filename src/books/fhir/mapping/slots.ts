/**
 * PURE. Slots → sessions, blocks and placeholders. A busy slot says only that the time is gone: where no appointment
 * explains it, it is a block.
 */
import { overlaps, type Span } from '../../../reconcile/span.ts'
import type { Json } from '../rest.ts'
import type { Taken } from './appointment.ts'
import { gapsIn } from './gaps.ts'
import type { Mapping } from './mapping.ts'
import { idOf, nameOf } from './resource.ts'
import { schedulesIn } from './schedule.ts'
import { sessionsOf } from './sessions.ts'
import { type SlotRow, slotEntryId, slotRow } from './slot.ts'

export { slotEntryId, slotOfEntry } from './slot.ts'

/** `taken` is added to: a placeholder explains its slot. */
export function slotsIn(
  slots: readonly Json[],
  schedules: readonly Json[],
  taken: Taken,
  mapping: Mapping,
): void {
  tellRepeatedIds(slots, mapping)
  const scheduleOf = schedulesIn(schedules, mapping)
  const rows = slots.flatMap((slot) => slotRow(slot, scheduleOf, mapping) ?? [])
  for (const row of rows) placeholderIn(row, taken, mapping)
  for (const row of rows) blocksIn(row, taken, mapping)
  for (const [place, spans] of workingTime(rows)) {
    const [pmsPractitionerId, pmsLocationId] = JSON.parse(place) as [string, string | null]
    for (const session of sessionsOf(spans, { pmsPractitionerId, pmsLocationId })) {
      mapping.reading.session(`sessions of ${pmsPractitionerId}`, session)
    }
  }
}

/** Our hold on a time that has no appointment yet. A slot that was freed again keeps nothing, whatever it carries. */
function placeholderIn(row: SlotRow, taken: Taken, { reading }: Mapping): void {
  const { bookingId, says } = row
  if (bookingId === null || says === 'free' || taken.refs.has(bookingId)) return
  const { startMs, endMs } = row
  for (const practitionerId of row.practitionerIds) taken.add(practitionerId, row)
  const [first, ...others] = row.practitionerIds
  reading.entry(row.subject, {
    pmsAppointmentId: slotEntryId(row.id),
    pmsLocationId: row.locationId,
    pmsPractitionerId: first,
    pmsPatientId: null,
    pmsTypeId: null,
    status: 'placeholder',
    externalRef: bookingId,
    createdMs: null,
    changedMs: null,
    startMs,
    endMs,
  })
  for (const other of others) block(row, other, { startMs, endMs }, reading)
}

/** Closed time is closed for everybody but the booking whose placeholder it is. */
function blocksIn(row: SlotRow, taken: Taken, { reading }: Mapping): void {
  const isHold = row.bookingId !== null && !taken.refs.has(row.bookingId)
  if (row.says === 'free' || isHold) return
  for (const practitionerId of row.practitionerIds) {
    const explained =
      row.says === 'closed' ? [] : taken.of(practitionerId).filter((span) => overlaps(span, row))
    for (const gap of gapsIn(row, explained)) block(row, practitionerId, gap, reading)
  }
}

function block(
  { subject, locationId }: SlotRow,
  pmsPractitionerId: string,
  { startMs, endMs }: Span,
  reading: Mapping['reading'],
): void {
  reading.block(subject, { pmsPractitionerId, pmsLocationId: locationId, startMs, endMs, reason: null })
}

function workingTime(rows: readonly SlotRow[]): Map<string, Span[]> {
  const places = new Map<string, Span[]>()
  for (const row of rows) {
    if (row.says === 'closed' || !row.isOffered) continue
    for (const practitionerId of row.practitionerIds) {
      const place = JSON.stringify([practitionerId, row.locationId])
      const known = places.get(place)
      if (known === undefined) places.set(place, [row])
      else known.push(row)
    }
  }
  return places
}

/** Seen at a large chain: every slot of a place has the place's id. Nothing can be looked up by such an id. */
function tellRepeatedIds(slots: readonly Json[], { remarks }: Mapping): void {
  const times = new Map<string, Set<string>>()
  for (const slot of slots) {
    const id = idOf(slot)
    if (id === null) continue
    const known = times.get(id)
    const time = JSON.stringify([slot['start'], slot['end']])
    if (known === undefined) times.set(id, new Set([time]))
    else known.add(time)
  }
  const repeated = [...times].filter(([, one]) => one.size > 1)
  if (repeated.length === 0) return
  const count = repeated.reduce((sum, [, one]) => sum + one.size, 0)
  const what = `ids that come again for other times: ${repeated.length} of them for ${count} slots`
  for (const [id] of repeated) remarks.fault(nameOf({ resourceType: 'Slot', id }), what)
}
