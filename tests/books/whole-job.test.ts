/**
 * The example group judged over its book as it came with the bundle, and over the same book read from an export and from
 * a FHIR server: the same conclusions, but for what that kind of book cannot tell.
 */
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readMapping } from '../../bin/books/csv.ts'
import { readBook } from '../../db/book.ts'
import type { Database } from '../../db/database.ts'
import { openDatabase } from '../../db/open.ts'
import type { PullableBook } from '../../src/books/book.ts'
import { CsvBook } from '../../src/books/csv/book.ts'
import { FhirBook } from '../../src/books/fhir/client.ts'
import { RestClient } from '../../src/books/fhir/http/rest-client.ts'
import { pull } from '../../src/books/pull.ts'
import { wallClock } from '../../src/books/wall-time.ts'
import { importBundle } from '../../src/bundle/load.ts'
import { gather } from '../../src/reconcile/gather.ts'
import type { Book, Judgement, Reconciliation } from '../../src/reconcile/model.ts'
import { loadSolver } from '../../src/reconcile/plan/alternatives/highs.ts'
import { reconcileLoading } from '../../src/reconcile/reconcile.ts'
import { FhirServer } from '../fhir-server/start.ts'
import { fhirResources, SYSTEM } from './contract/fhir-world.ts'

const EXAMPLE = fileURLToPath(new URL('../../examples/two-practices', import.meta.url))
const CONNECTION = 'wattle-group'
const OPTIONS = { asOfMs: Date.parse('2026-11-19T12:10:00+11:00') }
/** The days that the bundle's own read tells of. */
const DAYS = { fromOn: '2026-11-16', toOn: '2026-11-29' }
const CLOCK = wallClock('Australia/Sydney')

let database: Database
let book: Book
let whole: Reconciliation
beforeAll(async () => {
  database = await openDatabase({ kind: 'throwaway' })
  await importBundle(database, EXAMPLE)
  book = await readBook(database, CONNECTION)
  whole = await judged()
}, 60_000)
afterAll(() => database.close())

const judged = async (): Promise<Reconciliation> =>
  reconcileLoading(await gather(database, CONNECTION), OPTIONS, loadSolver)

async function over(source: PullableBook): Promise<Reconciliation> {
  const { pull: made, remarks } = await pull(database, CONNECTION, source, OPTIONS, Date.now, DAYS)
  expect(remarks.filter(({ weight }) => weight === 'fault')).toEqual([])
  expect(made).toMatchObject({ outcome: 'complete', stored: true })
  return judged()
}

/** Each line a conclusion: verdict, entry, other times, conflict; findings with their subjects. */
const told = ({ judgements, findings }: Reconciliation): string[] => [
  ...judgements.map(({ booking, verdict, pair, alternative, conflictsWith }: Judgement) =>
    [
      booking.bookingId,
      verdict,
      pair?.entry.pmsAppointmentId ?? '',
      pair?.matchedBy ?? '',
      alternative === null ? '' : `${alternative.practitionerId} ${CLOCK.localIso(alternative.startMs)}`,
      [...conflictsWith.bookingIds, ...conflictsWith.pmsAppointmentIds].join('+'),
    ].join(' '),
  ),
  ...findings.map(
    ({ code, subjectIds, overdue }) => `${code} ${subjectIds.join('+')}${overdue ? ' overdue' : ''}`,
  ),
]

test('an export in the form of a bundle: the same to the last word', async () => {
  const mapping = readMapping('rejoin-bundle')
  const found = await over(
    new CsvBook({
      folder: EXAMPLE,
      mapping,
      connectionId: CONNECTION,
      clock: CLOCK,
      now: () => OPTIONS.asOfMs,
    }),
  )
  expect(found).toEqual(whole)
})

describe('a FHIR server', () => {
  let server: FhirServer
  beforeAll(async () => {
    server = await FhirServer.start(fhirResources(book))
  })
  afterAll(() => server.stop())

  test('the same but for what FHIR cannot tell', async () => {
    const base = server.url
    const rest = new RestClient({
      url: base,
      access: { kind: 'open' },
      timeoutMs: 5_000,
      now: Date.now,
      pause: async () => undefined,
    })
    const options = {
      identifierSystem: SYSTEM,
      practitionerActors: ['Practitioner'],
      typeFrom: 'appointmentType' as const,
      statuses: new Map(),
      recalls: { resource: 'ServiceRequest', search: [['intent', 'plan']] as const },
      trustOffsets: false,
    }
    const found = await over(new FhirBook({ rest, options, base, clock: CLOCK, now: Date.now }))
    const [before, after] = [new Set(told(whole)), new Set(told(found))]
    // The nurse sees two at a time, and a recall is clinically significant: FHIR has no word for either.
    expect([...before].filter((line) => !after.has(line))).toMatchInlineSnapshot(`
      [
        "BK-1013 insert    ",
        "BK-1022 time-already-taken   WS-nurse-nguyen 2026-11-20T09:10:00+11:00 BK-1013+PMS-87933",
        "recall-changed RC-109",
        "patient-double-booked BK-1013",
      ]
    `)
    expect([...after].filter((line) => !before.has(line))).toMatchInlineSnapshot(`
      [
        "BK-1013 time-already-taken   WS-nurse-nguyen 2026-11-20T09:20:00+11:00 PMS-87933",
        "BK-1022 time-already-taken   WS-nurse-nguyen 2026-11-20T09:10:00+11:00 PMS-87933",
        "book-overlap PMS-87912+PMS-87930",
      ]
    `)
  })
})
