/**
 * PURE. Rows of the calendar that hold time: appointments and our placeholders become entries, a provider's other time
 * and the clinic's holidays become blocks. What cannot be told apart holds its time.
 */
import type { EntryStatus } from '../../../reconcile/model.ts'
import type { EpochMs } from '../../../reconcile/span.ts'
import type { EventRow } from '../rows.ts'
import type { TimeKind } from './categories.ts'
import { idOf } from './ids.ts'
import { markersIn } from './marker.ts'
import { type Scene, spansOf } from './spans.ts'
import { statusOf } from './statuses.ts'
import { isZeroDate } from './times.ts'

/** Whoever has nobody: OpenEMR's own word for it. Holds nobody's time, but can be found. */
const NOBODY = '0'

export interface EventScene extends Scene {
  readonly statuses: ReadonlyMap<string, EntryStatus>
  /** Everybody who cannot be booked when the clinic is closed. */
  readonly staff: readonly string[]
}

export function readEvent(row: EventRow, kind: TimeKind, scene: EventScene): void {
  const patient = idOf(row.pc_pid)
  const isHold = patient === null && (markersIn(row.pc_hometext).at(-1)?.isHold ?? false)
  if (kind.kind === 'clinic' && !isHold) {
    // Its provider is whoever typed it in, and nobody can be in two places: it is everybody's, everywhere.
    readBlock(row, scene.staff, kind.reason, scene)
    return
  }
  if (kind.kind === 'unknown') scene.doubts.add('its category is not among the categories', row.pc_eid)
  if (kind.kind === 'appointment' || patient !== null || isHold) {
    // A patient in a category of the providers is still a patient who comes.
    if (kind.kind === 'provider' && !isHold) {
      scene.doubts.add(
        'it has a patient in a category of the providers, and counts as an appointment',
        row.pc_eid,
      )
    }
    readEntry(row, patient, isHold, scene)
    return
  }
  const provider = idOf(row.pc_aid)
  if (provider === null) scene.doubts.add("it is nobody's time, and was left out", row.pc_eid)
  else readBlock(row, [provider], kind.kind === 'provider' ? kind.reason : null, scene)
}

function readEntry(row: EventRow, patient: string | null, isHold: boolean, scene: EventScene): void {
  const { reading, doubts } = scene
  const spans = spansOf(row, 'fault', scene)
  if (spans.length === 0) return
  const provider = idOf(row.pc_aid)
  if (provider === null) doubts.add('it has no provider', row.pc_eid)
  const status = statusFor(row, isHold, scene)
  const ref = refOf(row, isHold, scene)
  const writtenMs = writtenAt(row, scene)
  for (const { id, isOwn, startMs, endMs } of spans) {
    reading.entry(`event ${id}`, {
      pmsAppointmentId: id,
      pmsLocationId: idOf(row.pc_facility),
      pmsPractitionerId: provider ?? NOBODY,
      pmsPatientId: patient,
      pmsTypeId: row.pc_catid,
      startMs,
      endMs,
      status,
      // When the desk makes a series of a booked appointment, the later ones answer for no booking.
      externalRef: isOwn || isHold ? ref : null,
      // No column tells when a row was made. The last writing is the latest that it can have been, so a row last
      // written before the line went down was certainly made before.
      createdMs: writtenMs,
      changedMs: writtenMs,
    })
  }
}

function readBlock(row: EventRow, whose: readonly string[], reason: string | null, scene: EventScene): void {
  const { reading, doubts, statuses } = scene
  const spans = spansOf(row, 'doubt', scene)
  if (spans.length === 0) return
  if (statusOf(row.pc_apptstatus, statuses) === 'cancelled') {
    doubts.add('it blocks time and is cancelled, so that the time counts as free', row.pc_eid)
    return
  }
  for (const { id, startMs, endMs } of spans) {
    for (const pmsPractitionerId of whose) {
      reading.block(`event ${id}`, { pmsPractitionerId, pmsLocationId: null, startMs, endMs, reason })
    }
  }
}

function statusFor(row: EventRow, isHold: boolean, { statuses, doubts }: EventScene): EntryStatus {
  const status = statusOf(row.pc_apptstatus, statuses)
  if (isHold) return status === 'cancelled' ? 'cancelled' : 'placeholder'
  if (status === null) doubts.add('its status is not known, and it counts as booked', row.pc_eid)
  return status ?? 'booked'
}

function refOf(row: EventRow, isHold: boolean, { doubts }: EventScene): string | null {
  const markers = markersIn(row.pc_hometext)
  const marker = markers.at(-1) ?? null
  if (markers.length > 1) doubts.add('it names several bookings, and the last one counts', row.pc_eid)
  if (marker === null || marker.isHold === isHold) return marker?.bookingId ?? null
  // Somebody was put into the time that was kept for a booking: not certainly the one who booked it.
  doubts.add('it was a placeholder and has become an appointment', row.pc_eid)
  return null
}

function writtenAt(row: EventRow, { reading }: EventScene): EpochMs | null {
  const { pc_eid, pc_time } = row
  if (pc_time === null || pc_time === '' || isZeroDate(pc_time)) return null
  return reading.instantIfKnown(`event ${pc_eid}`, 'pc_time', pc_time.replace(' ', 'T'))
}
