/** A practice behind the stand-in, a writer at work on it, and what each test asks of both. One at a time. */
import { afterEach } from 'vitest'
import type { Refusal, Write, WriteAnswer } from '../../src/books/book.ts'
import type { FhirWriter } from '../../src/books/fhir/writing.ts'
import { atMinute, PEOPLE, SYSTEM, typed } from './practice.ts'
import { FhirServer, type LedgerLine, type Resource } from './start.ts'
import { writerFor } from './writer.ts'

export let server: FhirServer
export let writer: FhirWriter
afterEach(() => server.stop())

export async function practice(seed: readonly Resource[], options: readonly string[] = []): Promise<void> {
  server = await FhirServer.start([...PEOPLE, ...seed], options)
  writer = writerFor(server)
}

let keys = 0
export const send = (write: Write, by = writer): Promise<WriteAnswer> =>
  by.write({ key: `key-${keys++}`, notAfterMs: Date.now() + by.writeTimeoutMs, write })

export const place = (fromMinute: number, minutes: number, pmsPractitionerId = 'D1') => ({
  pmsPractitionerId,
  startMs: atMinute(fromMinute),
  endMs: atMinute(fromMinute + minutes),
})
export const create = (bookingId: string, fromMinute = 0, minutes = 30): Write => ({
  kind: 'create',
  externalRef: bookingId,
  pmsPatientId: 'P1',
  pmsTypeId: 'long',
  pmsLocationId: 'L1',
  ...place(fromMinute, minutes),
})
export const hold = (bookingId: string, fromMinute = 0, minutes = 30): Write => ({
  kind: 'hold',
  externalRef: bookingId,
  pmsLocationId: 'L1',
  ...place(fromMinute, minutes),
})
export const move = (id: string, fromMinute: number, minutes = 30, to = 'D1'): Write => ({
  kind: 'move',
  pmsAppointmentId: id,
  ...place(fromMinute, minutes, to),
})
export const cancel = (id: string): Write => ({ kind: 'cancel', pmsAppointmentId: id })
export const removeHold = (id: string): Write => ({ kind: 'remove-placeholder', pmsAppointmentId: id })
export const patient = {
  kind: 'create-patient',
  familyName: 'Newcomer',
  givenName: 'Ada',
  birthOn: '1990-02-03',
  mobile: '0400 000 000',
} satisfies Write

/** On slots that are kept for it. */
export const onSlots = (
  id: string,
  fromMinute: number,
  more: Readonly<Record<string, unknown>> = {},
): Resource => typed(id, fromMinute, 15, { ...more, slot: [{ reference: `Slot/D1-${fromMinute}` }] })
export const busy = (
  all: readonly Resource[],
  ids: readonly string[],
  bookingId: string | null,
): Resource[] =>
  all.map((one) =>
    ids.includes(one.id ?? '')
      ? {
          ...one,
          status: 'busy',
          ...(bookingId === null ? {} : { identifier: [{ system: SYSTEM, value: bookingId }] }),
        }
      : one,
  )

export const idOf = (answer: WriteAnswer): string => {
  if (answer.kind !== 'done') throw new Error(`refused: ${answer.why}`)
  return answer.pmsAppointmentId ?? answer.pmsPatientId ?? ''
}
export const refused = (why: Refusal): WriteAnswer => ({ kind: 'refused', why })

export async function rowOf(type: string, id: string): Promise<Resource> {
  return (await server.rows(type)).find((one) => one.id === id) ?? { resourceType: 'nothing' }
}
export const busySlots = async (): Promise<string[]> =>
  (await server.rows('Slot')).flatMap(({ id, status }) => (status === 'free' ? [] : [String(id)])).toSorted()

/** `POST Appointment pending` …: what we, and not the desk, have written. */
export const ours = (): string[] =>
  server.ledger().flatMap((line) => (line.by === 'client' ? [inWords(line)] : []))
const inWords = ({ method, type, resource }: LedgerLine): string =>
  `${method} ${type} ${resource?.['status'] ?? ''}`.trim()
