/** PURE. Patients and their recalls. A recall that is done is deleted, so whatever is there is active. */
import { parseDay } from '../../calendar.ts'
import type { Reading } from '../../reading.ts'
import type { PatientRow, RecallRow } from '../rows.ts'
import { idOf, recallIdOf } from './ids.ts'
import { isZeroDate } from './times.ts'

export function readPatient(row: PatientRow, reading: Reading): void {
  const subject = `patient ${row.pid}`
  const family = textOf(row.lname)
  if (family === null) {
    reading.warn(subject, 'the family name is missing, and the patient was left out')
    return
  }
  const given = textOf(row.fname)
  if (given === null) reading.warn(subject, 'the given name is missing; the family name stands for it')
  const isDeceased = textOf(row.deceased_date) !== null && !isZeroDate(row.deceased_date ?? '')
  reading.patient(subject, {
    pmsPatientId: row.pid,
    familyName: family,
    givenName: given ?? family,
    birthOn: birthOf(row, reading),
    mobile: textOf(row.phone_cell),
    status: isDeceased ? 'deceased' : 'active',
  })
}

export function readRecall(row: RecallRow, reading: Reading): void {
  const pid = idOf(row.r_pid)
  if (pid === null) {
    reading.fault(`recall row ${row.r_ID}`, 'it names no patient')
    return
  }
  const pmsRecallId = recallIdOf(pid)
  const dueOn = textOf(row.r_eventDate)
  if (dueOn === null || parseDay(dueOn) === null) {
    reading.fault(pmsRecallId, 'r_eventDate is no day of the calendar')
    return
  }
  reading.recall(pmsRecallId, {
    pmsRecallId,
    pmsPatientId: pid,
    reason: textOf(row.r_reason),
    dueOn,
    clinicallySignificant: null,
    status: 'active',
  })
}

function birthOf({ pid, DOB }: PatientRow, reading: Reading): string | null {
  const birth = textOf(DOB)
  if (birth === null || isZeroDate(birth)) return null
  if (parseDay(birth) !== null) return birth
  reading.warn(`patient ${pid}`, 'DOB is no day of the calendar, and was left out')
  return null
}

function textOf(value: string | null): string | null {
  const text = (value ?? '').trim()
  return text === '' ? null : text
}
