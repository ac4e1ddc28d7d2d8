/** Appointments of FHIR in our nouns: every status, whose time it is, from when to when, and every field that can be wrong. */
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/books/fhir/rest.ts'
import { actor, appointment, at, mapped, ms, ours, SYSTEM, slot, told } from './made.ts'

const one = (more: Json, options = {}) => {
  const { entries, blocks, remarks } = told(mapped({ appointments: [appointment('a1', more)] }, options))
  return { entry: entries[0] ?? null, blocks, remarks }
}

describe('what an appointment is in the book', () => {
  test('an ordinary one, in full', () => {
    const { entry, blocks, remarks } = one({
      identifier: [ours('b1'), ours('9', 'https://other.example')],
      appointmentType: { coding: [{ display: 'Follow up' }, { code: 'FOLLOWUP' }] },
      created: '2026-11-01T09:00:00+11:00',
      meta: { lastUpdated: '2026-11-02T00:00:00.123Z' },
    })
    expect(entry).toEqual({
      pmsAppointmentId: 'a1',
      pmsPatientId: 'p1',
      pmsPractitionerId: 'dr1',
      pmsLocationId: 'room1',
      pmsTypeId: 'FOLLOWUP',
      status: 'booked',
      externalRef: 'b1',
      startMs: ms('20', '10:00'),
      endMs: ms('20', '10:30'),
      createdMs: ms('01', '09:00'),
      changedMs: Date.parse('2026-11-02T00:00:00.123Z'),
    })
    expect([blocks, remarks]).toEqual([[], []])
  })

  test.each([
    ['booked', 'booked'],
    ['pending', 'booked'],
    ['arrived', 'arrived'],
    ['checked-in', 'arrived'],
    ['fulfilled', 'completed'],
    ['noshow', 'did_not_attend'],
    ['cancelled', 'cancelled'],
    ['entered-in-error', 'cancelled'],
    ['proposed', undefined],
    ['waitlist', undefined],
  ])('%s is %s', (status, expected) => {
    const { entry, remarks } = one({ status })
    expect(entry?.status).toBe(expected)
    expect(remarks).toEqual([])
  })

  test.each([['ausgebucht'], [undefined], [7]])(
    'the unknown status %s holds its time, with a doubt',
    (status) => {
      const { entry, remarks } = one({ status })
      expect(entry?.status).toBe('booked')
      expect(remarks).toEqual([
        'warning: Appointment a1: its status is not in the standard; it was taken as booked',
      ])
    },
  )

  test('a server’s own words go before the standard’s', () => {
    const statuses = new Map([
      ['proposed', 'booked'],
      ['waiting-room', 'arrived'],
    ] as const)
    expect(one({ status: 'proposed' }, { statuses }).entry?.status).toBe('booked')
    expect(one({ status: 'waiting-room' }, { statuses }).entry?.status).toBe('arrived')
  })

  test.each([
    ['pending', 'placeholder'],
    ['proposed', 'placeholder'],
    ['booked', 'booked'],
  ])('with the mark of a hold, %s is %s', (status, expected) => {
    const identifier = [ours('b1'), ours('b1', `${SYSTEM}/hold`)]
    const statuses = new Map([['pending', 'arrived'] as const])
    expect(one({ status, identifier }, { statuses }).entry).toMatchObject({
      status: expected,
      externalRef: 'b1',
    })
  })

  test.each(['cancelled', 'entered-in-error'])('a placeholder of ours that is %s never was', (status) => {
    const identifier = [ours('b1'), ours('b1', `${SYSTEM}/hold`)]
    expect(one({ status, identifier })).toMatchObject({ entry: null, remarks: [] })
    expect(one({ status, identifier: [ours('b1')] }).entry).toMatchObject({ status: 'cancelled' })
  })

  test('two booking ids of ours on one appointment cannot be', () => {
    expect(one({ identifier: [ours('b1'), ours('b2')] }).remarks).toEqual([
      'fault: Appointment a1: it carries several booking ids',
    ])
  })

  test('the type may stand elsewhere', () => {
    const serviceType = [{ text: 'Consult' }, { coding: [{ code: '52' }] }]
    expect(one({ serviceType }, { typeFrom: 'serviceType' }).entry?.pmsTypeId).toBe('52')
    expect(one({ serviceType }).entry?.pmsTypeId).toBeNull()
  })
})

