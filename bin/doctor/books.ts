/**
 * SHELL. Looks at the books of rejoin.json: each opened, asked for today and for nobody in particular, and closed again.
 * Nothing is stored. Books of one server are asked one after the other, as everywhere.
 */
import type { Glance } from '../../db/glance.ts'
import { isTimeZone, wallClock } from '../../src/books/wall-time.ts'
import { judgeBook } from '../../src/doctor/book.ts'
import type { Note, Result } from '../../src/doctor/checkup.ts'
import { notChecked, wrong } from '../../src/doctor/mark.ts'
import type { BookSettings, OpenBook } from '../books/kind.ts'
import { UsageError } from '../config.ts'
import type { Terminal } from '../terminal.ts'
import { wordsOf } from '../troubles.ts'
import { type Check, carriedOut, type Doctor } from './carry-out.ts'
import type { Told } from './settings.ts'

/** So many servers at a time: a silent one costs the whole limit, and there may be hundreds. */
const AT_A_TIME = 6

/** `glance`: null where the database could not be looked into; the books are looked at all the same. */
export async function lookAtBooks(
  doctor: Doctor,
  told: Told,
  glance: readonly Glance[] | null,
  asked: string | null,
): Promise<void> {
  const books = [...(told.config?.books ?? [])]
    .filter(([id]) => asked === null || id === asked)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const lanes = new Map<string, Lane>()
  const results = books.map(([connectionId, settings]) => {
    const one = glance?.find((each) => each.connectionId === connectionId) ?? null
    const check: Check = {
      code: 'book',
      connectionId,
      look: () => lookAt(connectionId, settings, kindOf(told.raw, connectionId), one, doctor.terminal),
    }
    const key = settings.server ?? `alone ${connectionId}`
    const lane = lanes.get(key) ?? { checks: [] }
    lanes.set(key, lane)
    return new Promise<Result>((done) => {
      lane.checks.push(async () => done(await carriedOut(doctor, check)))
    })
  })
  const waiting = [...lanes.values()]
  const worker = async (): Promise<void> => {
    for (let lane = waiting.shift(); lane !== undefined; lane = waiting.shift()) {
      for (const check of lane.checks) await check()
    }
  }
  const work = Promise.all(Array.from({ length: AT_A_TIME }, worker))
  for (const result of results) await doctor.tell(await result)
  await work
  if (asked !== null && books.length === 0) {
    const gap = told.config === null ? 'configuration-faulty' : 'no-book-here'
    await doctor.tell({ check: 'book', connectionId: asked, notes: [notChecked({ code: gap })], tookMs: 0 })
  }
}

interface Lane {
  readonly checks: (() => Promise<void>)[]
}

interface Kind {
  readonly name: string
  /** A look at any day of it makes a server export all days. */
  readonly isWholeExport: boolean
}

/** As it stands in the file, which was found to be in order. */
function kindOf(raw: unknown, connectionId: string): Kind {
  const book = fieldsOf(fieldsOf(fieldsOf(raw)['books'])[connectionId])
  const isPublished = 'manifestUrl' in book || 'manifestFile' in book
  return {
    name: [book['kind'], book['from']].filter((word) => typeof word === 'string').join(' '),
    isWholeExport: book['kind'] === 'fhir' && book['from'] === 'export' && !isPublished,
  }
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

async function lookAt(
  connectionId: string,
  settings: BookSettings,
  kind: Kind,
  one: Glance | null,
  terminal: Terminal,
): Promise<Note[]> {
  // Of a connection that nobody knows, any clock tells whether its book answers.
  const clock = wallClock(one !== null && isTimeZone(one.timeZone) ? one.timeZone : 'UTC')
  let book: OpenBook
  try {
    book = await settings.open({ connectionId, env: terminal.env, now: () => terminal.now(), clock })
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return wordsOf(error)
      .split('\n')
      .map((what) => wrong({ code: 'book-unopened', what }))
  }
  try {
    if (kind.isWholeExport) return [notChecked({ code: 'whole-export' })]
    const begunMs = terminal.now()
    const today = clock.localDay(begunMs)
    const found = await book.source.read({
      ...{ fromOn: today, toOn: today, people: [] },
      ...{ pmsPatientIds: [], pmsAppointmentIds: [], bookingIds: [] },
    })
    const finishedMs = terminal.now()
    return judgeBook({
      kind: kind.name,
      place: settings.server ?? null,
      writable: book.writable !== null && settings.canWrite,
      found,
      finishedMs,
      tookMs: finishedMs - begunMs,
      expected: one?.databaseIdentity ?? null,
    })
  } finally {
    await book.close()
  }
}
