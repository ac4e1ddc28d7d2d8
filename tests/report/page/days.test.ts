/** The day pictures: nothing lies on anything else, nothing is left out, and names and strangers stay outside. */
import fc from 'fast-check'
import { parse } from 'parse5'
import { describe, expect, test } from 'vitest'
import { wallClock } from '../../../src/books/wall-time.ts'
import { MINUTE_MS } from '../../../src/reconcile/span.ts'
import { runFacts } from '../../../src/report/facts.ts'
import { spotsOf } from '../../../src/report/page/day-columns.ts'
import type { Day, DayItem } from '../../../src/report/page/day-items.ts'
import { dayAt } from '../../../src/report/page/day-items.ts'
import { layoutOf } from '../../../src/report/page/day-layout.ts'
import { stretchesOf } from '../../../src/report/page/day-stretches.ts'
import { dayPictures } from '../../../src/report/page/days.ts'
import { spoken } from '../../../src/report/when.ts'
import { english } from '../../../src/report/words.ts'
import { at, block, booking, diary, entry, judgeAt, session, slot } from '../../reconcile/diary.ts'
import { MARKERS, naughtyStrings, world } from '../world.ts'

type Made = ReturnType<typeof world>

const draw = ({ snapshot, reconciliation }: Made, practiceId: string): string => {
  const facts = runFacts(snapshot, reconciliation)
  const times = spoken(facts.practice(practiceId).timeZone, 'en-AU')
  return dayPictures({ facts, words: english, times }, practiceId)?.toString() ?? ''
}

const made = (snapshot: ReturnType<typeof diary>): Made => ({ snapshot, reconciliation: judgeAt(snapshot) })

/** The lists as lines, one figure after the other. */
const lists = (page: string): string[] =>
  [
    ...page.matchAll(/<h4>([\s\S]*?)<\/h4>|<li [^>]*>([\s\S]*?)<\/li>|<p class="day-note">([\s\S]*?)<\/p>/g),
  ].map(([, head, line, note]) => (head ?? line ?? note ?? '').replace(/<[^>]+>/g, ''))

describe('a day', () => {
  test('reads like the appointment page', () => {
    const busy = diary({
      entries: [
        entry('E1', { ...slot('fri 10:00'), pmsPatientId: 'P-bob' }),
        entry('E2', { ...slot('fri 11:00', 15), pmsPatientId: 'P-cy', status: 'cancelled' }),
      ],
      bookings: [booking('B1', slot('fri 10:15')), booking('B2', { ...slot('fri 10:30'), patientId: 'cy' })],
      book: {
        sessions: [session({ startMs: at('fri 09:00'), endMs: at('fri 17:00') })],
        blocks: [block({ startMs: at('fri 12:00'), endMs: at('fri 13:00') })],
      },
    })
    const page = draw(made(busy), 'clinic')
    expect(lists(page)).toMatchInlineSnapshot(`
      [
        "Dr Lee Fri 20 Nov 2026",
        "10 am to 10:30 am E1: in the book, typed in at the desk. Holds time that B1 wanted.",
        "10:15 am to 10:45 am B1: Time already taken. Taken by E1, B2.",
        "10:30 am to 11 am B2: Goes into the appointment book. Holds time that B1 wanted.",
        "Session: 9 am to 5 pm. Also in the picture: 11 am E2 (cancelled).",
      ]
    `)
    expect(page).not.toContain('leave')
  })

  test('is not drawn where nobody wants time that is not there', () => {
    expect(draw(made(diary({ bookings: [booking('B1')] })), 'clinic')).toBe('')
  })
})

