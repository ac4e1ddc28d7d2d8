/**
 * PURE. One snapshot and its reconciliation, indexed once for all practices of the connection: what a row needs to
 * know by id. Kept per reconciliation, because seven files of each practice ask the same questions.
 */
import { type WallClock, wallClock } from '../books/wall-time.ts'
import { addTo } from '../reconcile/group.ts'
import type {
  Action,
  AppointmentType,
  Booking,
  Entry,
  Finding,
  FindingCode,
  Judgement,
  Patient,
  PmsPatient,
  PmsRecall,
  Practice,
  Practitioner,
  Recall,
  Reconciliation,
  Reminder,
  Snapshot,
} from '../reconcile/model.ts'
import type { Code } from './triage.ts'

export interface RunFacts {
  readonly snapshot: Snapshot
  readonly reconciliation: Reconciliation
  readonly practices: ReadonlyMap<string, Practice>
  readonly practitioners: ReadonlyMap<string, Practitioner>
  readonly types: ReadonlyMap<string, AppointmentType>
  readonly patients: ReadonlyMap<string, Patient>
  readonly bookings: ReadonlyMap<string, Booking>
  /** Only entries that a finding or a conflict names. */
  readonly entries: ReadonlyMap<string, Entry>
  readonly recalls: ReadonlyMap<string, Recall>
  readonly reminders: ReadonlyMap<string, Reminder>
  readonly pmsRecalls: ReadonlyMap<string, PmsRecall>
  readonly pmsPatients: ReadonlyMap<string, PmsPatient>
  readonly judgementByBooking: ReadonlyMap<string, Judgement>
  practice(practiceId: string): Practice
  clock(practiceId: string): WallClock
  judgementsOf(practiceId: string): readonly Judgement[]
  findingsOf(practiceId: string): readonly Finding[]
  actionsOf(practiceId: string): readonly Action[]
  /** The actions that a code asked for, about all of these subjects. */
  actionsFor(code: Code, subjectIds: readonly string[]): readonly Action[]
  /** The actions that a judged booking's verdict, and the findings that overrule it, asked for. */
  actionsForBooking(judgement: Judgement): readonly Action[]
  isDoubleBooked(bookingId: string): boolean
  /** By the practice software, or by a finding of the run. */
  isDeceased(patient: Patient | PmsPatient | null): boolean
  /** The name, where it is one of this practice; else only the id. */
  practitionerName(practitionerId: string, practiceId: string): string
  practitionerOfEntry(entry: Entry, practiceId: string): Practitioner | undefined
  /** An entry at a location of another practice: its id may be named, nothing else of it. */
  belongsElsewhere(entry: Entry, practiceId: string): boolean
}

export function runFacts(snapshot: Snapshot, reconciliation: Reconciliation): RunFacts {
  const known = memory.get(reconciliation)
  if (known !== undefined && known.snapshot === snapshot) return known
  const facts = indexed(snapshot, reconciliation)
  memory.set(reconciliation, facts)
  return facts
}

const OVERRULING: ReadonlySet<FindingCode> = new Set(['patient-deceased', 'patient-double-booked'])
const memory = new WeakMap<Reconciliation, RunFacts>()

