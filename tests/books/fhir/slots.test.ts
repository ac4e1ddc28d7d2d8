/** Slots and schedules of FHIR: sessions, blocks and our own holds, and every way in which they can be wrong. */
import { describe, expect, test } from 'vitest'
import type { FhirResources } from '../../../src/books/fhir/mapping/mapping.ts'
import type { Json } from '../../../src/books/fhir/rest.ts'
import { appointment, at, mapped, ms, ours, SYSTEM, schedule, slot, told } from './made.ts'

const book = (slots: readonly Json[], more: Partial<FhirResources> = {}) =>
  told(mapped({ slots, schedules: [schedule()], ...more }))

const times = (spans: readonly { readonly startMs: number; readonly endMs: number }[]): string[] =>
  spans.map(({ startMs, endMs }) => `${clock(startMs)}-${clock(endMs)}`).sort()
const clock = (instant: number): string => new Date(instant - ms('20', '00:00')).toISOString().slice(11, 16)

describe('working time', () => {
  test('slots without a gap are one session, on the grid that all of them lie on', () => {
    const { sessions, blocks, remarks } = book([
      slot('2', '09:30-10:00'),
      slot('1', '09:00-09:30'),
      slot('3', '10:00-10:20', 'free'),
      slot('4', '11:00-11:15'),
    ])
    expect(sessions).toEqual([
      {
        pmsPractitionerId: 'dr1',
        pmsLocationId: 'room1',
        startMs: ms('20', '09:00'),
        endMs: ms('20', '10:20'),
        capacity: 1,
        slotMinutes: 10,
      },
      expect.objectContaining({ startMs: ms('20', '11:00'), slotMinutes: 15 }),
    ])
    expect([blocks, remarks]).toEqual([[], []])
  })

  test('slots that overlap offer the same time twice, not two times', () => {
    const { sessions } = book([slot('1', '09:00-10:00'), slot('2', '09:20-10:20')])
    expect(times(sessions)).toEqual(['09:00-10:20'])
    expect(sessions[0]).toMatchObject({ capacity: 1, slotMinutes: 20 })
  })

  test.each<[string, string[], string[]]>([
    ['free', ['09:00-10:00'], []],
    ['busy', ['09:00-10:00'], ['09:00-10:00']],
    ['busy-tentative', ['09:00-10:00'], ['09:00-10:00']],
    ['busy-unavailable', [], ['09:00-10:00']],
    ['entered-in-error', [], []],
  ])('%s', (status, sessions, blocks) => {
    const found = book([slot('1', '09:00-10:00', status)])
    expect([times(found.sessions), times(found.blocks), found.remarks]).toEqual([sessions, blocks, []])
  })

  test('an unknown status is busy, with a doubt', () => {
    const { blocks, remarks } = book([slot('1', '09:00-10:00', 'perhaps')])
    expect(times(blocks)).toEqual(['09:00-10:00'])
    expect(remarks).toEqual(['warning: Slot 1: its status is not in the standard; it was taken as busy'])
  })

  test('a schedule of several practitioners is the time of each; one out of use offers none', () => {
    const actors = ['Practitioner/dr1', 'PractitionerRole/r2', 'Location/room9'].map((reference) => ({
      reference,
    }))
    const two = book([slot('1', '09:00-10:00')], { schedules: [schedule('s1', { actor: actors })] })
    expect(two.sessions.map((one) => [one.pmsPractitionerId, one.pmsLocationId])).toEqual([
      ['dr1', 'room9'],
      ['r2', 'room9'],
    ])
    const slots = [slot('1', '09:00-10:00'), slot('2', '10:00-11:00', 'busy')]
    const unused = book(slots, { schedules: [schedule('s1', { active: false })] })
    expect(unused.sessions).toEqual([])
    expect(times(unused.blocks)).toEqual(['10:00-11:00'])
  })

  test('overbooked is a doubt', () => {
    const { remarks } = book([slot('1', '09:00-10:00', 'free', { overbooked: true })])
    expect(remarks).toEqual(['warning: Slot 1: the server says that it is overbooked'])
  })
})

describe('busy time', () => {
  test.each<[string, Json, string[]]>([
    ['explained by an appointment', {}, []],
    ['half explained', { end: at('20', '10:15') }, ['10:15-10:30']],
    ['of somebody who was called off', { status: 'cancelled' }, ['10:00-10:30']],
    ['of somebody who did not come', { status: 'noshow' }, ['10:00-10:30']],
    ['of somebody only wished for', { status: 'waitlist' }, ['10:00-10:30']],
    [
      'of another practitioner',
      { participant: [{ actor: { reference: 'Practitioner/dr2' } }] },
      ['10:00-10:30'],
    ],
    [
      'explained by an appointment in which they assist',
      { participant: ['dr2', 'dr1'].map((id) => ({ actor: { reference: `Practitioner/${id}` } })) },
      ['10:00-10:30'],
    ],
  ])('%s', (_, more, expected) => {
    const { blocks } = book([slot('1', '10:00-10:30', 'busy')], { appointments: [appointment('a1', more)] })
    expect(times(blocks.filter((one) => one.pmsPractitionerId === 'dr1'))).toEqual(expected)
  })

  test('closed time is closed, whatever stands in it', () => {
    const { blocks } = book([slot('1', '10:00-12:00', 'busy-unavailable')], {
      appointments: [appointment('a1')],
    })
    expect(times(blocks)).toEqual(['10:00-12:00'])
  })
})