describe('the layout', () => {
  const minute = (day: string, minutes: number): number => wallClock(ZONE).dayStart(day) + minutes * MINUTE_MS
  const ZONE = 'Australia/Sydney'
  // The second and third are the days of 25 and of 23 hours.
  const anyDay = fc.constantFrom('2026-11-20', '2026-04-05', '2026-10-04')
  const anyItem = fc.record({
    start: fc.integer({ min: 0, max: 1439 }),
    length: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 900 })),
    lane: fc.constantFrom<'book' | 'online'>('book', 'online'),
    matters: fc.boolean(),
  })
  const anyItems = fc.array(anyItem, { minLength: 1, maxLength: 60 })

  function dayOf(
    day: string,
    raw: readonly (typeof anyItem extends fc.Arbitrary<infer T> ? T : never)[],
  ): Day {
    const items = raw.map(({ start, length, lane, matters }, index): DayItem => {
      const startMs = minute(day, start)
      return {
        kind: 'busy',
        lane,
        matters: matters || index === 0,
        id: `i${index}`,
        wantedBy: [],
        startMs,
        endMs: startMs + length * MINUTE_MS,
      }
    })
    const stretches = stretchesOf(
      items.filter(({ matters }) => matters),
      day,
      wallClock(ZONE),
    )
    const shown = items.filter((item) =>
      stretches.some(({ startMs, endMs }) => item.startMs < endMs && startMs < item.endMs),
    )
    const sorted = shown.toSorted((a, b) => Number(b.matters) - Number(a.matters))
    return {
      name: 'Dr',
      day,
      stretches,
      items: sorted,
      hidden: [],
      sessions: [],
      sessionsKnown: true,
      blocks: [],
    }
  }

  test('lays no box on another, none outside, and what is earlier higher', () => {
    fc.assert(
      fc.property(anyDay, anyItems, (day, raw) => {
        const made = dayOf(day, raw)
        const { boxes, top, bottom, lanes, left } = layoutOf(made, wallClock(ZONE))
        expect(left).toBe(0)
        expect(boxes.length).toBe(made.items.length)
        for (const [index, a] of boxes.entries()) {
          const lane = lanes[a.item.lane]
          expect(a.x).toBeGreaterThanOrEqual(lane.x - 1e-6)
          expect(a.x + a.width).toBeLessThanOrEqual(lane.x + lane.width + 1e-6)
          expect(a.y).toBeGreaterThanOrEqual(top)
          expect(a.y + a.height).toBeLessThanOrEqual(bottom + 0.2)
          for (const b of boxes.slice(index + 1)) {
            if (a.item.startMs < b.item.startMs) expect(a.y).toBeLessThanOrEqual(b.y)
            if (a.item.lane !== b.item.lane) continue
            const apart =
              a.y + a.height <= b.y + 1e-6 ||
              b.y + b.height <= a.y + 1e-6 ||
              a.x + a.width <= b.x + 1e-6 ||
              b.x + b.width <= a.x + 1e-6
            expect(apart).toBe(true)
          }
        }
      }),
    )
  })

  test('counts every half hour once, also when the clocks change', () => {
    fc.assert(
      fc.property(anyDay, anyItems, (day, raw) => {
        const { marks, top, bottom } = layoutOf(dayOf(day, raw), wallClock(ZONE))
        for (const [index, mark] of marks.entries()) {
          const next = marks[index + 1]
          expect(mark.y).toBeGreaterThanOrEqual(top)
          expect(mark.y).toBeLessThanOrEqual(bottom)
          if (next !== undefined) expect(next.atMs - mark.atMs).toBeGreaterThanOrEqual(30 * MINUTE_MS)
        }
      }),
    )
  })

  test('names both of the hours that the clock shows twice', () => {
    const page = draw(nightWorld(), 'p-1')
    expect(page).toContain('2:30 am (UTC+11:00)')
    expect(page).toContain('2:30 am (UTC+10:00)')
  })

  /** A booking and the entry in its way, from half past two to half past two. */
  function nightWorld(): Made {
    const base = world()
    const startMs = Date.parse('2026-04-05T02:30:00+11:00')
    const span = { startMs, endMs: startMs + 60 * MINUTE_MS }
    const judgements = base.reconciliation.judgements.map((one) =>
      one.booking.bookingId === 'b-taken' ? { ...one, booking: { ...one.booking, ...span } } : one,
    )
    const bookings = base.snapshot.bookings.map((one) =>
      one.bookingId === 'b-taken' ? { ...one, ...span } : one,
    )
    return {
      snapshot: { ...base.snapshot, bookings },
      reconciliation: { ...base.reconciliation, judgements },
    }
  }
})

describe('the page part', () => {
  const page = draw(world(), 'p-1')

  test('draws and tells every conflicting booking and every time to offer', () => {
    const { snapshot, reconciliation } = world()
    const facts = runFacts(snapshot, reconciliation)
    const items = spotsOf(facts, 'p-1').flatMap((spot) => dayAt(facts, 'p-1', spot).items)
    const told = lists(page).join('\n')
    for (const id of ['b-taken', '4000', '7000', '7001']) {
      expect(items.map((item) => item.id)).toContain(id)
      expect(told).toContain(id)
    }
    expect(told).toContain('3:30 pm to 3:45 pm time to offer to b-taken.')
    expect(page).toContain('>offer b-taken</tspan>')
  })

  test('tells nothing of another practice but what the verdict names, and no patient', () => {
    expect(page).not.toMatch(/OTHERPRACTICE|OTHERDOCTOR|FAMILYMARK|GIVENMARK|0400111222|REASONMARK|TYPEMARK/)
    expect(page).toContain('busy elsewhere')
  })

  test('is valid, has no id twice and every label', () => {
    const errors: string[] = []
    parse(`<!doctype html><title>x</title>${page}`, { onParseError: ({ code }) => errors.push(code) })
    expect(errors).toEqual([])
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, refs = ''] of page.matchAll(/aria-labelledby="([^"]+)"/g))
      for (const ref of refs.split(' ')) expect(ids).toContain(ref)
  })

  test('keeps the same elements whatever the names are', () => {
    const tags = (text: string): string => (text.match(/<\/?[a-z0-9]+/g) ?? []).join('')
    for (const text of naughtyStrings.filter((one) => one.trim() !== '')) {
      expect(tags(draw(world({ ...MARKERS, practitioner: text }), 'p-1'))).toBe(tags(page))
    }
  })

  test('stays small with five hundred conflicts, and says what it leaves out', () => {
    const bookings = Array.from({ length: 500 }, (_, index) =>
      booking(`B${String(index).padStart(3, '0')}`, {
        startMs: at('fri 10:00') + Math.floor(index / 4) * 86_400_000,
        endMs: at('fri 10:30') + Math.floor(index / 4) * 86_400_000,
      }),
    )
    const page = draw(made(diary({ bookings })), 'clinic')
    expect(page.length).toBeLessThan(1_000_000)
    expect(page).toMatch(/\d+ more days are not drawn here/)
  })
})
