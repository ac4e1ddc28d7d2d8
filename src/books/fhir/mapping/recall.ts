/**
 * PURE. Recalls: R4 has no resource of that name, so the options say which one this practice uses. What is not clearly
 * closed is active, because a recall that is lost is a patient whom nobody calls.
 */
import type { PmsRecallStatus } from '../../../reconcile/model.ts'
import { parseDay } from '../../calendar.ts'
import type { Json } from '../rest.ts'
import { actorsWhoCome } from './appointment.ts'
import { instantAt } from './instant.ts'
import type { Mapping } from './mapping.ts'
import { pointerOf } from './reference.ts'
import { idOf, nameOf, objectAt, objectsAt, oneOrMore, textAt, typeOf, wordsOf } from './resource.ts'

export function recallsIn(resources: readonly Json[], mapping: Mapping): void {
  for (const resource of resources) recallIn(resource, mapping)
}

function recallIn(resource: Json, mapping: Mapping): void {
  const { reading, remarks } = mapping
  const subject = nameOf(resource)
  // It says that this must *not* be done.
  if (resource['doNotPerform'] === true) return
  const id = idOf(resource)
  if (id === null) {
    remarks.fault(subject, 'nothing can be said of it')
    return
  }
  const patientId = recallPatient(resource, mapping.how.base)
  if (patientId === null) {
    remarks.fault(subject, 'its patient has no id of this server')
    return
  }
  const dueOn = dueDay(resource, mapping)
  if (dueOn === null) {
    remarks.fault(subject, 'it has no due day')
    return
  }
  const known = STATUSES.get(textAt(resource, 'status') ?? '')
  if (known === undefined) remarks.warn(subject, 'its status is not in the standard; it was taken as active')
  reading.recall(subject, {
    pmsRecallId: id,
    pmsPatientId: patientId,
    reason: reasonOf(resource),
    dueOn,
    clinicallySignificant: null,
    status: known ?? 'active',
  })
}

/** Whom it is about. */
export function recallPatient(resource: Json, base: string | null): string | null {
  const references =
    typeOf(resource) === 'Appointment'
      ? actorsWhoCome(resource)
      : [objectAt(resource, 'subject'), objectAt(resource, 'for')].filter((one) => one !== null)
  const pointers = references.map((reference) => pointerOf(reference, resource, base))
  return pointers.find(({ type, id }) => type === 'Patient' && id !== null)?.id ?? null
}

/** The local day. Of a task the standard says that the end of its period is when it is due. */
function dueDay(resource: Json, { clock }: Mapping): string | null {
  const restriction = objectAt(objectAt(resource, 'restriction'), 'period')
  const execution = objectAt(resource, 'executionPeriod')
  const places: readonly (readonly [Json | null, string])[] = [
    [resource, 'occurrenceDateTime'],
    [objectAt(resource, 'occurrencePeriod'), 'start'],
    [restriction, 'end'],
    [execution, 'end'],
    [execution, 'start'],
    [typeOf(resource) === 'Appointment' ? resource : null, 'start'],
    ...objectsAt(resource, 'requestedPeriod').map((period) => [period, 'start'] as const),
  ]
  for (const [json, name] of places) {
    const text = textAt(json, name)
    if (json === null || text === null) continue
    if (parseDay(text) !== null) return text
    const instant = instantAt(json, name, clock)
    return instant === null || instant === 'bad' ? null : clock.localDay(instant.ms)
  }
  return null
}

const reasonOf = (resource: Json): string | null =>
  [...oneOrMore(resource, 'code'), ...oneOrMore(resource, 'reasonCode')].flatMap(
    (one) => wordsOf(one) ?? [],
  )[0] ?? null

const STATUSES: ReadonlyMap<string, PmsRecallStatus> = new Map(
  Object.entries({
    active: [
      ...[
        'draft',
        'requested',
        'received',
        'accepted',
        'ready',
        'active',
        'in-progress',
        'on-hold',
        'unknown',
      ],
      // A task that failed was not done. As appointments: wished for; or nobody came, so it is as due as before.
      ...['failed', 'proposed', 'waitlist', 'pending', 'noshow'],
    ],
    completed: ['completed', 'booked', 'arrived', 'checked-in', 'fulfilled'],
    cancelled: ['revoked', 'cancelled', 'stopped', 'rejected', 'entered-in-error'],
  } as const).flatMap(([status, words]) => words.map((word) => [word, status as PmsRecallStatus] as const)),
)