describe('a slot that we hold', () => {
  const held = slot('7', '10:00-10:30', 'busy-tentative', { identifier: [ours('b1')] })

  test('is a placeholder of its booking', () => {
    const { entries, blocks, sessions } = book([held])
    expect(entries).toEqual([
      {
        pmsAppointmentId: 'Slot/7',
        pmsLocationId: 'room1',
        pmsPractitionerId: 'dr1',
        pmsPatientId: null,
        pmsTypeId: null,
        status: 'placeholder',
        externalRef: 'b1',
        createdMs: null,
        changedMs: null,
        startMs: ms('20', '10:00'),
        endMs: ms('20', '10:30'),
      },
    ])
    expect([times(blocks), times(sessions)]).toEqual([[], ['10:00-10:30']])
  })

  test('is nothing of its own once the booking has an appointment', () => {
    const there = appointment('a1', { identifier: [ours('b1')] })
    expect(book([held], { appointments: [there] })).toMatchObject({
      entries: [{ pmsAppointmentId: 'a1' }],
      blocks: [],
    })
    const elsewhere = { ...there, start: at('20', '14:00'), end: at('20', '14:30') }
    expect(times(book([held], { appointments: [elsewhere] }).blocks)).toEqual(['10:00-10:30'])
    const off = { ...there, status: 'cancelled' }
    expect(book([held], { appointments: [off] }).entries.map((one) => one.pmsAppointmentId)).toEqual([
      'a1',
      'Slot/7',
    ])
  })

  test('is its booking’s own time, also where it is closed to everybody else', () => {
    const { entries, blocks } = book([{ ...held, status: 'busy-unavailable' }])
    expect(entries).toMatchObject([{ pmsAppointmentId: 'Slot/7', status: 'placeholder' }])
    expect(blocks).toEqual([])
  })

  test('and was given back is free', () => {
    const { entries, blocks } = book([{ ...held, status: 'free' }])
    expect([entries, blocks]).toEqual([[], []])
  })

  test('under the mark of a hold is held too; for two bookings cannot be', () => {
    expect(book([{ ...held, identifier: [ours('b1', `${SYSTEM}/hold`)] }]).entries).toMatchObject([
      { externalRef: 'b1' },
    ])
    expect(book([{ ...held, identifier: [ours('b1'), ours('b2')] }]).remarks).toEqual([
      'fault: Slot 7: it carries several booking ids',
    ])
  })
})

describe('slots that cannot be read', () => {
  test.each<[string, Json, string]>([
    ['no start', { start: undefined }, 'Slot 1: its start is no instant with an offset'],
    ['no end', { end: undefined }, 'Slot 1: its end is no instant with an offset'],
    ['no offset', { end: '2026-11-20T10:00:00' }, 'Slot 1: its end is no instant with an offset'],
    ['the end first', { end: at('20', '08:00') }, 'Slot 1: it ends before it starts'],
    [
      'another offset',
      { start: '2026-11-20T09:00:00+10:30' },
      'Slot 1: the offset is not that of the zone at that time',
    ],
    ['no id', { id: undefined }, 'Slot without an id: nothing can be said of it'],
    ['no schedule', { schedule: undefined }, 'Slot 1: it belongs to no schedule'],
    ['a schedule by name', { schedule: { display: 'Dr Careful' } }, 'Slot 1: it belongs to no schedule'],
    [
      'something else as schedule',
      { schedule: { reference: 'Location/1' } },
      'Slot 1: it belongs to no schedule',
    ],
    [
      'a schedule that is not there',
      { schedule: { reference: 'Schedule/s2' } },
      'Schedule s2: it is not there, so its slots belong to nobody',
    ],
    ['identifiers as text', { identifier: 'b1' }, 'Slot 1: identifier is no list of objects'],
  ])('%s', (_, more, fault) => {
    const read = mapped({ slots: [slot('1', '09:00-10:00', 'free', more)], schedules: [schedule()] })
    expect(read.kind).toBe('partial')
    expect(told(read).remarks).toEqual([`fault: ${fault}`])
  })

  test('of no length are left out', () => {
    expect(book([slot('1', '09:00-09:00')]).remarks).toEqual([
      'warning: Slot 1: it has no length, and was left out',
    ])
  })

  test('a schedule without a practitioner is a fault, once, and only if it has slots', () => {
    const schedules = [
      schedule('s1', { actor: [{ reference: 'Location/1' }] }),
      schedule('s9', { actor: [] }),
    ]
    const { remarks } = book([slot('1', '09:00-10:00'), slot('2', '10:00-11:00')], { schedules })
    expect(remarks).toEqual([
      'fault: Schedule s1: it names no practitioner by an id of this server, so its slots belong to nobody',
    ])
  })

  test('ids that come again for other times: all slots are kept, and one fault says how many', () => {
    const { sessions, remarks } = book([
      slot('1', '09:00-10:00'),
      slot('1', '11:00-12:00'),
      slot('1', '11:00-12:00'),
      slot('2', '13:00-14:00'),
    ])
    expect(times(sessions)).toEqual(['09:00-10:00', '11:00-12:00', '13:00-14:00'])
    expect(remarks).toEqual(['fault: Slot 1: ids that come again for other times: 1 of them for 2 slots'])
  })
})
