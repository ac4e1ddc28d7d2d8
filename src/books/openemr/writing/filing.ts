/**
 * SHELL. A new patient's file. OpenEMR numbers files by itself, with the highest number and one; the same is done here, in
 * the statement that writes, so that no two get one number.
 */
import { foldName } from '../../../reconcile/identity.ts'
import type { Write, WriteAnswer } from '../../book.ts'
import { parseDay } from '../../calendar.ts'
import type { PatientRow } from '../rows.ts'
import { bornOn, patientsBornOn } from '../sql/queries.ts'
import type { Line } from '../sql/server.ts'
import { afterWriting, Refused, type Writing } from './answering.ts'
import { attempt, inTime, isLate } from './attempt.ts'
import { queued } from './room.ts'
import { uuidOf } from './uuid.ts'

type Filing = Extract<Write, { readonly kind: 'create-patient' }>

/**
 * How a name is folded no collation knows, so the people with that birth date are compared here, and the statement
 * writes only while there is nobody else with it than those. Somebody new: compare again.
 */
export async function createPatient(all: Writing, wanted: Filing): Promise<WriteAnswer> {
  const { line, options, writing } = all
  if (wanted.birthOn !== null && parseDay(wanted.birthOn) === null) throw new Refused('not-allowed')
  return queued(line, 'nobody', 'new patients', writing.queueMs ?? options.timeoutMs / 8, async () => {
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const pid = await attemptFile(all, wanted)
      if (pid !== null) return { kind: 'done', pmsAppointmentId: null, pmsPatientId: pid }
      if (await isLate(line, all.lastMs)) throw new Refused('too-late')
    }
    throw new Refused('other')
  })
}

/** Null: somebody else came in between, or it is too late. */
async function attemptFile({ line, key, lastMs }: Writing, wanted: Filing): Promise<string | null> {
  const { birthOn, familyName, givenName } = wanted
  const uuid = uuidOf(key)
  const seen = await patientsBornOn(line, birthOn)
  // Asked for after them: one of them may be ours.
  const already = await pidOf(line, uuid)
  if (already !== null) return already
  if (seen.some((patient) => isSame(patient, wanted))) throw new Refused('patient-exists')
  const others = `select 1 from patient_data p where ${bornOn(birthOn)} and p.pid not in (?)`
  await attempt(
    line,
    'create patient',
    `insert into patient_data (pid, pubpid, uuid, fname, lname, mname, DOB, sex, phone_cell, date, regdate)
     select next.pid, next.pid, ?, ?, ?, '', ?, '', ?, now(), now()
     from (select coalesce(max(pid), 0) + 1 as pid from patient_data) next
     where ${inTime(line, lastMs, others)}`,
    [
      ...[uuid, givenName, familyName, birthOn, wanted.mobile ?? ''],
      ...(birthOn === null ? [] : [birthOn]),
      ['-1', ...seen.map(({ pid }) => pid)],
    ],
  )
  return afterWriting(() => pidOf(line, uuid))
}

const MOST_TRIES = 20

const isSame = ({ fname, lname }: PatientRow, { familyName, givenName }: Filing): boolean =>
  foldName(lname ?? '') === foldName(familyName) && foldName(fname ?? '') === foldName(givenName)

async function pidOf(line: Line, uuid: Buffer): Promise<string | null> {
  const [row] = await line.rows('patient by uuid', 'select pid from patient_data where uuid = ?', [uuid])
  return row?.['pid'] ?? null
}
