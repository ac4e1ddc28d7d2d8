/** PURE. Rows of lists: patients, recalls, and what the export says of itself. */
import type { PmsPatient, PmsPatientStatus, PmsRecall, PmsRecallStatus } from '../../../reconcile/model.ts'
import type { Reading } from '../../reading.ts'
import { BAD, type Understood } from './understood.ts'
import type { Values } from './values.ts'

export function patientOf(values: Values, reading: Reading): Understood {
  const pmsPatientId = values.needed('patient')
  const name = nameOf(values, reading)
  const birthOn = values.day('birthOn')
  const status = values.word('status')
  if (status === undefined) {
    reading.warn(values.subject, 'status is a word that the mapping does not have: taken as not known')
  }
  if (pmsPatientId === undefined || name === undefined || birthOn === undefined) return BAD
  const row: PmsPatient = {
    pmsPatientId,
    familyName: name.family,
    givenName: name.given,
    birthOn,
    mobile: values.text('mobile'),
    status: (status ?? null) as PmsPatientStatus | null,
  }
  return reading.patient(values.subject, row) ? { kind: 'patient', row } : BAD
}

export function recallOf(values: Values, reading: Reading): Understood {
  const { subject } = values
  const pmsRecallId = values.needed('pmsRecallId')
  const pmsPatientId = values.needed('patient')
  const dueOn = values.neededDay('dueOn')
  const clinicallySignificant = values.flag('clinicallySignificant')
  const status = values.has('status') ? values.word('status') : 'active'
  // No status is safe to assume: active calls the patient, anything else lets the recall rest.
  if (status === undefined) reading.fault(subject, 'status is a word that the mapping does not have')
  if (status === null) reading.fault(subject, 'status is empty')
  if (pmsRecallId === undefined || pmsPatientId === undefined || dueOn === undefined) return BAD
  if (clinicallySignificant === undefined || status === undefined || status === null) return BAD
  const row: PmsRecall = {
    pmsRecallId,
    pmsPatientId,
    reason: values.text('reason'),
    dueOn,
    clinicallySignificant,
    status: status as PmsRecallStatus,
  }
  return reading.recall(subject, row) ? { kind: 'recall', row } : BAD
}

export function selfToldOf(values: Values, reading: Reading): Understood {
  const takenMs = values.neededMoment('takenAt')
  const complete = values.flag('complete')
  const fromOn = values.day('fromOn')
  const toOn = values.day('toOn')
  if (takenMs === undefined || complete === undefined || fromOn === undefined || toOn === undefined)
    return BAD
  if (fromOn !== null && toOn !== null && toOn < fromOn) {
    reading.fault(values.subject, 'toOn is before fromOn')
    return BAD
  }
  const row = {
    takenMs,
    // An export that has a word for it has to say it.
    complete: complete ?? !values.has('complete'),
    databaseIdentity: values.text('databaseIdentity'),
    fromOn,
    toOn,
  }
  return { kind: 'read', row }
}

function nameOf(
  values: Values,
  reading: Reading,
): { readonly family: string; readonly given: string } | undefined {
  const whole = values.has('fullName') ? values.name('fullName') : null
  if (whole === undefined) return undefined
  const family = whole?.family ?? values.text('familyName') ?? ''
  const given = whole?.given ?? values.text('givenName') ?? ''
  if (family === '' && given === '') {
    reading.fault(values.subject, 'the name is empty')
    return undefined
  }
  // Some people have one name; a booking with two names is never theirs.
  if (family === '' || given === '') reading.warn(values.subject, 'it has half a name')
  return { family, given }
}