describe('whose time it is', () => {
  test.each([
    ['relative', { reference: 'Practitioner/dr7' }, 'dr7'],
    ['of a version', { reference: 'Practitioner/dr7/_history/3' }, 'dr7'],
    ['absolute', { reference: 'https://fhir.example/r4/Practitioner/dr7' }, 'dr7'],
    ['a role', { reference: 'PractitionerRole/r7' }, 'r7'],
    ['a role filled in on the spot', { reference: '#c1' }, 'dr8'],
    ['at another server', { reference: 'https://other.example/r4/Practitioner/dr7' }, null],
    [
      'under the same name at a longer address',
      { reference: 'https://fhir.example/r4x/Practitioner/dr7' },
      null,
    ],
    [
      'of a bundle',
      { reference: 'urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8', type: 'Practitioner' },
      null,
    ],
    ['contained', { reference: '#c2' }, null],
    ['contained, and not there', { reference: '#c3' }, null],
    ['by identifier', { type: 'Practitioner', identifier: { value: '2426621B' } }, null],
    ['by name', { display: 'Dr Adam Careful' }, null],
    ['no text', { reference: 7 }, null],
  ])('a reference that is %s', (_, reference, id) => {
    const { entry, remarks } = one({
      participant: [actor('Patient/p1'), { actor: reference, status: 'accepted' }],
      contained: [
        { resourceType: 'PractitionerRole', id: 'c1', practitioner: { reference: 'Practitioner/dr8' } },
        { resourceType: 'Practitioner', id: 'c2' },
      ],
    })
    expect(entry?.pmsPractitionerId ?? null).toBe(id)
    expect(remarks).toEqual(
      id === null ? ['fault: Appointment a1: its practitioner has no id of this server'] : [],
    )
  })

  test('the others who take part are blocked for that time', () => {
    const participant = [
      actor('PractitionerRole/r1'),
      actor('Practitioner/dr2', 'declined'),
      actor('Practitioner/dr3'),
      actor('Practitioner/dr4', 'tentative'),
      actor('Location/room1'),
    ]
    const { entry, blocks } = one({ participant })
    expect(entry).toMatchObject({ pmsPractitionerId: 'dr3', pmsPatientId: null })
    expect(blocks.map((block) => block.pmsPractitionerId)).toEqual(['dr4', 'r1'])
    expect(blocks[0]).toEqual({
      pmsPractitionerId: 'dr4',
      pmsLocationId: 'room1',
      startMs: ms('20', '10:00'),
      endMs: ms('20', '10:30'),
      reason: null,
    })
    expect(one({ participant, status: 'cancelled' }).blocks).toEqual([])
    expect(one({ participant, status: 'noshow' }).blocks).toEqual([])
    const byRole = one({ participant }, { practitionerActors: ['PractitionerRole', 'Practitioner'] })
    expect(byRole.entry?.pmsPractitionerId).toBe('r1')
  })

  test.each([
    ['booked', 'fault: Appointment a1: it names no practitioner'],
    ['cancelled', 'warning: Appointment a1: it names no practitioner; it was left out'],
    ['noshow', 'warning: Appointment a1: it names no practitioner; it was left out'],
  ])('nobody’s, and %s', (status, remark) => {
    expect(one({ status, participant: [actor('Patient/p1')] })).toMatchObject({
      entry: null,
      remarks: [remark],
    })
    expect(one({ status, participant: [actor('Practitioner/dr1', 'declined')] }).remarks).toEqual([remark])
  })

  test('one more practitioner without an id, and several patients, are a doubt', () => {
    const { remarks } = one({
      participant: [
        actor('Practitioner/dr1'),
        { actor: { type: 'Practitioner', display: 'Locum' }, status: 'accepted' },
        actor('Patient/p1'),
        actor('Patient/p2'),
      ],
    })
    expect(remarks).toEqual([
      'warning: Appointment a1: one more practitioner takes part who has no id of this server',
      'warning: Appointment a1: it has several patients; the first was taken',
    ])
  })
})

