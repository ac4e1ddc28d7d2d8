/** Every row of contract § 3.2, every cell of § 3.3, and who is judged at all, by name. */
import { describe, expect, test } from 'vitest'
import type { Booking, Entry, Snapshot, VerdictCode } from '../../src/reconcile/model.ts'
import { at, block, booking, diary, entry, type Parts, session, slot, synced, verdicts } from './diary.ts'

const CANCELLED = { status: 'cancelled', cancelledMs: at('thu 10:00') } as const
const readAs = (fields: object): Partial<Snapshot['book']> => {
  const { read } = diary().book
  return read === null ? {} : { read: { ...read, ...fields } }
}

describe('§ 3.2: a booking that was never known to be in the book', () => {
  const rows: [VerdictCode, string, Booking, Parts][] = [
    [
      'cancelled-but-attended',
      'cancelled online, arrived in the book',
      booking('B1', CANCELLED),
      { entries: [entry('E1', { status: 'arrived' })] },
    ],
    [
      'cancelled-but-attended',
      'cancelled online, in consult',
      booking('B1', CANCELLED),
      { entries: [entry('E1', { status: 'in_consult' })] },
    ],
    [
      'cancelled-but-attended',
      'dismissed online, completed',
      booking('B1', { ...CANCELLED, status: 'dismissed' }),
      { entries: [entry('E1', { status: 'completed' })] },
    ],
    [
      'cancelled-but-marked-dna',
      'cancelled online, marked as not attended',
      booking('B1', CANCELLED),
      { entries: [entry('E1', { status: 'did_not_attend' })] },
    ],
    [
      'cancel-in-book',
      'cancelled online, still booked',
      booking('B1', CANCELLED),
      { entries: [entry('E1')] },
    ],
    ['nothing-to-insert', 'cancelled online, nothing there', booking('B1', CANCELLED), {}],
    [
      'nothing-to-insert',
      'cancelled on both sides',
      booking('B1', CANCELLED),
      { entries: [entry('E1', { status: 'cancelled' })] },
    ],
    [
      'nothing-to-insert',
      'cancelled online, and the read is not complete',
      booking('B1', CANCELLED),
      { book: readAs({ complete: false }) },
    ],
    [
      'did-not-attend',
      'the entry says so',
      booking('B1'),
      { entries: [entry('E1', { status: 'did_not_attend' })] },
    ],
    [
      'did-not-attend',
      'before inserted twice',
      booking('B1'),
      {
        entries: [
          entry('E0', { externalRef: 'B1', status: 'did_not_attend' }),
          entry('E1', { externalRef: 'B1', ...slot('fri 11:00') }),
          entry('E2', { externalRef: 'B1', ...slot('fri 12:00') }),
        ],
      },
    ],
    [
      'inserted-twice',
      'two live entries carry its ref',
      booking('B1'),
      {
        entries: [
          entry('E1', { externalRef: 'B1' }),
          entry('E2', { externalRef: 'B1', ...slot('mon 09:00') }),
        ],
      },
    ],
    [
      'cancelled-in-book',
      'the desk cancelled it',
      booking('B1'),
      { entries: [entry('E1', { externalRef: 'B1', status: 'cancelled' })] },
    ],
    [
      'cancelled-in-book',
      'by time, changed after it was accepted',
      booking('B1'),
      { entries: [entry('E1', { status: 'cancelled', changedMs: at('thu 09:30') })] },
    ],
    [
      'insert',
      'by time, but cancelled before it was accepted',
      booking('B1'),
      { entries: [entry('E1', { status: 'cancelled', changedMs: at('thu 09:29') })] },
    ],
    [
      'already-inserted',
      'the ref is there',
      booking('B1'),
      { entries: [entry('E1', { externalRef: 'B1', startMs: at('fri 10:10') })] },
    ],
    [
      'already-inserted',
      'the id is there',
      booking('B1', { pmsAppointmentId: 'E1' }),
      { entries: [entry('E1', { pmsPatientId: null })] },
    ],
    [
      'entered-elsewhere',
      'the ref is there, more than ten minutes off',
      booking('B1'),
      { entries: [entry('E1', { externalRef: 'B1', startMs: at('fri 10:11') })] },
    ],
    [
      'entered-elsewhere',
      'the ref is there, with somebody else',
      booking('B1'),
      { entries: [entry('E1', { externalRef: 'B1', pmsPractitionerId: 'D2' })] },
    ],
    [
      'already-entered',
      'reception typed it in',
      booking('B1'),
      { entries: [entry('E1', { startMs: at('fri 09:50') })] },
    ],
    [
      'entered-elsewhere',
      'reception agreed another time',
      booking('B1'),
      {
        entries: [
          entry('E1', {
            ...slot('mon 15:00'),
            pmsPractitionerId: 'D2',
            pmsTypeId: 'T9',
            createdMs: at('thu 09:00'),
          }),
        ],
      },
    ],
    [
      'insert',
      'an old entry of the same patient is something else',
      booking('B1'),
      { entries: [entry('E1', { ...slot('mon 15:00'), createdMs: at('thu 08:59') })] },
    ],
    ['inconclusive', 'the read is not complete', booking('B1'), { book: readAs({ complete: false }) }],
    ['inconclusive', 'the day was not read', booking('B1'), { book: readAs({ toOn: '2026-11-19' }) }],
    ['inconclusive', 'never read', booking('B1'), { book: { read: null } }],
    ['setup-missing', 'practitioner without a pms id', booking('B1', { practitionerId: 'dr-new' }), {}],
    ['setup-missing', 'type without a pms id', booking('B1', { appointmentTypeId: 'unmapped' }), {}],
    ['patient-unclear', 'twins: two PMS patients fit', booking('B1', { patientId: 'twin' }), {}],
    ['start-passed', 'start is as-of', booking('B1', slot('thu 11:30')), {}],
    ['practitioner-unavailable', 'leave', booking('B1'), { book: { blocks: [block(slot('fri 10:29', 1))] } }],
    ['insert', 'leave that only touches', booking('B1'), { book: { blocks: [block(slot('fri 10:30'))] } }],
    [
      'outside-session',
      'the session ends before it does',
      booking('B1'),
      { book: { sessions: [session(slot('fri 10:00', 29))] } },
    ],
    [
      'outside-session',
      'only others have sessions',
      booking('B1'),
      { book: { sessions: [session({ ...slot('fri 09:00', 180), pmsPractitionerId: 'D2' })] } },
    ],
    [
      'time-already-taken',
      'given away by phone',
      booking('B1'),
      { entries: [entry('E1', { pmsPatientId: 'P-bob', ...slot('fri 10:15', 10) })] },
    ],
    [
      'insert',
      'free',
      booking('B1'),
      { entries: [entry('E1', { pmsPatientId: 'P-bob', ...slot('fri 10:30') })] },
    ],
    ['insert', 'a new patient', booking('B1', { patientId: 'new' }), {}],
    [
      'insert',
      'cancelled and not attended entries hold nothing',
      booking('B1'),
      {
        entries: [
          entry('E1', { pmsPatientId: 'P-bob', status: 'cancelled' }),
          entry('E2', { pmsPatientId: 'P-bob', status: 'did_not_attend' }),
        ],
      },
    ],
  ]
  test.each(rows)('%s: %s', (verdict, _why, one, world) => {
    expect(verdicts(diary({ bookings: [one], ...world }))).toEqual([`B1 ${verdict}`])
  })
})

