/** `rejoin pull` as its callers see it: a live book in place of the pms_ files of a bundle. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { Sim } from '../pms-sim/start.ts'
import { AS_OF, freshFolder, rejoin, smallBundle, TAKEN, writeBundle } from './program.ts'

let sim: Sim | null = null
afterEach(() => sim?.stop())

/** The book of `TAKEN`, in the words of the protocol. */
const SEED = {
  databaseIdentity: 'db1',
  entries: [
    {
      pmsAppointmentId: 'E1',
      pmsPractitionerId: 'D1',
      pmsPatientId: 'P9',
      startAt: '2026-11-20T10:00:00Z',
      endAt: '2026-11-20T10:30:00Z',
      status: 'booked',
    },
  ],
  sessions: [],
  blocks: [],
  patients: [],
  recalls: [],
}

async function practice(seed: object = SEED): Promise<string> {
  const cwd = freshFolder()
  writeFileSync(join(cwd, 'seed.json'), JSON.stringify(seed))
  sim = await Sim.start(join(cwd, 'seed.json'), join(cwd, 'ledger.jsonl'))
  writeFileSync(join(cwd, 'rejoin.json'), JSON.stringify({ books: { c1: { kind: 'http', url: sim.url } } }))
  // The platform's side alone: its book is read from the PMS.
  const files = smallBundle({ 'pms_reads.csv': 'connection_id,taken_at,complete\n' })
  expect(rejoin(cwd, ['import', writeBundle(files)]).code).toBe(0)
  return cwd
}

const judged = (stdout: string) => JSON.parse(stdout).verdicts

test('a book that was pulled is judged as one that came with a bundle', async () => {
  const cwd = await practice()
  expect(JSON.parse(rejoin(cwd, ['run', '--all', '--as-of', AS_OF, '--json']).stdout).run.holds).toContain(
    'book-not-read-since-reconnect',
  )
  const pulled = rejoin(cwd, ['pull', '--connection', 'c1', '--as-of', AS_OF, '--json'])
  expect(pulled.code).toBe(0)
  expect(JSON.parse(pulled.stdout)).toMatchObject({
    outcome: 'complete',
    entries: 1,
    stored: true,
    remarks: [],
  })
  const ran = rejoin(cwd, ['run', '--all', '--as-of', AS_OF, '--json'])
  const bundle = writeBundle(smallBundle({ 'pms_appointments.csv': TAKEN }))
  const same = rejoin(cwd, ['run', '--bundle', bundle, '--as-of', AS_OF, '--json'])
  expect([ran.code, same.code]).toEqual([2, 2])
  expect(judged(ran.stdout)).toEqual(judged(same.stdout))
  const listed = rejoin(cwd, ['pulls', '--json']).stdout
  expect(JSON.parse(listed)).toMatchObject({ connectionId: 'c1', outcome: 'complete' })
})

test('a partial one holds the run and says why, a failed one changes nothing', async () => {
  const cwd = await practice()
  const pull = (...args: string[]) => rejoin(cwd, ['pull', '--connection', 'c1', '--as-of', AS_OF, ...args])
  await sim?.fault({ kind: 'partial' })
  const partial = pull()
  expect(partial.code).toBe(3)
  expect(partial.stdout).toContain('fault    book: the bridge says that it could not read all of it')
  expect(partial.stderr).toContain('was not read completely (1 fault): a run will be held')
  await sim?.fault({ kind: 'garbage' })
  const failed = pull()
  expect(failed.code).toBe(1)
  expect(failed.stderr).toContain('what is stored stays')
  const [newest, before] = rejoin(cwd, ['pulls', '--json'])
    .stdout.trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect([newest.outcome, before.outcome]).toEqual(['failed', 'partial'])
  const told = rejoin(cwd, ['pulls', String(before.pullId)])
  expect(told.stdout).toContain('the bridge says that it could not read all of it')
})

test('what cannot be is said', async () => {
  const cwd = await practice()
  const said = (...args: string[]): string => {
    const { code, stderr } = rejoin(cwd, args)
    expect(code).toBe(1)
    return stderr
  }
  expect(said('pull')).toContain('say what to pull')
  expect(said('pull', '--connection', 'c9')).toContain('there is no connection c9')
  expect(said('pull', '--all', '--from-on', 'monday')).toContain('--from-on "monday" is not a day')
  expect(said('pull', '--all', '--from-on', '2026-11-20', '--to-on', '2026-11-19')).toContain('before')
  expect(said('pulls', '77')).toContain('there is no pull 77')
  writeFileSync(join(cwd, 'rejoin.json'), '{}')
  expect(said('pull', '--connection', 'c1')).toContain('it has no book in rejoin.json')
  expect(said('pull', '--all')).toContain('no connection has a book in rejoin.json')
})
