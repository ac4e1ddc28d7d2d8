/** A book in FHIR's words: appointments, schedules with slots, patients, and recalls as planned service requests. */
import type {
  Block,
  Book,
  Entry,
  EntryStatus,
  PmsPatient,
  PmsRecall,
  Session,
} from '../../../src/reconcile/model.ts'
import { isoInstant, MINUTE_MS, overlaps, type Span } from '../../../src/reconcile/span.ts'
import type { Resource } from '../../fhir-server/start.ts'

export const SYSTEM = 'https://booking.example/id'

type World = Omit<Book, 'read'>

export function fhirResources(world: World): Resource[] {
  const working = world.sessions.flatMap((session, at) => workingTime(session, at, world))
  const practitioners = new Set([...world.entries, ...world.sessions].map((row) => row.pmsPractitionerId))
  return [
    ...[...practitioners].map((id) => ({ resourceType: 'Practitioner', id })),
    ...world.entries.map((entry) => ({ ...appointment(entry), slot: slotsOf(entry, working) })),
    ...working,
    ...world.blocks.flatMap(blocked),
    ...world.patients.map(patient),
    ...world.recalls.map(recall),
  ]
}

/** What FHIR can tell of a book at best: working time has gaps where it is blocked, and rows have their server's times. */
export function knownToFhir(world: World): World {
  return {
    entries: world.entries.map((entry) => ({ ...entry, changedMs: null })),
    sessions: world.sessions.flatMap((session) => without(session, world.blocks)),
    blocks: world.blocks,
    patients: world.patients,
    recalls: world.recalls,
  }
}

const STATUSES: Readonly<Record<EntryStatus, string>> = {
  booked: 'booked',
  arrived: 'arrived',
  in_consult: 'checked-in',
  completed: 'fulfilled',
  did_not_attend: 'noshow',
  cancelled: 'cancelled',
  placeholder: 'pending',
}

export function appointment(entry: Entry): Resource {
  const { pmsPractitionerId, pmsPatientId, pmsLocationId, pmsTypeId, externalRef, status } = entry
  const identifier = [
    ...(externalRef === null ? [] : [{ system: SYSTEM, value: externalRef }]),
    ...(status === 'placeholder' ? [{ system: `${SYSTEM}/hold`, value: externalRef }] : []),
  ]
  return {
    resourceType: 'Appointment',
    id: entry.pmsAppointmentId,
    status: STATUSES[status],
    identifier,
    ...(pmsTypeId === null ? {} : { appointmentType: { coding: [{ code: pmsTypeId }] } }),
    start: isoInstant(entry.startMs),
    end: isoInstant(entry.endMs),
    ...(entry.createdMs === null ? {} : { created: isoInstant(entry.createdMs) }),
    participant: [
      actor('Practitioner', pmsPractitionerId),
      ...(pmsPatientId === null ? [] : [actor('Patient', pmsPatientId)]),
      ...(pmsLocationId === null ? [] : [actor('Location', pmsLocationId)]),
    ],
  }
}

const actor = (type: string, id: string) => ({ actor: { reference: `${type}/${id}` }, status: 'accepted' })

/** The slots that an appointment has taken: it names them, so that they are free again when it goes. */
function slotsOf(entry: Entry, working: readonly Resource[]): { readonly reference: string }[] {
  const theirs = new Set(
    working
      .filter(({ actor }) => actor?.[0].reference === `Practitioner/${entry.pmsPractitionerId}`)
      .map(({ id }) => `Schedule/${id}`),
  )
  return working
    .filter(({ schedule, start, end }) => {
      const isTheirs = schedule !== undefined && theirs.has(schedule.reference)
      return isTheirs && overlaps(entry, { startMs: Date.parse(start), endMs: Date.parse(end) })
    })
    .map(({ id }) => ({ reference: `Slot/${id}` }))
}

function workingTime(session: Session, at: number, { entries, blocks }: World): Resource[] {
  const id = `schedule-${at}`
  const schedule: Resource = { resourceType: 'Schedule', id, actor: whose(session) }
  const theirs = (row: Span & { readonly pmsPractitionerId: string }, span: Span): boolean =>
    row.pmsPractitionerId === session.pmsPractitionerId && overlaps(row, span)
  const slots: Resource[] = []
  const step = session.slotMinutes * MINUTE_MS
  for (let startMs = session.startMs; startMs < session.endMs; startMs += step) {
    const span = { startMs, endMs: startMs + step }
    if (blocks.some((block) => theirs(block, span))) continue
    const taken = entries.some((entry) => holds(entry) && theirs(entry, span))
    slots.push(slot(`slot-${at}-${slots.length}`, id, span, taken ? 'busy' : 'free'))
  }
  return [schedule, ...slots]
}

function blocked(block: Block, at: number): Resource[] {
  const id = `away-${at}`
  return [
    { resourceType: 'Schedule', id, actor: whose(block) },
    slot(`${id}-slot`, id, block, 'busy-unavailable'),
  ]
}

const slot = (id: string, schedule: string, { startMs, endMs }: Span, status: string): Resource => ({
  resourceType: 'Slot',
  id,
  schedule: { reference: `Schedule/${schedule}` },
  status,
  start: isoInstant(startMs),
  end: isoInstant(endMs),
})

const whose = ({ pmsPractitionerId, pmsLocationId }: Session | Block) => [
  { reference: `Practitioner/${pmsPractitionerId}` },
  ...(pmsLocationId === null ? [] : [{ reference: `Location/${pmsLocationId}` }]),
]

const holds = ({ status }: Entry): boolean => status !== 'cancelled' && status !== 'did_not_attend'

const patient = ({ pmsPatientId, familyName, givenName, birthOn, mobile, status }: PmsPatient): Resource => ({
  resourceType: 'Patient',
  id: pmsPatientId,
  active: status !== 'inactive',
  name: [{ use: 'official', family: familyName, given: [givenName] }],
  ...(birthOn === null ? {} : { birthDate: birthOn }),
  ...(mobile === null ? {} : { telecom: [{ system: 'phone', use: 'mobile', value: mobile }] }),
  ...(status === 'deceased' ? { deceasedBoolean: true } : {}),
})

const RECALL_STATUSES = { active: 'active', completed: 'completed', cancelled: 'revoked' } as const

const recall = ({ pmsRecallId, pmsPatientId, reason, dueOn, status }: PmsRecall): Resource => ({
  resourceType: 'ServiceRequest',
  id: pmsRecallId,
  status: RECALL_STATUSES[status],
  intent: 'plan',
  subject: { reference: `Patient/${pmsPatientId}` },
  occurrenceDateTime: dueOn,
  ...(reason === null ? {} : { code: { text: reason } }),
})

/** What is left of a session when the blocks of its practitioner are taken out. */
function without(session: Session, blocks: readonly Block[]): Session[] {
  const cuts = blocks
    .filter((block) => block.pmsPractitionerId === session.pmsPractitionerId && overlaps(block, session))
    .sort((a, b) => a.startMs - b.startMs)
  const parts: Session[] = []
  let fromMs = session.startMs
  for (const { startMs, endMs } of cuts) {
    if (startMs > fromMs) parts.push({ ...session, startMs: fromMs, endMs: startMs })
    fromMs = Math.max(fromMs, endMs)
  }
  return fromMs < session.endMs ? [...parts, { ...session, startMs: fromMs }] : parts
}