describe('§ 3.3: the three-way table', () => {
  const online: Record<string, Partial<Booking>> = {
    same: {},
    moved: { ...slot('fri 14:00'), changedMs: at('thu 09:40') },
    cancelled: CANCELLED,
  }
  const book: Record<string, Entry[]> = {
    same: [entry('E-B1')],
    moved: [entry('E-B1', slot('fri 16:00'))],
    cancelled: [entry('E-B1', { status: 'cancelled' })],
    gone: [],
    attended: [entry('E-B1', { status: 'arrived' })],
    dna: [entry('E-B1', { status: 'did_not_attend' })],
  }
  const table: [string, string, VerdictCode | null][] = [
    ['same', 'same', null],
    ['same', 'moved', 'moved-in-book'],
    ['same', 'cancelled', 'cancelled-in-book'],
    ['same', 'gone', 'vanished-from-book'],
    ['same', 'attended', 'attended'],
    ['same', 'dna', 'did-not-attend'],
    ['moved', 'same', 'move-in-book'],
    ['moved', 'moved', 'moved-on-both-sides'],
    ['moved', 'cancelled', 'moved-online-cancelled-in-book'],
    ['moved', 'gone', 'vanished-from-book'],
    ['moved', 'attended', 'attended'],
    ['moved', 'dna', 'did-not-attend'],
    ['cancelled', 'same', 'cancel-in-book'],
    ['cancelled', 'moved', 'cancelled-online-moved-in-book'],
    ['cancelled', 'cancelled', 'in-step'],
    ['cancelled', 'gone', 'in-step'],
    ['cancelled', 'attended', 'cancelled-but-attended'],
    ['cancelled', 'dna', 'cancelled-but-marked-dna'],
  ]
  test.each(table)('online %s, book %s: %s', (row, column, verdict) => {
    const world = diary({ bookings: [synced('B1', online[row])], entries: book[column] ?? [] })
    // `in-step` is judged only when something happened to it in the window.
    expect(verdicts(world)).toEqual(verdict === null ? [] : [`B1 ${verdict}`])
  })

  test('moved on both sides to the same place is in step', () => {
    const world = diary({
      bookings: [synced('B1', online['moved'])],
      entries: [entry('E-B1', slot('fri 14:00'))],
    })
    expect(verdicts(world)).toEqual(['B1 in-step'])
  })

  test('a longer or shorter entry is a moved one', () => {
    expect(
      verdicts(diary({ bookings: [synced('B1')], entries: [entry('E-B1', slot('fri 10:00', 45))] })),
    ).toEqual(['B1 moved-in-book'])
  })

  test('the practitioner is not compared where the base has no pms id for them', () => {
    const base = { practitionerId: 'dr-new', ...slot('fri 10:00') }
    const world = diary({
      bookings: [synced('B1', { practitionerId: 'dr-new', base })],
      entries: [entry('E-B1', { pmsPractitionerId: 'D9' })],
    })
    expect(verdicts(world)).toEqual([])
  })

  test.each(['same', 'moved', 'cancelled'])(
    'online %s, gone from a read that is not complete: inconclusive',
    (row) => {
      const world = diary({ bookings: [synced('B1', online[row])], book: readAs({ fromOn: '2026-11-21' }) })
      expect(verdicts(world)).toEqual(['B1 inconclusive'])
    },
  )

  test('two live entries with its ref: inserted twice, but not over a did-not-attend', () => {
    const twins = [
      entry('E1', { externalRef: 'B1' }),
      entry('E2', { externalRef: 'B1', ...slot('mon 09:00') }),
    ]
    expect(verdicts(diary({ bookings: [synced('B1')], entries: twins }))).toEqual(['B1 inserted-twice'])
    const dna = entry('E0', { externalRef: 'B1', status: 'did_not_attend' })
    expect(
      verdicts(
        diary({
          bookings: [synced('B1')],
          entries: [dna, ...twins.map((e) => ({ ...e, startMs: e.startMs + 60_000 }))],
        }),
      ),
    ).toEqual(['B1 did-not-attend'])
  })

  describe('a move that cannot be made leaves the old entry where it is', () => {
    const moved = (fields: Partial<Booking> = {}) =>
      synced('B1', { ...slot('fri 14:00'), changedMs: at('thu 09:40'), ...fields })
    test.each<[VerdictCode, Booking, Parameters<typeof diary>[0]]>([
      ['inconclusive', moved(slot('mon 09:00')), { book: readAs({ toOn: '2026-11-20' }) }],
      ['setup-missing', moved({ practitionerId: 'dr-new' }), {}],
      ['start-passed', moved(slot('thu 11:00')), {}],
      ['practitioner-unavailable', moved(), { book: { blocks: [block(slot('fri 14:00'))] } }],
      ['outside-session', moved(), { book: { sessions: [session(slot('fri 09:00', 240))] } }],
      [
        'time-already-taken',
        moved(),
        { entries: [entry('E9', { pmsPatientId: 'P-bob', ...slot('fri 14:00') })] },
      ],
    ])('%s', (verdict, one, world = {}) => {
      const entries = [entry('E-B1'), ...(world.entries ?? [])]
      const rival = booking('B2', { patientId: 'cy', acceptedMs: at('thu 10:50') })
      const result = verdicts(diary({ ...world, bookings: [one, rival], entries }))
      expect(result[0]).toBe(`B1 ${verdict}`)
      expect(result[1]).toMatch(/B2 (time-already-taken|outside-session|inconclusive)/)
    })
  })
})

