/** The writing side against a server that somebody else wrote, so that it does not only fit the one that we wrote for it. */
import { afterEach, describe, expect, test } from 'vitest'
import type { Write, WriteAnswer } from '../../../src/books/book.ts'
import type { FhirWriter } from '../../../src/books/fhir/writing.ts'
import { isWritten } from '../../../src/fixups/request.ts'
import { Medplum } from '../../fhir-server/medplum.ts'
import { atMinute, PEOPLE, SYSTEM, slots, typed } from '../../fhir-server/practice.ts'
import type { Resource } from '../../fhir-server/start.ts'
import { writerFor } from '../../fhir-server/writer.ts'

let server: Medplum
let writer: FhirWriter
afterEach(() => server.stop())

async function practice(seed: readonly Resource[]): Promise<void> {
  server = await Medplum.start([...PEOPLE, ...seed])
  writer = writerFor(server)
}

let keys = 0
const send = (write: Write, by = writer): Promise<WriteAnswer> =>
  by.write({ key: `key-${keys++}`, notAfterMs: Date.now() + by.writeTimeoutMs, write })

const create = (bookingId: string, fromMinute = 0): Write => ({
  kind: 'create',
  externalRef: bookingId,
  pmsPatientId: 'P1',
  pmsTypeId: 'long',
  pmsLocationId: 'L1',
  pmsPractitionerId: 'D1',
  startMs: atMinute(fromMinute),
  endMs: atMinute(fromMinute + 30),
})
const idOf = (answer: WriteAnswer): string => {
  if (answer.kind !== 'done') throw new Error(`refused: ${answer.why}`)
  return answer.pmsAppointmentId ?? answer.pmsPatientId ?? ''
}
const busySlots = async (): Promise<string[]> =>
  (await server.rows('Slot')).flatMap(({ id, status }) => (status === 'free' ? [] : [String(id)])).toSorted()

describe('at Medplum', () => {
  test('an appointment is made, moved and called off, its slots with it', async () => {
    await practice(slots(8))
    const id = idOf(await send(create('b1')))
    expect(isWritten(create('b1'), await writer.entry(id))).toBe(true)
    expect(await busySlots()).toEqual(['D1-0', 'D1-15'])
    expect(idOf(await send(create('b1')))).toBe(id)
    const { startMs, endMs } = create('b1', 60) as Extract<Write, { kind: 'create' }>
    const move: Write = { kind: 'move', pmsAppointmentId: id, pmsPractitionerId: 'D2', startMs, endMs }
    expect(idOf(await send(move))).toBe(id)
    expect(isWritten(move, await writer.entry(id))).toBe(true)
    expect(await busySlots()).toEqual(['D2-60', 'D2-75'])
    expect(idOf(await send({ kind: 'cancel', pmsAppointmentId: id }))).toBe(id)
    expect(await writer.entry(id)).toMatchObject({ status: 'cancelled', externalRef: 'b1' })
    expect(await busySlots()).toEqual([])
    expect(idOf(await send(create('b1')))).not.toBe(id)
  })

  test('a placeholder becomes the appointment, and the desk’s time is not taken', async () => {
    await practice([typed('desk', 60, 30)])
    const hold = { ...create('b1'), kind: 'hold' } as Write
    const id = idOf(await send(hold))
    expect(isWritten(hold, await writer.entry(id))).toBe(true)
    expect(await send(create('b2'))).toEqual({ kind: 'refused', why: 'time-taken' })
    expect(idOf(await send(create('b1')))).toBe(id)
    expect(await send(create('b3', 45))).toEqual({ kind: 'refused', why: 'time-taken' })
  })

  test('a file is made once', async () => {
    await practice([])
    const person: Write = {
      kind: 'create-patient',
      familyName: 'Newcomer',
      givenName: 'Ada',
      birthOn: '1990-02-03',
      mobile: null,
    }
    const id = idOf(await send(person))
    expect(await writer.patient(id)).toMatchObject({ givenName: 'Ada', birthOn: '1990-02-03' })
    expect(await send(person)).toEqual({ kind: 'refused', why: 'patient-exists' })
    const patients = await server.rows('Patient')
    expect(patients.filter(({ identifier }) => identifier?.[0]?.system === `${SYSTEM}/patient`)).toHaveLength(
      1,
    )
  })

  test.each([
    ['with slots', slots(4)],
    ['without', []],
  ])('of twenty who want one time never more than one has it, %s', async (_, seed) => {
    await practice(seed)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, nth) => send(create(`b${nth}`), writerFor(server))),
    )
    const live = (await server.rows('Appointment')).filter(({ status }) => status !== 'cancelled')
    const done = answers.flatMap((answer) => (answer.kind === 'done' ? [answer.pmsAppointmentId] : []))
    expect(live.map(({ id }) => id)).toEqual(done)
    expect(done.length).toBeLessThanOrEqual(1)
    if (seed.length > 0) expect(await busySlots()).toEqual(done.length === 1 ? ['D1-0', 'D1-15'] : [])
  })
})
