/**
 * SHELL. A book behind a FHIR R4 server. A question is answered only when everything that it needs was read and
 * understood; else the answer is `BookSilent`.
 */
import type { Entry, PmsPatient, PmsRecall } from '../../reconcile/model.ts'
import { MINUTE_MS, type Span } from '../../reconcile/span.ts'
import {
  type BookRead,
  BookSilent,
  type Diary,
  type Person,
  type PullableBook,
  type ReadableBook,
  type Scope,
} from '../book.ts'
import { Reading } from '../reading.ts'
import { type FhirResources, fhirBook, type How, knownOf } from './mapping/mapping.ts'
import { identifiersOf } from './mapping/resource.ts'
import { slotOfEntry } from './mapping/slot.ts'
import { Asking, type AskingSettings } from './reading/asking.ts'
import { Look } from './reading/look.ts'
import {
  aDayAround,
  anyOf,
  appointmentsStarting,
  carrying,
  closedBefore,
  everything,
  slotsStarting,
  spanOf,
} from './reading/searches.ts'
import { wholeOf } from './reading/whole.ts'
import type { FhirRest, Json } from './rest.ts'

export class FhirBook implements PullableBook, ReadableBook {
  /** For whoever writes into the same book. */
  readonly rest: FhirRest
  private readonly settings: AskingSettings
  private readonly asking: Asking

  constructor(settings: AskingSettings) {
    this.settings = settings
    this.rest = settings.rest
    this.asking = new Asking(settings)
  }

  async read(scope: Scope): Promise<BookRead> {
    const { clock, options, base, now } = this.settings
    const { fromOn, toOn } = scope
    const window = spanOf(scope, clock)
    const reading = new Reading(clock)
    const fault = (subject: string, what: string): void => reading.fault(subject, what)
    const look = new Look({ rest: this.rest, now, fault })
    const begunMs = now()
    const how: How = { options, base, window, known: knownOf(scope) }
    try {
      const resources = await wholeOf(look, scope, window, how, reading)
      fhirBook(resources, how, reading)
    } catch (error) {
      if (error instanceof BookSilent) return reading.fail(error.message)
      throw error
    }
    const apart = Math.round(Math.abs(look.takenMs - begunMs) / MINUTE_MS)
    if (apart > 5) reading.warn('book', `the server’s clock and ours are ${apart} minutes apart`)
    return reading.end({ takenMs: look.takenMs, complete: true, databaseIdentity: null, fromOn, toOn })
  }

  /** FHIR has no word for it. */
  async identity(): Promise<string | null> {
    return null
  }

  async entry(pmsAppointmentId: string): Promise<Entry | null> {
    const slotId = slotOfEntry(pmsAppointmentId)
    const type = slotId === null ? 'Appointment' : 'Slot'
    const found = (await this.rest.read(type, slotId ?? pmsAppointmentId))?.resource ?? null
    if (found === null) return null
    const asked = slotId === null ? { appointments: [found] } : await this.heldBy(found)
    return (await this.asking.understood(asked)).entry(pmsAppointmentId)
  }

  async byRef(bookingId: string): Promise<readonly Entry[]> {
    const query = carrying(this.settings.options.identifierSystem, bookingId)
    const appointments = await this.asking.all('Appointment', query)
    const slots = await this.asking.slots(query)
    return (await this.asking.understood({ appointments, slots })).byRef(bookingId)
  }

  async ofPatient(pmsPatientId: string, span: Span): Promise<readonly Entry[]> {
    const [ofPatient = []] = anyOf('patient', [`Patient/${pmsPatientId}`])
    const appointments = await this.asking.all('Appointment', [
      ...ofPatient.slice(0, 1),
      ...appointmentsStarting(aDayAround(span)),
    ])
    return (await this.asking.understood({ appointments })).ofPatient(pmsPatientId, span)
  }

  /** Of everybody's time, since servers differ in how they are asked for one practitioner's. */
  async within(pmsPractitionerId: string, span: Span): Promise<Diary> {
    const around = aDayAround(span)
    const appointments = await this.asking.all('Appointment', appointmentsStarting(around))
    const slots = await this.asking.slots(slotsStarting(around), closedBefore(around))
    const schedules = slots.length === 0 ? [] : await this.asking.all('Schedule', everything)
    const diary = await (await this.asking.understood({ appointments, slots, schedules })).within(
      pmsPractitionerId,
      span,
    )
    return diary.sessionsKnown ? diary : { ...diary, sessionsKnown: await this.asking.hasWorkingTime() }
  }

  async patient(pmsPatientId: string): Promise<PmsPatient | null> {
    const found = await this.rest.read('Patient', pmsPatientId)
    return found === null
      ? null
      : (await this.asking.understood({ patients: [found.resource] })).patient(pmsPatientId)
  }

  async patientsLike(person: Person): Promise<readonly PmsPatient[]> {
    const { familyName, birthOn } = person
    const queries = birthOn === null ? anyOf('family', [familyName]) : anyOf('birthdate', [birthOn])
    const patients = await this.asking.every('Patient', queries)
    return (await this.asking.understood({ patients })).patientsLike(person)
  }

  async recall(pmsRecallId: string): Promise<PmsRecall | null> {
    const { recalls } = this.settings.options
    const found = recalls === null ? null : await this.rest.read(recalls.resource, pmsRecallId)
    return found === null
      ? null
      : (await this.asking.understood({ recalls: [found.resource] })).recall(pmsRecallId)
  }

  /** A slot of ours, and the appointments that may have taken its place. */
  private async heldBy(slot: Json): Promise<Partial<FhirResources>> {
    const { identifierSystem } = this.settings.options
    const queries = identifiersOf(slot, identifierSystem).map((value) => carrying(identifierSystem, value))
    return { slots: [slot], appointments: await this.asking.every('Appointment', queries) }
  }
}