describe('§ 3: which bookings are judged', () => {
  const names = (world: Snapshot) => verdicts(world).map((line) => line.split(' ')[0])
  test('both ends of the window count', () => {
    const accepted = (id: string, text: string) => booking(id, { acceptedMs: at(text), ...slot('wed 10:00') })
    const world = diary({
      bookings: [
        accepted('before', 'thu 08:59'),
        accepted('open', 'thu 09:00'),
        accepted('close', 'thu 11:00'),
        accepted('z-after', 'thu 11:01'),
      ],
    })
    expect(names(world)).toEqual(['close', 'open'])
  })
  test('changed or cancelled in the window', () => {
    const old = { acceptedMs: at('2026-11-01 09:00'), ...slot('wed 10:00') }
    const world = diary({
      bookings: [
        booking('a', { ...old, changedMs: at('thu 10:00') }),
        booking('b', { ...old, status: 'cancelled', cancelledMs: at('thu 10:00') }),
        booking('c', old),
      ],
    })
    expect(names(world)).toEqual(['a', 'b'])
  })
  test('an earlier straggler without a base that is still ahead', () => {
    const early = { acceptedMs: at('wed 09:00') }
    const world = diary({
      bookings: [
        booking('ahead', early),
        booking('at-opening', { ...early, ...slot('thu 09:00') }),
        booking('cancelled', { ...early, status: 'cancelled' }),
        booking('passed', { ...early, ...slot('thu 08:59') }),
        booking('too-late', { acceptedMs: at('thu 11:01') }),
      ],
    })
    expect(names(world)).toEqual(['ahead', 'at-opening'])
  })
  test('with a base: anything but in step, when it or its base is still ahead', () => {
    const past = { practitionerId: 'dr-lee', ...slot('wed 10:00') }
    const world = diary({
      bookings: [
        synced('base-ahead', slot('wed 10:00')),
        synced('gone'),
        synced('in-step'),
        synced('past', { ...slot('wed 10:00'), base: past }),
      ],
      entries: [entry('E-in-step')],
    })
    expect(names(world)).toEqual(['base-ahead', 'gone'])
  })
})
