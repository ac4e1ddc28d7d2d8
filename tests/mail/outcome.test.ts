/** What one try makes of a mail. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Answer, Refusal } from '../../src/mail/mail.ts'
import { BACK_OFF_MINUTES, outcomeOf, outstanding, type Tried } from '../../src/mail/outcome.ts'

const [A, B] = ['a@x.example', 'b@x.example']
const first: Tried = { recipients: [A, B], accepted: [], refused: [], attempts: 1, maybeSent: false }
const refusal = (address: string, code: number): Refusal => ({ address, temporary: code < 500, code })
const taken = (...refused: Refusal[]): Answer => ({ kind: 'taken', refused })
const unknown: Answer = { kind: 'unknown', why: 'no answer' }
const away: Answer = { kind: 'refused', temporary: true, everyMail: true, why: 'away', refused: [] }
const never: Answer = { kind: 'refused', temporary: false, everyMail: false, why: 'never', refused: [] }
const MINUTE = 60_000

describe('one try', () => {
  test.each<[string, Partial<Tried>, Answer, object]>([
    ['all have it', {}, taken(), { state: 'sent', accepted: [A, B], why: null, nextInMs: null }],
    [
      'one has it, the other never will',
      {},
      taken(refusal(B, 550)),
      { state: 'sent', accepted: [A], refused: [{ address: B }], why: expect.stringContaining('550') },
    ],
    [
      'one has it, the other later',
      {},
      taken(refusal(B, 450)),
      { state: 'waiting', accepted: [A], refused: [{ address: B }], nextInMs: MINUTE },
    ],
    [
      'the other has it too, at last',
      { accepted: [A], refused: [refusal(B, 450)], attempts: 2 },
      taken(),
      { state: 'sent', accepted: [A, B], refused: [] },
    ],
    [
      'the other never will, after all',
      { accepted: [A], refused: [refusal(B, 450)], attempts: 2 },
      { kind: 'refused', temporary: false, everyMail: false, why: 'no', refused: [refusal(B, 550)] },
      { state: 'failed', accepted: [A], nextInMs: null },
    ],
    ['the server is away', {}, away, { state: 'waiting', nextInMs: MINUTE, why: 'away' }],
    [
      'the server is away, for the third time',
      { attempts: 3 },
      away,
      { state: 'waiting', nextInMs: 15 * MINUTE },
    ],
    ['the server is away for a day', { attempts: 8 }, away, { state: 'failed', nextInMs: null }],
    ['nobody may have it', {}, never, { state: 'failed', nextInMs: null }],
    ['no answer', {}, unknown, { state: 'unknown', maybeSent: true, nextInMs: MINUTE }],
    ['no answer for a day', { attempts: 8, maybeSent: true }, unknown, { state: 'unknown', nextInMs: null }],
    [
      'no answer once, and then the server is away: it may have it all the same',
      { attempts: 2, maybeSent: true },
      away,
      { state: 'unknown', nextInMs: 5 * MINUTE },
    ],
    [
      'no answer once, and then a refusal for good',
      { attempts: 2, maybeSent: true },
      never,
      { state: 'unknown', nextInMs: null },
    ],
    [
      'no answer once, and then taken',
      { attempts: 2, maybeSent: true },
      taken(),
      { state: 'sent', maybeSent: true },
    ],
  ])('%s', (_, tried, answer, expected) => {
    expect(outcomeOf({ ...first, ...tried }, answer)).toMatchObject(expected)
  }) // prettier-ignore

  test('it is given up after about a day, and not much earlier', () => {
    const hours = BACK_OFF_MINUTES.reduce((sum, minutes) => sum + minutes, 0) / 60
    expect(hours).toBeGreaterThan(20)
    expect(hours).toBeLessThan(28)
  })
})

describe('however a server behaves', () => {
  const code = fc.constantFrom(450, 451, 550, 553)
  /** What a server may say to those that are tried: each taken, or refused. */
  const answers = fc.array(
    fc.oneof(
      fc.constantFrom(unknown, away, never),
      fc.record({ ofWhom: fc.array(fc.tuple(fc.nat(3), code), { maxLength: 4 }) }),
    ),
    { minLength: 1, maxLength: 12 },
  )

  test('nobody gets it twice once it was taken for them, nobody is forgotten, and it comes to an end', () => {
    const recipients = ['a@x.example', 'b@x.example', 'c@x.example', 'd@x.example']
    fc.assert(
      fc.property(answers, (script) => {
        let tried: Tried = { ...first, recipients, attempts: 0 }
        for (const said of script) {
          tried = { ...tried, attempts: tried.attempts + 1 }
          const asked = outstanding(tried)
          expect(asked.length).toBeGreaterThan(0)
          const answer = 'kind' in said ? said : answerTo(asked, said.ofWhom)
          const outcome = outcomeOf(tried, answer)
          const { accepted, refused } = outcome
          // Whoever has it keeps it, and is asked no more.
          expect(tried.accepted.every((one) => accepted.includes(one))).toBe(true)
          expect(new Set(accepted).size).toBe(accepted.length)
          expect(new Set(refused.map(({ address }) => address)).size).toBe(refused.length)
          expect(refused.filter(({ address }) => accepted.includes(address))).toEqual([])
          if (outcome.state === 'sent') {
            expect([...accepted, ...refused.map(({ address }) => address)].sort()).toEqual(recipients)
            return
          }
          if (outcome.nextInMs === null) return
          expect(outcome.state).toBe(outcome.maybeSent ? 'unknown' : 'waiting')
          tried = { ...tried, accepted, refused, maybeSent: outcome.maybeSent }
        }
        expect(tried.attempts).toBeLessThanOrEqual(BACK_OFF_MINUTES.length)
      }),
      { numRuns: 2_000 },
    )
  })

  function answerTo(asked: readonly string[], ofWhom: readonly (readonly [number, number])[]): Answer {
    const codes = new Map(ofWhom.map(([at, said]) => [asked[at % asked.length] ?? '', said]))
    const refused = [...codes].map(([address, said]) => refusal(address, said))
    if (refused.length < asked.length) return taken(...refused)
    const temporary = refused.some((one) => one.temporary)
    return { kind: 'refused', temporary, everyMail: false, why: 'nobody', refused }
  }
})
