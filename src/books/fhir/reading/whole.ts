/**
 * SHELL. Everything that a run needs of a server's book. What changed while the days were read is looked at once more at
 * the end; a server that cannot be asked for changes is read again until two readings agree.
 */
import { MINUTE_MS, type Span } from '../../../reconcile/span.ts'
import type { Scope } from '../../book.ts'
import type { Reading } from '../../reading.ts'
import { isUnheardOf, Refused } from '../http/refused.ts'
import { actorsOf } from '../mapping/actors.ts'
import { actorsWhoCome } from '../mapping/appointment.ts'
import { Collected } from '../mapping/collected.ts'
import type { FhirResources, How } from '../mapping/mapping.ts'
import { recallPatient } from '../mapping/recall.ts'
import { idOf } from '../mapping/resource.ts'
import { slotOfEntry } from '../mapping/slot.ts'
import type { Json, Query } from '../rest.ts'
import type { Look } from './look.ts'
import {
  aDayAround,
  anyOf,
  appointmentsStarting,
  carryingAny,
  changedSince,
  closedBefore,
  dayByDay,
  everything,
  slotsStarting,
} from './searches.ts'

/** `window`: the days of the scope. Throws BookSilent when the appointments or the patients cannot be had. */
export async function wholeOf(
  look: Look,
  scope: Scope,
  window: Span,
  how: How,
  reading: Reading,
): Promise<FhirResources> {
  const around = aDayAround(window)
  const ofDays = await moving(look, 'Appointment', [], around, appointmentsStarting)
  const appointments = await withKnown(look, scope, ofDays, how, reading)
  const heldSlots = scope.pmsAppointmentIds.flatMap((id) => slotOfEntry(id) ?? [])
  const moreSlots = [closedBefore(around), ...anyOf('_id', heldSlots)]
  const slots = await unlessRefused('Slot', reading, () =>
    moving(look, 'Slot', moreSlots, around, slotsStarting),
  )
  const schedules =
    slots.length === 0 ? [] : await unlessRefused('Schedule', reading, () => look.all('Schedule', everything))
  const { recalls: kind } = how.options
  const recalls =
    kind === null
      ? []
      : await unlessRefused(kind.resource, reading, () =>
          look.all(kind.resource, [...kind.search, ...everything]),
        )
  const patients = await patientsOf(look, scope, appointments, recalls, how)
  return { appointments, slots, schedules, patients, recalls }
}

/** The clock of its rows and that of its answers may differ a little; seeing a row twice costs nothing. */
const CLOCKS_APART_MS = 5 * MINUTE_MS

/** Rows that may move to another day while the days are turned. */
async function moving(
  look: Look,
  type: string,
  more: readonly Query[],
  span: Span,
  starting: (span: Span) => Query,
): Promise<readonly Json[]> {
  const queries = [...dayByDay(span).map(starting), ...more]
  const every = async (): Promise<readonly Json[]> => {
    const found = new Collected()
    for (const query of queries) found.add(await look.all(type, query))
    return found.all()
  }
  const first = await every()
  try {
    const since = changedSince(look.takenMs - CLOCKS_APART_MS)
    const changed = await look.all(type, [...since, ...starting(span)])
    return new Collected().add(first).add(changed).all()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return look.untilTwoAgree(type, first, every)
  }
}

/** With entries that were known before, and those that carry a booking's id, on whatever day they are now. */
async function withKnown(
  look: Look,
  { pmsAppointmentIds, bookingIds }: Scope,
  ofDays: readonly Json[],
  { options }: How,
  reading: Reading,
): Promise<readonly Json[]> {
  const seen = new Set(ofDays.map(idOf))
  const unseen = pmsAppointmentIds.filter((id) => !seen.has(id) && slotOfEntry(id) === null)
  const found = new Collected().add(ofDays)
  for (const query of anyOf('_id', unseen)) found.add(await look.all('Appointment', query))
  try {
    for (const query of carryingAny(options.identifierSystem, bookingIds)) {
      found.add(await look.all('Appointment', query))
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    reading.warn(
      'Appointment',
      'the server cannot be asked for ids of bookings; only the days were looked through',
    )
  }
  return found.all()
}

/** Many a PMS publishes no slots at all, and that is no trouble; not being let in is. */
async function unlessRefused(
  type: string,
  reading: Reading,
  ask: () => Promise<readonly Json[]>,
): Promise<readonly Json[]> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    if (type === 'Slot' && isUnheardOf(error)) {
      reading.warn(type, 'the server knows none, so nothing is known of working hours')
    } else reading.fault(type, `the server refuses to be asked for them (HTTP ${error.status})`)
    return []
  }
}

async function patientsOf(
  look: Look,
  { people, pmsPatientIds }: Scope,
  appointments: readonly Json[],
  recalls: readonly Json[],
  how: How,
): Promise<readonly Json[]> {
  const ids = [
    ...pmsPatientIds,
    ...appointments.flatMap((one) => actorsOf(actorsWhoCome(one), one, { how }).patientIds),
    ...recalls.flatMap((one) => recallPatient(one, how.base) ?? []),
  ]
  const births = people.flatMap(({ birthOn }) => birthOn ?? [])
  const families = people.flatMap(({ birthOn, familyName }) => (birthOn === null ? [familyName] : []))
  const found = new Collected()
  const queries = [...anyOf('_id', ids), ...anyOf('birthdate', births), ...anyOf('family', families)]
  for (const query of queries) found.add(await look.all('Patient', query))
  return found.all()
}
