/** The FHIR book written over HTTP, against a server as a process of its own: what is done, and how. */
import { describe, expect, test } from 'vitest'
import type { Write } from '../../../src/books/book.ts'
import { FhirWriter } from '../../../src/books/fhir/writing.ts'
import { isWritten } from '../../../src/fixups/request.ts'
import {
  busy,
  busySlots,
  cancel,
  create,
  hold,
  idOf,
  move,
  onSlots,
  ours,
  patient,
  place,
  practice,
  refused,
  removeHold,
  rowOf,
  send,
  server,
  writer,
} from '../../fhir-server/at-work.ts'
import { carrying, SYSTEM, slots, typed } from '../../fhir-server/practice.ts'

describe('a write is carried out once, as it was asked for', () => {
  test('a booking becomes an appointment', async () => {
    await practice([])
    const write = create('b1')
    const id = idOf(await send(write))
    expect(isWritten(write, await writer.entry(id))).toBe(true)
    expect(await rowOf('Appointment', id)).toMatchObject({
      status: 'booked',
      start: '2026-11-25T09:00:00.000Z',
      end: '2026-11-25T09:30:00.000Z',
      minutesDuration: 30,
      identifier: [{ system: SYSTEM, value: 'b1' }],
      appointmentType: { coding: [{ code: 'long' }] },
      participant: [
        { actor: { reference: 'Practitioner/D1' }, status: 'accepted' },
        { actor: { reference: 'Patient/P1' }, status: 'accepted' },
        { actor: { reference: 'Location/L1' }, status: 'accepted' },
      ],
      created: expect.stringMatching(/Z$/),
    })
    expect(ours()).toEqual(['POST Appointment pending', 'PUT Appointment booked'])
  })

  test('and takes its slots first, where there are any', async () => {
    await practice(slots(4))
    const id = idOf(await send(create('b1', 15)))
    expect(ours()).toEqual([
      'PUT Slot busy',
      'PUT Slot busy',
      'POST Appointment pending',
      'PUT Appointment booked',
    ])
    expect(await busySlots()).toEqual(['D1-15', 'D1-30'])
    expect((await rowOf('Slot', 'D1-15'))['identifier']).toContainEqual({ system: SYSTEM, value: 'b1' })
    expect((await rowOf('Appointment', id))['slot']).toEqual([
      { reference: 'Slot/D1-15' },
      { reference: 'Slot/D1-30' },
    ])
    expect(await writer.within('D1', place(0, 60))).toMatchObject({
      entries: [{ pmsAppointmentId: id }],
      blocks: [],
    })
  })

  test('a time is held, and the booking later takes the place of its placeholder', async () => {
    await practice(slots(4))
    const write = hold('b1')
    const id = idOf(await send(write))
    expect(isWritten(write, await writer.entry(id))).toBe(true)
    expect(await send(hold('b1'))).toMatchObject({ kind: 'done', pmsAppointmentId: id })
    expect(await send(create('b2'))).toEqual(refused('time-taken'))
    expect(idOf(await send(create('b1')))).toBe(id)
    expect(isWritten(create('b1'), await writer.entry(id))).toBe(true)
    expect(await busySlots()).toEqual(['D1-0', 'D1-15'])
  })

  test('a placeholder elsewhere comes along, with its slots', async () => {
    await practice(slots(8))
    const id = idOf(await send(hold('b1', 0)))
    expect(idOf(await send(create('b1', 60)))).toBe(id)
    expect(await busySlots()).toEqual(['D1-60', 'D1-75'])
    expect(await writer.byRef('b1')).toHaveLength(1)
  })

  test('asked for again, it is there already', async () => {
    await practice([])
    const id = idOf(await send(create('b1')))
    expect(idOf(await send(create('b1')))).toBe(id)
    expect(await send(create('b1', 60))).toEqual(refused('entry-changed'))
    // One that was called off does not answer for the booking.
    await send(cancel(id))
    expect(idOf(await send(create('b1')))).not.toBe(id)
  })

  test('an appointment moves, and keeps whatever else it says', async () => {
    const kept = { comment: 'wheelchair', extension: [{ url: 'urn:x', valueString: 'y' }], priority: 3 }
    await practice([...busy(slots(8), ['D1-0'], null), onSlots('E1', 0, kept)])
    const write = move('E1', 60, 15)
    expect(idOf(await send(write))).toBe('E1')
    expect(isWritten(write, await writer.entry('E1'))).toBe(true)
    expect(await rowOf('Appointment', 'E1')).toMatchObject({
      ...kept,
      minutesDuration: 15,
      participant: [{ actor: { reference: 'Practitioner/D1', display: 'Dr One' } }, {}],
      slot: [{ reference: 'Slot/D1-60' }],
    })
    expect(await busySlots()).toEqual(['D1-60'])
    expect(ours()).toEqual(['PUT Slot busy', 'PUT Appointment booked', 'PUT Slot free'])
  })

  test('also by a quarter of an hour, or to somebody else, whose name it then shows', async () => {
    await practice([
      ...busy(slots(8), ['D1-0', 'D1-15'], 'b1'),
      typed('E1', 0, 30, {
        ...carrying('b1'),
        slot: [{ reference: 'Slot/D1-0' }, { reference: 'Slot/D1-15' }],
      }),
    ])
    await send(move('E1', 15))
    expect(await busySlots()).toEqual(['D1-15', 'D1-30'])
    await send(move('E1', 0, 30, 'D2'))
    expect(await busySlots()).toEqual(['D2-0', 'D2-15'])
    expect((await rowOf('Appointment', 'E1'))['participant'][0]).toEqual({
      actor: { reference: 'Practitioner/D2' },
      status: 'accepted',
    })
    expect(await writer.entry('E1')).toMatchObject({ pmsPractitionerId: 'D2', externalRef: 'b1' })
  })

  test('an appointment is called off, and its slots are free, unless somebody else is on them', async () => {
    await practice([
      ...busy(slots(8), ['D1-0', 'D1-15'], null),
      onSlots('E1', 0),
      onSlots('E2', 15),
      typed('E3', 20, 5),
      typed('D2-at-nine', 0, 30, {
        participant: [{ actor: { reference: 'Practitioner/D2' }, status: 'accepted' }],
      }),
    ])
    expect(idOf(await send(cancel('E1')))).toBe('E1')
    expect(isWritten(cancel('E1'), await writer.entry('E1'))).toBe(true)
    expect(await busySlots()).toEqual(['D1-15'])
    await send(cancel('E2'))
    expect(await busySlots()).toEqual(['D1-15'])
    const count = ours().length
    expect(await send(cancel('E1'))).toMatchObject({ kind: 'done' })
    expect(ours()).toHaveLength(count)
  })

  test('though a workflow of the server’s gives it other versions on the way', async () => {
    await practice([])
    await server.fault({ kind: 'touch', method: 'POST', type: 'Appointment' })
    await server.fault({ kind: 'touch', method: 'PUT', type: 'Appointment' })
    const id = idOf(await send(create('b1')))
    expect(await rowOf('Appointment', id)).toMatchObject({ status: 'booked', priority: 5 })
    await server.fault({ kind: 'touch', method: 'POST', type: 'Appointment' })
    const resources = [typed('desk', 60, 30)]
    await server.fault({ kind: 'insert', method: 'POST', type: 'Appointment', when: 'after', resources })
    expect(await send(create('b2', 60))).toEqual(refused('time-taken'))
    // Withdrawn, and not cancelled: nobody is to tell the patient so.
    expect(await writer.byRef('b2')).toEqual([])
  })

  test('placeholders are removed: an appointment, or a slot that an unfinished write left', async () => {
    await practice(busy(slots(8), ['D1-60'], 'b2'))
    const id = idOf(await send(hold('b1')))
    expect(await send(removeHold(id))).toMatchObject({ kind: 'done' })
    const [left] = await writer.byRef('b2')
    expect(left).toMatchObject({ pmsAppointmentId: 'Slot/D1-60', status: 'placeholder' })
    expect(await send(removeHold('Slot/D1-60'))).toMatchObject({
      kind: 'done',
      pmsAppointmentId: 'Slot/D1-60',
    })
    expect(await busySlots()).toEqual([])
    expect(await writer.byRef('b2')).toEqual([])
  })

  test('a file is made for somebody who has none', async () => {
    await practice([])
    const id = idOf(await send(patient))
    expect(await writer.patient(id)).toMatchObject({ familyName: 'Newcomer', birthOn: '1990-02-03' })
    expect(await send(patient)).toEqual(refused('patient-exists'))
    // The same attempt, asked for twice.
    const again = { key: 'twice', notAfterMs: Date.now() + writer.writeTimeoutMs }
    const other: Write = { ...patient, givenName: 'Grace' }
    expect(await writer.write({ ...again, write: other })).toEqual(
      await writer.write({ ...again, write: other }),
    )
    expect(ours()).toEqual(['POST Patient', 'POST Patient'])
  })
})

test('a server that does not heed If-None-Exist is asked by hand', async () => {
  await practice([], ['--no-conditions'])
  const id = idOf(await send(create('b1')))
  expect(idOf(await send(create('b1')))).toBe(id)
  expect(ours()).toHaveLength(2)
})

test('a write is given up long before anybody may conclude that it never happened', () => {
  const writer = new FhirWriter({
    rest: {} as never,
    book: {} as never,
    options: {} as never,
    base: null,
    now: () => 0,
    requestTimeoutMs: 30_000,
  })
  expect(writer.writeTimeoutMs).toBe(12 * 30_000 + 300_000)
})
