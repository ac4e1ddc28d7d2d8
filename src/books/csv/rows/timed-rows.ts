/** PURE. Rows that take time: appointments, sessions and blocks. */
import type { Block, Entry, EntryStatus, Session } from '../../../reconcile/model.ts'
import type { EpochMs, Span } from '../../../reconcile/span.ts'
import type { Reading } from '../../reading.ts'
import { BAD, LEFT_OUT, type Understood } from './understood.ts'
import type { Values } from './values.ts'

export function entryOf(values: Values, reading: Reading): Understood {
  const pmsAppointmentId = values.needed('pmsAppointmentId')
  const place = placeOf(values, reading)
  const status = statusOf(values, reading)
  if (pmsAppointmentId === undefined || place === null) return BAD
  const row: Entry = {
    pmsAppointmentId,
    ...place,
    pmsPatientId: values.text('patient'),
    pmsTypeId: values.text('type'),
    status,
    externalRef: values.text('externalRef'),
    createdMs: values.momentIfKnown('created'),
    changedMs: values.momentIfKnown('changed'),
  }
  return reading.entry(values.subject, row) ? { kind: 'entry', row } : unlessEmpty(row)
}

export function sessionOf(values: Values, reading: Reading): Understood {
  const place = placeOf(values, reading)
  const capacity = values.number('capacity', 1)
  const slotMinutes = values.number('slotMinutes', 1)
  if (place === null || capacity === undefined || slotMinutes === undefined) return BAD
  const row: Session = { ...place, capacity: capacity ?? 1, slotMinutes: slotMinutes ?? 15 }
  return reading.session(values.subject, row) ? { kind: 'session', row } : unlessEmpty(row)
}

export function blockOf(values: Values, reading: Reading): Understood {
  // A cancelled absence is time to work again.
  if (values.word('status') === 'cancelled') return LEFT_OUT
  const place = placeOf(values, reading)
  if (place === null) return BAD
  const row: Block = { ...place, reason: values.text('reason') }
  return reading.block(values.subject, row) ? { kind: 'block', row } : unlessEmpty(row)
}

/** What is not known holds the time: a status that nobody foresaw must not look like a free chair. */
function statusOf(values: Values, reading: Reading): EntryStatus {
  const status = values.word('status')
  if (status === undefined) {
    reading.warn(values.subject, 'status is a word that the mapping does not have: taken as booked')
  } else if (status === null && values.has('status')) {
    reading.warn(values.subject, 'status is empty: taken as booked')
  }
  return (status ?? 'booked') as EntryStatus
}

function placeOf(
  values: Values,
  reading: Reading,
): (Span & Pick<Session, 'pmsPractitionerId' | 'pmsLocationId'>) | null {
  const pmsPractitionerId = values.needed('practitioner')
  const startMs = values.neededMoment('start')
  if (startMs === undefined) return null
  const endMs = endOf(values, startMs, reading)
  if (pmsPractitionerId === undefined || endMs === undefined) return null
  return { pmsPractitionerId, pmsLocationId: values.text('location'), startMs, endMs }
}

/** Where end and length are both told and disagree, the later end holds: it must not look free. */
function endOf(values: Values, startMs: EpochMs, reading: Reading): EpochMs | undefined {
  const told: EpochMs[] = []
  if (values.has('end')) {
    const endMs = values.neededMoment('end')
    if (endMs === undefined) return undefined
    told.push(endMs)
  }
  for (const [name, unit] of LENGTHS) {
    if (!values.has(name)) continue
    const length = values.number(name, 0)
    if (length === null) reading.fault(values.subject, `${name} is empty`)
    if (length === null || length === undefined) return undefined
    told.push(startMs + length * unit)
  }
  const [earliest, latest] = [Math.min(...told), Math.max(...told)]
  // An end before its start is no matter of lengths.
  if (earliest < startMs) return earliest
  if (earliest < latest) {
    reading.warn(values.subject, 'end and length disagree; the later end was taken')
  }
  return latest
}

const LENGTHS = [
  ['lengthMinutes', 60_000],
  ['lengthSeconds', 1_000],
] as const

/** A row of no length says nothing of anybody's time; the reading has warned of it. */
const unlessEmpty = ({ startMs, endMs }: Span): Understood => (startMs === endMs ? LEFT_OUT : BAD)
