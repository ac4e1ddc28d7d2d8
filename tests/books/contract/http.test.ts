/** The book behind our own protocol, with the sim as its bridge. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HttpBook } from '../../../src/books/http/client.ts'
import type { Entry } from '../../../src/reconcile/model.ts'
import { isoInstant, type Span } from '../../../src/reconcile/span.ts'
import { Sim } from '../../pms-sim/start.ts'
import { bookContract } from './suite.ts'

const dir = mkdtempSync(join(tmpdir(), 'rejoin contract '))
let sim: Sim | null = null
let count = 0

const running = (): Sim => {
  if (sim === null) throw new Error('nothing was put into the book')
  return sim
}
const open = async () =>
  new HttpBook({ url: running().url, token: null, timeoutMs: 2_000, staleAfterMs: 60_000, now: Date.now })

const inItsWords = <T extends Span>({ startMs, endMs, ...row }: T) => ({
  ...row,
  startAt: isoInstant(startMs),
  endAt: isoInstant(endMs),
})
const entryRow = ({ createdMs, changedMs, ...entry }: Entry) => ({
  ...inItsWords(entry),
  createdAt: createdMs === null ? null : isoInstant(createdMs),
  changedAt: changedMs === null ? null : isoInstant(changedMs),
})

bookContract('a book behind the protocol', {
  known: (world) => world,
  async put({ entries, sessions, blocks, patients, recalls }) {
    await sim?.stop()
    const seed = join(dir, `seed-${++count}.json`)
    const book = {
      databaseIdentity: 'sim',
      entries: entries.map(entryRow),
      sessions: sessions.map(inItsWords),
      blocks: blocks.map(inItsWords),
      patients,
      recalls,
    }
    writeFileSync(seed, JSON.stringify(book))
    sim = await Sim.start(seed, join(dir, `ledger-${count}.jsonl`), ['--guard'])
  },
  open,
  spoilOneRow: () => running().fault({ kind: 'partial' }),
  breakHalfWay: () => running().fault({ kind: 'garbage' }),
  writing: {
    open,
    desk: (entry) => running().desk(entryRow(entry)),
    deskCancels: (pmsAppointmentId) => running().desk({ pmsAppointmentId, status: 'cancelled' }),
    loseNextAnswer: () => running().fault({ kind: 'apply-then-drop' }),
    seesBlocks: true,
  },
  close: async () => sim?.stop(),
})
