/** The marker in an event's comment, and the ids that OpenEMR does not have. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventOf, occurrenceId, patientOfRecall, recallIdOf } from '../../../src/books/openemr/mapping/ids.ts'
import { holdMarker, markerIn, markersIn, refMarker } from '../../../src/books/openemr/mapping/marker.ts'

describe('the marker', () => {
  test.each([
    ['b-17', '[rejoin:b-17]'],
    ['0b6f1c9e-7f0a-4d0e-9a55-1c2d3e4f5a6b', '[rejoin:0b6f1c9e-7f0a-4d0e-9a55-1c2d3e4f5a6b]'],
    ['A.b_c~d:e', '[rejoin:A.b_c~d:e]'],
    ['a]b', '[rejoin:a%5Db]'],
    ['50% off', '[rejoin:50%25%20off]'],
    ['buchung ä', '[rejoin:buchung%20%C3%A4]'],
    ['%41', '[rejoin:%2541]'],
  ])('of booking %s is %s', (bookingId, marker) => {
    expect(refMarker(bookingId)).toBe(marker)
    expect(markerIn(marker)).toEqual({ bookingId, isHold: false })
  })

  test('of a placeholder is another one', () => {
    expect(holdMarker('b-17')).toBe('[rejoin-hold:b-17]')
    expect(markerIn('[rejoin-hold:b-17]')).toEqual({ bookingId: 'b-17', isHold: true })
  })

  test('comes back from the middle of any comment, whatever the id', () => {
    const anyId = fc.string({ unit: 'binary', minLength: 1 })
    fc.assert(
      fc.property(anyId, fc.boolean(), fc.string(), fc.string(), (bookingId, isHold, before, after) => {
        const marker = isHold ? holdMarker(bookingId) : refMarker(bookingId)
        expect(markerIn(`${before}${marker}${after}`)).toEqual({ bookingId, isHold })
      }),
    )
  })

  test.each([
    ['no comment at all', null],
    ['an empty comment', ''],
    ['a comment of somebody', 'wants to rejoin: the club'],
    ['no id', '[rejoin:]'],
    ['a bracket that never closes', '[rejoin:b-17'],
    ['a space in it', '[rejoin: b-17]'],
    ['other capitals', '[Rejoin:b-17]'],
    ['half an escape', '[rejoin:b%1]'],
    ['an escape that is no text', '[rejoin:%FF]'],
    ['an escape where none is needed', '[rejoin:%62-17]'],
  ])('is not in %s', (_, text) => {
    expect(markerIn(text)).toBeNull()
  })

  test('counts last when a comment holds several, and once when it is repeated', () => {
    const text = '[rejoin:a] copied [rejoin-hold:b] and [rejoin:a]'
    expect(markersIn(text).map(({ bookingId }) => bookingId)).toEqual(['b', 'a'])
    expect(markerIn(text)).toEqual({ bookingId: 'a', isHold: false })
  })
})

describe('ids', () => {
  test('of a series are the row on its own date, and row and day on later ones', () => {
    expect(occurrenceId('43', '2026-08-10', '2026-08-10')).toBe('43')
    expect(occurrenceId('43', '2026-08-17', '2026-08-10')).toBe('43@2026-08-17')
  })

  test.each([
    ['43', { eid: '43', on: null }],
    ['43@2026-08-17', { eid: '43', on: '2026-08-17' }],
    ['43@2026-02-30', null],
    ['43@', null],
    ['43 or 1=1', null],
    ['', null],
  ])('%j belongs to %j', (id, event) => {
    expect(eventOf(id)).toEqual(event)
  })

  test('of a recall is the patient it is for, and never somebody else’s number', () => {
    expect(patientOfRecall(recallIdOf('20'))).toBe('20')
    expect(patientOfRecall('20')).toBeNull()
    expect(patientOfRecall('recall:')).toBeNull()
  })
})