describe('from when to when', () => {
  test.each<[string, Json, string]>([
    ['no start', { start: undefined }, 'it has no start'],
    ['no times at all', { start: undefined, end: undefined }, 'it has neither start nor end'],
    ['no offset', { start: '2026-11-20T10:00:00' }, 'its start is no instant with an offset'],
    ['a day', { start: '2026-11-20' }, 'its start is no instant with an offset'],
    ['February 30th', { start: '2026-02-30T10:00:00Z' }, 'its start is no instant with an offset'],
    ['hour 24', { start: '2026-11-20T24:00:00Z' }, 'its start is no instant with an offset'],
    ['a number', { start: 1_795_000_000_000 }, 'its start is no instant with an offset'],
    ['an end without offset', { end: '2026-11-20T10:30:00' }, 'its end is no instant with an offset'],
    ['the end first', { end: at('20', '09:00') }, 'it ends before it starts'],
    ['no end', { end: undefined }, 'it has no end, and neither length nor slots that tell it'],
    [
      'no length',
      { end: undefined, minutesDuration: 0 },
      'it has no end, and neither length nor slots that tell it',
    ],
    [
      'half a length',
      { end: undefined, minutesDuration: '15' },
      'it has no end, and neither length nor slots that tell it',
    ],
    [
      'a slot that is not there',
      { end: undefined, slot: [{ reference: 'Slot/x' }] },
      'it has no end, and neither length nor slots that tell it',
    ],
  ])('%s is a fault', (_, more, what) => {
    const { entry, remarks } = one(more)
    expect(entry).toBeNull()
    expect(remarks).toEqual([`fault: Appointment a1: ${what}`])
  })

  test('of no length is left out; called off without a time is no trouble of the book’s', () => {
    expect(one({ end: at('20', '10:00') }).remarks).toEqual([
      'warning: Appointment a1: it has no length, and was left out',
    ])
    expect(one({ status: 'cancelled', start: undefined, end: undefined }).remarks).toEqual([
      'warning: Appointment a1: it is called off and has no time; it was left out',
    ])
  })

  test('an end that is not there comes from the length, else from the slots', () => {
    expect(one({ end: undefined, minutesDuration: 40 }).entry?.endMs).toBe(ms('20', '10:40'))
    const inSlots = appointment('a1', {
      end: undefined,
      slot: [{ reference: 'Slot/1' }, { reference: 'Slot/2' }],
    })
    const slots = [slot('1', '10:00-10:15', 'entered-in-error'), slot('2', '10:15-10:30', 'entered-in-error')]
    expect(told(mapped({ appointments: [inSlots], slots })).entries[0]?.endMs).toBe(ms('20', '10:30'))
    const half = told(mapped({ appointments: [inSlots], slots: slots.slice(0, 1) }))
    expect(half.entries).toEqual([])
  })

  test.each([
    ['2026-11-20T10:00:00+11:00', []],
    ['2026-11-19T23:00:00Z', []],
    ['2026-11-19T23:00:00+00:00', []],
    ['2026-11-20T10:00:00.000+11:00', []],
    ['2026-11-20T10:00:00+10:00', ['fault: Appointment a1: the offset is not that of the zone at that time']],
    ['2026-11-19T18:00:00-05:00', ['fault: Appointment a1: the offset is not that of the zone at that time']],
  ])('the offset of %s', (start, remarks) => {
    expect(one({ start, end: at('20', '12:00') }).remarks).toEqual(remarks)
  })

  test('an odd offset is believed where somebody said so', () => {
    const { entry, remarks } = one(
      { start: '2026-11-20T10:00:00+10:00', end: at('20', '12:00') },
      { trustOffsets: true },
    )
    expect(entry?.startMs).toBe(ms('20', '11:00'))
    expect(remarks).toEqual([
      'warning: Appointment a1: the offset is not that of the zone at that time; it was believed',
    ])
  })

  test('the night in which an hour comes twice: both offsets are right, each for its own hour', () => {
    const night = (id: string, start: string, end: string) => appointment(id, { start, end })
    const read = mapped({
      appointments: [
        night('summer', '2026-04-05T02:30:00+11:00', '2026-04-05T02:45:00+11:00'),
        night('winter', '2026-04-05T02:30:00+10:00', '2026-04-05T02:45:00+10:00'),
        night('across', '2026-04-05T02:30:00+11:00', '2026-04-05T02:30:00+10:00'),
        night('wrong', '2026-04-05T04:00:00+11:00', '2026-04-05T04:30:00+11:00'),
      ],
    })
    const { entries, remarks } = told(read)
    expect(entries.map(({ startMs, endMs }) => (endMs - startMs) / 60_000)).toEqual([15, 15, 60, 30])
    expect((entries[1]?.startMs ?? 0) - (entries[0]?.startMs ?? 0)).toBe(3_600_000)
    expect(remarks).toEqual(['fault: Appointment wrong: the offset is not that of the zone at that time'])
  })

  test.each([
    ['2026-11-01', null, []],
    ['2026-11', null, []],
    ['yesterday', null, ['warning: Appointment a1: created is no instant, and was left out']],
    ['2026-11-01T00:00:00Z', Date.parse('2026-11-01T00:00:00Z'), []],
  ])('created %s', (created, createdMs, remarks) => {
    const found = one({ created })
    expect(found.entry?.createdMs).toBe(createdMs)
    expect(found.remarks).toEqual(remarks)
  })

  test('what lies outside of the days is left out, with its troubles', () => {
    const window = { startMs: ms('20', '00:00'), endMs: ms('21', '00:00') }
    const appointments = [
      appointment('in'),
      appointment('touches', { start: at('19', '23:30'), end: at('20', '00:30') }),
      appointment('before', { start: at('19', '23:30'), end: at('20', '00:00'), participant: [] }),
      appointment('after', { start: '2026-11-21T00:00:00+10:00', end: '2026-11-21T02:00:00+10:00' }),
    ]
    const { entries, remarks } = told(mapped({ appointments }, { window }))
    expect(entries.map((entry) => entry.pmsAppointmentId)).toEqual(['in', 'touches'])
    expect(remarks).toEqual([])
  })
})