function indexed(snapshot: Snapshot, reconciliation: Reconciliation): RunFacts {
  const practices = byId(snapshot.practices, (practice) => practice.practiceId)
  const judgements = grouped(reconciliation.judgements, ({ booking }) => booking.practiceId)
  const findings = grouped(reconciliation.findings, ({ practiceId }) => practiceId)
  const actions = grouped(reconciliation.actions, ({ practiceId }) => practiceId)
  const actionsBy = new Map<string, Action[]>()
  for (const action of reconciliation.actions) {
    for (const subjectId of action.subjectIds) {
      const key = JSON.stringify([action.because, subjectId])
      addTo(actionsBy, key, action)
    }
  }
  const staff = byId(
    snapshot.practitioners.filter(({ pmsPractitionerId }) => pmsPractitionerId !== null),
    ({ practiceId, pmsPractitionerId }) => JSON.stringify([practiceId, pmsPractitionerId]),
  )
  // A book may hold a million entries; the rows speak of a few.
  const named = new Set([
    ...reconciliation.findings.flatMap(({ subjectIds }) => subjectIds),
    ...reconciliation.judgements.flatMap(({ conflictsWith }) => conflictsWith.pmsAppointmentIds),
  ])
  const practitioners = byId(snapshot.practitioners, (practitioner) => practitioner.practitionerId)
  const bookings = byId(snapshot.bookings, (booking) => booking.bookingId)
  const recalls = byId(snapshot.recalls, (recall) => recall.recallId)
  const pmsPatients = byId(snapshot.book.patients, (patient) => patient.pmsPatientId)
  const subjectsOf = (code: FindingCode): string[] =>
    reconciliation.findings.flatMap((finding) => (finding.code === code ? finding.subjectIds : []))
  const doubleBooked = new Set(subjectsOf('patient-double-booked'))
  const deceased = new Set(
    reconciliation.findings.flatMap(({ code, subjectIds: [id = ''], bookingId }) =>
      code !== 'patient-deceased' ? [] : [(bookingId === id ? bookings : recalls).get(id)?.patientId ?? ''],
    ),
  )
  const locations = grouped(snapshot.practices, ({ pmsLocationId }) => pmsLocationId ?? '')
  const practice = (practiceId: string): Practice => {
    const found = practices.get(practiceId)
    if (found === undefined) throw new RangeError(`practice ${practiceId} is not of this connection`)
    return found
  }
  const actionsFor = (code: Code, subjectIds: readonly string[]): readonly Action[] => {
    const [first = '', ...others] = subjectIds
    const found = actionsBy.get(JSON.stringify([code, first])) ?? []
    return others.length === 0
      ? found
      : found.filter(({ subjectIds: ids }) => others.every((id) => ids.includes(id)))
  }
  return {
    snapshot,
    reconciliation,
    practices,
    practitioners,
    types: byId(snapshot.appointmentTypes, (type) => type.appointmentTypeId),
    patients: byId(snapshot.patients, (patient) => patient.patientId),
    bookings,
    entries: byId(
      snapshot.book.entries.filter(({ pmsAppointmentId }) => named.has(pmsAppointmentId)),
      (entry) => entry.pmsAppointmentId,
    ),
    recalls,
    reminders: byId(snapshot.reminders, (reminder) => reminder.reminderId),
    pmsRecalls: byId(snapshot.book.recalls, (recall) => recall.pmsRecallId),
    pmsPatients,
    judgementByBooking: byId(reconciliation.judgements, ({ booking }) => booking.bookingId),
    practice,
    clock: (practiceId) => wallClock(practice(practiceId).timeZone),
    judgementsOf: (practiceId) => judgements.get(practiceId) ?? [],
    findingsOf: (practiceId) => findings.get(practiceId) ?? [],
    actionsOf: (practiceId) => actions.get(practiceId) ?? [],
    actionsFor,
    actionsForBooking: ({ booking: { bookingId }, verdict }) =>
      [verdict, ...OVERRULING].flatMap((code) => actionsFor(code, [bookingId])),
    isDoubleBooked: (bookingId) => doubleBooked.has(bookingId),
    isDeceased: (patient) =>
      patient !== null &&
      (('patientId' in patient && deceased.has(patient.patientId)) ||
        pmsPatients.get(patient.pmsPatientId ?? '')?.status === 'deceased'),
    practitionerName: (practitionerId, practiceId) => {
      const practitioner = practitioners.get(practitionerId)
      return practitioner?.practiceId === practiceId ? practitioner.name : practitionerId
    },
    practitionerOfEntry: (entry, practiceId) =>
      staff.get(JSON.stringify([practiceId, entry.pmsPractitionerId])),
    belongsElsewhere: (entry, practiceId) =>
      entry.pmsLocationId !== null &&
      entry.pmsLocationId !== practice(practiceId).pmsLocationId &&
      (locations.get(entry.pmsLocationId) ?? []).length > 0,
  }
}

function byId<T>(items: readonly T[], id: (item: T) => string): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [id(item), item]))
}

function grouped<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    addTo(groups, key(item), item)
  }
  return groups
}
