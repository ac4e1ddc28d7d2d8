/**
 * The program is killed with SIGKILL at its work on a book: at every named point, and at random moments. However often,
 * once it is left alone every write of the plan is in the book's own ledger exactly once. REJOIN_KILLS=200 for more.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { HANDS } from '../../src/fixups/hands.ts'
import { CRASH_POINTS } from '../../src/fixups/steps.ts'
import type { ActionKind } from '../../src/reconcile/model.ts'
import { inWords, Sim } from '../pms-sim/start.ts'
import { makeWorld, type World } from './world.ts'

const PROGRAM = fileURLToPath(new URL('../../dist/bin/rejoin.js', import.meta.url))
const KILLS = Number(process.env['REJOIN_KILLS'] ?? 5)
const TIMEOUT_SECONDS = 2.5

const root = mkdtempSync(join(tmpdir(), 'rejoin kill '))
let world: World
let firstRun: string
let sim: Sim | null = null

/** A practice of its own: a database as it was after approving, an untouched book, and the line between them. */
interface Place {
  readonly dir: string
  readonly sim: Sim
  run: string
}

beforeAll(() => {
  world = makeWorld(root, Date.now())
  const place = { dir: join(root, 'approved') }
  mkdirSync(place.dir)
  rejoin(place, ['import', world.bundle])
  firstRun = newRun(place)
}, 120_000)

afterEach(() => sim?.stop())

describe('killed', () => {
  test.each(CRASH_POINTS)(
    'at %s, again and again',
    async (point) => {
      const place = await freshPlace()
      for (let kill = 0; kill < 2; kill++) {
        const { signal } = rejoin(place, applyArgs(place), { REJOIN_TEST: '1', REJOIN_CRASH_AT: point })
        expect(signal).toBe('SIGKILL')
      }
      await untilQuiet(place)
      await expectEverythingOnce(place)
    },
    120_000,
  )

  test(
    `at ${KILLS} random moments`,
    async () => {
      const seed = Number(process.env['REJOIN_SEED'] ?? Date.now() % 1_000_000)
      const random = randomFrom(seed)
      let kills = 0
      while (kills < KILLS) {
        const place = await freshPlace(['--delay', '15'])
        for (let tries = 0; tries < 12 && kills < KILLS; tries++) {
          // The database opens first; from the first question to the book on, any moment may be the one.
          const killed = await killedAfterQuestions(place, Math.floor(random() * 60), random() * 40)
          if (!killed) break
          kills++
        }
        await untilQuiet(place)
        await expectEverythingOnce(place, `seed ${seed}`)
        await place.sim.stop()
      }
    },
    120_000 + KILLS * 10_000,
  )
})

async function freshPlace(options: readonly string[] = []): Promise<Place> {
  const dir = mkdtempSync(join(root, 'place '))
  cpSync(join(root, 'approved', '.rejoin'), join(dir, '.rejoin'), { recursive: true })
  sim = await Sim.start(world.seed, join(dir, 'ledger.jsonl'), options)
  const book = { kind: 'http', url: sim.url, timeoutSeconds: TIMEOUT_SECONDS }
  writeFileSync(join(dir, 'rejoin.json'), JSON.stringify({ books: { c1: book } }))
  return { dir, sim, run: firstRun }
}

/** As a person would: apply again; then look at the book, run and agree anew, until there is nothing left to do. */
async function untilQuiet(place: Place): Promise<void> {
  for (let round = 0; round < 12; round++) {
    const { code } = rejoin(place, applyArgs(place))
    if (code === 3) {
      // A write that may still come: the next look is only worth something after that.
      await sleep(TIMEOUT_SECONDS * 1000)
      continue
    }
    rejoin(place, ['verify', place.run])
    place.run = newRun(place)
    if (machinesWork(place).length === 0) return
  }
  throw new Error('it does not become quiet')
}

/** What the program could still do. */
function machinesWork(place: Place): string[] {
  const { stdout } = rejoin(place, ['actions', 'list', place.run, '--status', 'approved', '--json'])
  return stdout.split('\n').filter((line) => {
    if (line === '') return false
    const { kind } = JSON.parse(line) as { kind: ActionKind }
    return HANDS[kind] !== 'person'
  })
}

async function expectEverythingOnce(place: Place, about = ''): Promise<void> {
  expect(place.sim.ledger().map(inWords).sort(), about).toEqual(world.writes)
  const { entries } = await place.sim.book()
  const standing = entries.filter((entry) => entry['status'] !== 'cancelled')
  const clashes = standing.flatMap((a, i) =>
    standing
      .slice(i + 1)
      .filter(
        (b) =>
          a['pmsPractitionerId'] === b['pmsPractitionerId'] &&
          String(a['startAt']) < String(b['endAt']) &&
          String(b['startAt']) < String(a['endAt']),
      )
      .map((b) => [a['pmsAppointmentId'], b['pmsAppointmentId']]),
  )
  expect(clashes, about).toEqual([])
}

/** Lets it ask so many questions, waits a little, and kills it. False: it was done before. */
async function killedAfterQuestions(place: Place, questions: number, waitMs: number): Promise<boolean> {
  const already = await place.sim.asked()
  const child = spawn(process.execPath, [PROGRAM, ...applyArgs(place)], {
    cwd: place.dir,
    env: environment({}),
    stdio: 'ignore',
  })
  const exit = once(child, 'exit')
  let ended = false
  exit.then(() => {
    ended = true
  })
  while (!ended && (await place.sim.asked()) < already + questions) await sleep(5)
  await sleep(waitMs)
  child.kill('SIGKILL')
  const [, signal] = await exit
  return signal === 'SIGKILL'
}

const applyArgs = (place: Place): string[] => ['actions', 'apply', place.run, '--by', 'Robin Tester']

function newRun(place: { readonly dir: string }): string {
  const { stdout } = rejoin(place, ['run', '--connection', 'c1', '--json'])
  const { runId } = (JSON.parse(stdout) as { run: { runId: string } }).run
  rejoin(place, ['actions', 'approve', runId, '--all', '--by', 'Robin Tester'])
  return runId
}

function rejoin(
  { dir }: { readonly dir: string },
  args: readonly string[],
  env: Record<string, string> = {},
) {
  const ran = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd: dir,
    env: environment(env),
    encoding: 'utf8',
  })
  if (ran.status === 1) throw new Error(`rejoin ${args.join(' ')}: ${ran.stderr}`)
  return { code: ran.status, signal: ran.signal, stdout: ran.stdout, stderr: ran.stderr }
}

function environment(more: Record<string, string>): NodeJS.ProcessEnv {
  const { DATABASE_URL: _url, REJOIN_DATA: _data, REJOIN_CONFIG: _config, ...rest } = process.env
  return { ...rest, NO_COLOR: '1', ...more }
}

const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms))

/** Mulberry32: the same seed gives the same moments. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