describe('resources that are not what they should be', () => {
  test.each<[string, Json, string]>([
    ['no id', { id: undefined }, 'fault: Appointment without an id: nothing can be said of it'],
    [
      'an odd id',
      { id: 'Ms Kim', start: 'x' },
      'fault: Appointment of an odd id: its start is no instant with an offset',
    ],
    [
      'participants as text',
      { participant: 'Kim' },
      'fault: Appointment a1: participant is no list of objects',
    ],
    [
      'identifiers as an object',
      { identifier: ours('b1') },
      'fault: Appointment a1: identifier is no list of objects',
    ],
    [
      'a modifier',
      { modifierExtension: [{ url: 'x' }] },
      'warning: Appointment a1: it has a modifier extension that nobody here understands',
    ],
  ])('%s', (_, more, remark) => {
    expect(one(more).remarks).toContain(remark)
  })

  test('two of one id that differ, and do not say which is newer', () => {
    const read = mapped({ appointments: [appointment('a1'), appointment('a1', { end: at('20', '11:00') })] })
    expect(read.kind).toBe('partial')
    expect(told(read).remarks).toEqual([
      'fault: Appointment a1: another row has the same id, and says something else',
    ])
  })

  test('one kind of trouble over many is told once', () => {
    const appointments = ['1', '2', '3', '4', '5'].map((id) => appointment(id, { start: 'x' }))
    expect(told(mapped({ appointments })).remarks).toEqual([
      'fault: Appointment 1, Appointment 2, Appointment 3 and 2 more: its start is no instant with an offset',
    ])
  })

  test('remarks never hold what stands in a resource', () => {
    const secret = 'Wilhelmina'
    const fields = [
      'status',
      'start',
      'end',
      'participant',
      'identifier',
      'created',
      'slot',
      'minutesDuration',
    ]
    const appointments = fields.map((field) => appointment(`bad-${field}`, { [field]: secret }))
    expect(JSON.stringify(told(mapped({ appointments })).remarks)).not.toContain(secret)
  })
})
