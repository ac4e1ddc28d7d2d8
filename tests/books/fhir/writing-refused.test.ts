/** What the FHIR book refuses, and a desk that types in between: nothing of a refused write is left. */
import { describe, expect, test } from 'vitest'
import { BookSilent, type Refusal, type Write } from '../../../src/books/book.ts'
import {
  busy,
  busySlots,
  cancel,
  create,
  hold,
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
import { carrying, slots, typed } from '../../fhir-server/practice.ts'
import type { Resource } from '../../fhir-server/start.ts'
import { writerFor } from '../../fhir-server/writer.ts'

describe('a write is refused, with nothing left of it', () => {
  const arrived = { status: 'arrived' }
  const TABLE: readonly (readonly [what: string, seed: readonly Resource[], write: Write, why: Refusal])[] = [
    ['the desk has the time', [typed('E1', 15, 60)], create('b1'), 'time-taken'],
    ['it reaches into it', [typed('E1', -600, 605)], create('b1'), 'time-taken'],
    ['another booking holds it', [typed('E1', 0, 15, carrying('b2', 'held'))], create('b1'), 'time-taken'],
    ['with a word that nobody knows', [typed('E1', 0, 15, { status: 'tea' })], create('b1'), 'time-taken'],
    ['its end is before its start', [typed('E1', 15, -60)], create('b1'), 'time-taken'],
    ['its end is nowhere', [{ ...typed('E1', -60, 30), end: undefined }], create('b1'), 'time-taken'],
    ['a slot is busy', busy(slots(4), ['D1-15'], null), create('b1'), 'time-taken'],
    ['a slot is kept for another booking', busy(slots(4), ['D1-15'], 'b2'), create('b1'), 'time-taken'],
    ['slots end too early', slots(1), create('b1'), 'time-taken'],
    ['slots do not fit', slots(4), create('b1', 0, 20), 'time-taken'],
    ['nobody has this file', [], { ...create('b1'), pmsPatientId: 'P99' } as Write, 'no-such-patient'],
    ['its entry is elsewhere', [typed('E1', 300, 30, carrying('b1'))], create('b1'), 'entry-changed'],
    [
      'it has come already',
      [typed('E1', 0, 30, { ...carrying('b1'), ...arrived })],
      create('b1'),
      'entry-changed',
    ],
    [
      'there it is for another patient',
      [typed('E1', 0, 30, carrying('b1'))],
      { ...create('b1'), pmsPatientId: 'P2' } as Write,
      'entry-changed',
    ],
    [
      'an appointment stands where a hold is asked for',
      [typed('E1', 0, 30, carrying('b1'))],
      hold('b1'),
      'entry-changed',
    ],
    [
      'it stands already, and so does another',
      [typed('E1', 0, 30, carrying('b1')), typed('E2', 15, 30)],
      create('b1'),
      'entry-changed',
    ],
    ['to move: gone', [], move('E1', 60), 'no-such-entry'],
    ['to move: has come', [typed('E1', 0, 30, arrived)], move('E1', 60), 'entry-changed'],
    ['to move: called off', [typed('E1', 0, 30, { status: 'cancelled' })], move('E1', 60), 'entry-changed'],
    ['to move: into another', [typed('E1', 0, 30), typed('E2', 75, 15)], move('E1', 60), 'time-taken'],
    [
      'to move: into a busy slot',
      [...busy(slots(8), ['D1-75'], null), typed('E1', 0, 30)],
      move('E1', 60),
      'time-taken',
    ],
    ['to move: a slot', busy(slots(4), ['D1-0'], 'b1'), move('Slot/D1-0', 60), 'not-allowed'],
    ['to cancel: gone', [], cancel('E1'), 'no-such-entry'],
    ['to cancel: has come', [typed('E1', 0, 30, arrived)], cancel('E1'), 'entry-changed'],
    ['to cancel: over', [typed('E1', 0, 30, { status: 'fulfilled' })], cancel('E1'), 'entry-changed'],
    ['to cancel: a slot', busy(slots(4), ['D1-0'], 'b1'), cancel('Slot/D1-0'), 'not-allowed'],
    [
      'to remove: an appointment by now',
      [typed('E1', 0, 30, carrying('b1'))],
      removeHold('E1'),
      'entry-changed',
    ],
    ['to remove: the desk’s slot', busy(slots(4), ['D1-0'], null), removeHold('Slot/D1-0'), 'entry-changed'],
    [
      'to remove: a slot with its appointment',
      [...busy(slots(4), ['D1-0'], 'b1'), onSlots('E1', 0, carrying('b1'))],
      removeHold('Slot/D1-0'),
      'entry-changed',
    ],
    ['to remove: no such slot', [], removeHold('Slot/none'), 'no-such-entry'],
    [
      'the patient has a file',
      [
        {
          resourceType: 'Patient',
          id: 'N',
          name: [{ family: 'NEWCOMER', given: ['Ada'] }],
          birthDate: '1990-02-03',
        },
      ],
      patient,
      'patient-exists',
    ],
  ]
  test.each(TABLE)('%s', async (_, seed, write, why) => {
    await practice(seed)
    expect(await send(write)).toEqual(refused(why))
    expect(server.ledger()).toEqual([])
  })

  test('a row that is deleted is gone', async () => {
    await practice([typed('E1', 0, 30)])
    await fetch(`${server.url}/Appointment/E1`, { method: 'DELETE' })
    expect(await send(cancel('E1'))).toEqual(refused('no-such-entry'))
  })

  test.each([
    [403, 'not-allowed'],
    [405, 'not-allowed'],
    [400, 'other'],
    [422, 'other'],
    [429, 'other'],
  ] as const)('the server says %i: %s, and the slots are given back', async (status, why) => {
    await practice(slots(4))
    await server.fault({ kind: 'status', status, method: 'POST', type: 'Appointment' })
    expect(await send(create('b1'))).toEqual(refused(why))
    expect(await busySlots()).toEqual([])
    await server.fault({ kind: 'status', status, method: 'PUT', type: 'Appointment' })
    expect(await send(create('b2'))).toEqual(refused(why))
    expect(await busySlots()).toEqual([])
    expect((await server.rows('Appointment')).map((one) => one['status'])).toEqual(['cancelled'])
  })

  test('where the book keeps no versions, nobody could tell what the desk has changed', async () => {
    await practice([typed('E1', 0, 30)], ['--no-versions'])
    for (const write of [create('b1', 60), hold('b1', 60), move('E1', 60), cancel('E1')]) {
      expect(await send(write)).toEqual(refused('not-allowed'))
    }
    expect(server.ledger()).toEqual([])
  })

  test('there is no time left for it', async () => {
    await practice([])
    const write = {
      key: 'late',
      notAfterMs: Date.now() + writer.writeTimeoutMs - 200_000,
      write: create('b1'),
    }
    expect(await writer.write(write)).toEqual(refused('too-late'))
    expect(server.ledger()).toEqual([])
  })

  test('when the time runs out half-way, nothing more is sent', async () => {
    await practice(slots(4))
    // By the second slot it is an hour later.
    const late = writerFor(server, { now: () => (server.ledger().length === 0 ? 0 : 3_600_000) })
    await expect(
      late.write({ key: 'late', notAfterMs: late.writeTimeoutMs, write: create('b1') }),
    ).rejects.toThrow(BookSilent)
    expect(ours()).toEqual(['PUT Slot busy'])
    expect(await writer.byRef('b1')).toMatchObject([{ status: 'placeholder' }])
  })
})

describe('the desk types in between, and wins', () => {
  test.each([
    ['before our claim', { method: 'POST', type: 'Appointment', when: 'before' }, ['cancelled']],
    ['after our claim', { method: 'POST', type: 'Appointment', when: 'after' }, ['cancelled']],
    ['before we settle', { method: 'PUT', type: 'Appointment', when: 'before' }, ['cancelled']],
    ['after we have settled', { method: 'PUT', type: 'Appointment', when: 'after' }, ['cancelled']],
    ['before our slots', { method: 'PUT', type: 'Slot', when: 'before' }, ['cancelled']],
    ['before our first look', { method: 'GET', type: 'Appointment', when: 'before' }, []],
  ])('%s', async (_, when, left) => {
    await practice(slots(4))
    await server.fault({ kind: 'insert', ...when, resources: [typed('desk', 15, 30)] })
    expect(await send(create('b1'))).toEqual(refused('time-taken'))
    const rows = (await server.rows('Appointment')).filter(({ id }) => id !== 'desk')
    expect(rows.map((one) => one['status'])).toEqual(left)
    expect(await busySlots()).toEqual([])
    // Not even as a cancelled one: a run would tell the patient that the practice has cancelled.
    expect(await writer.byRef('b1')).toEqual([])
  })

  test('a slot goes between the look and our hand on it: the one before it is given back', async () => {
    await practice(slots(4))
    const [taken] = busy(slots(4), ['D1-15'], null).filter(({ id }) => id === 'D1-15')
    await server.fault({
      kind: 'insert',
      method: 'PUT',
      type: 'Slot',
      after: 1,
      when: 'before',
      resources: [taken],
    })
    expect(await send(create('b1'))).toEqual(refused('time-taken'))
    expect(ours()).toEqual(['PUT Slot busy', 'PUT Slot free'])
    expect(await busySlots()).toEqual(['D1-15'])
  })

  test('an entry is changed while we move or cancel it', async () => {
    await practice([...slots(8), typed('E1', 0, 30)])
    const changed = typed('E1', 0, 30, { comment: 'called, will be late' })
    const before = {
      kind: 'insert',
      method: 'PUT',
      type: 'Appointment',
      when: 'before',
      resources: [changed],
    }
    await server.fault(before)
    expect(await send(move('E1', 60))).toEqual(refused('entry-changed'))
    await server.fault(before)
    expect(await send(cancel('E1'))).toEqual(refused('entry-changed'))
    expect(await rowOf('Appointment', 'E1')).toMatchObject({ status: 'booked', comment: changed['comment'] })
    expect(await busySlots()).toEqual([])
  })

  test('what was moved goes back where somebody else is by then', async () => {
    await practice([...busy(slots(8), ['D1-0'], null), onSlots('E1', 0)])
    const resources = [typed('desk', 60, 15)]
    await server.fault({ kind: 'insert', method: 'PUT', type: 'Appointment', when: 'after', resources })
    expect(await send(move('E1', 60, 15))).toEqual(refused('time-taken'))
    expect(await writer.entry('E1')).toMatchObject(place(0, 15))
    expect((await rowOf('Appointment', 'E1'))['slot']).toEqual([{ reference: 'Slot/D1-0' }])
    expect(await busySlots()).toEqual(['D1-0'])
  })
})
