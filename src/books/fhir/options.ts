/** How one practice uses FHIR: what the standard leaves open. */
import type { EntryStatus } from '../../reconcile/model.ts'

export interface FhirOptions {
  /** `Appointment.identifier.system` and `Slot.identifier.system` of our booking ids. */
  readonly identifierSystem: string
  /** Which kinds of actor count as the practitioner whose time it is; the first kind that an appointment has. */
  readonly practitionerActors: readonly string[]
  /** Where the appointment type's code stands. */
  readonly typeFrom: 'appointmentType' | 'serviceType'
  /** Status words of this server that mean something else than in the standard. */
  readonly statuses: ReadonlyMap<string, EntryStatus>
  /** Null: this server has no recalls that we know of; R4 has no resource of that name. */
  readonly recalls: {
    readonly resource: string
    readonly search: readonly (readonly [string, string])[]
  } | null
  /** Believe an offset that the connection's zone does not have at that time; else such an instant is a fault. */
  readonly trustOffsets: boolean
}
