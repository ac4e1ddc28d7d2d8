/**
 * Matching and judging alone, in memory: one giant connection (a practitioner for every 500 entries, a booking for
 * every 20), against interval trees (one per practitioner: build, then ask for every booking) and DuckDB's range join,
 * which find overlaps and nothing else. Each contestant in a process of its own.
 *
 *   npm run bench core [-- --entries 10000,100000,1000000,5000000 --runs 3 --heap 18000]
 */
import { fileURLToPath } from 'node:url'
import { inCount, inMb, inMs, inTurn, median, node, ratio, say, sizes, table, timed } from './measure.mjs'
import { AS_OF, worldOf } from './worlds.mjs'

const CONTESTANTS = {
  rejoin: async () => {
    const { sceneOf } = await import('../../dist/src/reconcile/reconcile.js')
    const { windowOf } = await import('../../dist/src/connection/outage.js')
    return (world) => {
      const window = windowOf(world, { asOfMs: AS_OF })
      return () => sceneOf(world, window, { asOfMs: AS_OF }).judged.verdicts.size
    }
  },
  'node-interval-tree': async () => {
    const { IntervalTree } = await import('node-interval-tree')
    return (world) => () =>
      byTrees(world, {
        make: () => new IntervalTree(),
        put: (tree, entry) => tree.insert({ low: entry.startMs, high: entry.endMs - 1, entry }),
        ask: (tree, wish) => tree.search(wish.startMs, wish.endMs - 1).length,
      })
  },
  '@flatten-js': async () => {
    const { default: IntervalTree } = await import('@flatten-js/interval-tree')
    return (world) => () =>
      byTrees(world, {
        make: () => new IntervalTree(),
        put: (tree, entry) => tree.insert([entry.startMs, entry.endMs - 1], entry),
        ask: (tree, wish) => tree.search([wish.startMs, wish.endMs - 1]).length,
      })
  },
  duckdb: async () => {
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    return async (world) => {
      await connection.run('create table entries (who varchar, start_ms bigint, end_ms bigint)')
      await connection.run('create table wishes (who varchar, start_ms bigint, end_ms bigint)')
      await append(connection, 'entries', liveEntries(world))
      await append(connection, 'wishes', wishesOf(world))
      return async () => {
        const found = await connection.runAndReadAll(`select count(*) as n from wishes w join entries e
          on e.who = w.who and e.start_ms < w.end_ms and w.start_ms < e.end_ms`)
        return Number(found.getRowObjects()[0].n)
      }
    }
  },
}

if (process.argv[2] === '--child')
  await contest(process.argv[3], Number(process.argv[4]), Number(process.argv[5]))
else await compare()

async function compare() {
  const { entries, runs, heap } = sizes({ entries: '10000,100000,1000000,5000000', runs: 3, heap: 18_000 })
  const scale = Number(process.env.REJOIN_BENCH_SCALE ?? 1)
  const counts = entries.split(',').map((n) => Math.round(Number(n) * scale))
  const rows = []
  for (const count of counts) {
    const contest = (name) => async () => {
      const script = fileURLToPath(import.meta.url)
      const { errors, rssMb } = await node(
        [`--max-old-space-size=${heap}`, script, '--child', name, count, runs].map(String),
      )
      return { ...JSON.parse(errors.split('\n').find((line) => line.startsWith('{'))), rssMb }
    }
    const names = Object.keys(CONTESTANTS)
    const results = await inTurn(1, Object.fromEntries(names.map((name) => [name, contest(name)])))
    const overlaps = new Set(names.slice(1).map((name) => results[name][0].answer))
    if (overlaps.size !== 1)
      throw new Error(
        `the peers do not agree: ${names.map((name) => `${name} ${results[name][0].answer}`).join(', ')}`,
      )
    const row = Object.fromEntries(names.map((name) => [name, results[name][0]]))
    // It answers from tables that it was given before; we answer from the nouns as they are.
    row['duckdb, loaded'] = { ms: row.duckdb.ms + row.duckdb.prepareMs }
    rows.push({ count, ...row })
  }
  tell(rows)
}

function tell(rows) {
  const names = [...Object.keys(CONTESTANTS), 'duckdb, loaded']
  table(
    'match and judge in memory',
    [
      'entries',
      ...names.flatMap((name) => (name === 'rejoin' ? [name, 'memory', 'ns / n log n'] : [name, 'ratio'])),
    ],
    rows.map((row) => [
      inCount(row.count),
      ...names.flatMap((name) =>
        name === 'rejoin'
          ? [
              inMs(row[name].ms),
              inMb(row[name].rssMb),
              ((row[name].ms * 1e6) / (row.count * Math.log2(row.count))).toFixed(0),
            ]
          : [inMs(row[name].ms), ratio(row.rejoin.ms, row[name].ms)],
      ),
    ]),
  )
  if (rows.length < 2) return
  const exponent = (value) => slope(rows.map((row) => [Math.log(row.count), Math.log(value(row))])).toFixed(2)
  say(
    `\n  time grows as n^${exponent((row) => row.rejoin.ms)}; n log n over these sizes: n^${exponent((row) => row.count * Math.log2(row.count))}` +
      names
        .slice(1)
        .map((name) => `; ${name} n^${exponent((row) => row[name].ms)}`)
        .join(''),
  )
}

/** In the child: the world is made and loaded before the clock starts; the first of several runs warms up. */
async function contest(name, count, runs) {
  const world = worldOf({
    index: 1,
    entries: count,
    bookings: Math.ceil(count / 20),
    practitioners: Math.max(4, Math.round(count / 500)),
  })
  const prepare = await CONTESTANTS[name]()
  const { ms: prepareMs, result: run } = await timed(() => prepare(world))
  const took = []
  let answer = 0
  for (let i = 0; i <= runs; i++) {
    const { ms, result } = await timed(run)
    answer = result
    took.push(ms)
  }
  process.stderr.write(`${JSON.stringify({ ms: median(took.slice(1)), prepareMs, answer })}\n`)
}

function byTrees(world, { make, put, ask }) {
  const trees = new Map()
  for (const entry of liveEntries(world)) {
    let tree = trees.get(entry.pmsPractitionerId)
    if (tree === undefined) {
      tree = make()
      trees.set(entry.pmsPractitionerId, tree)
    }
    put(tree, entry)
  }
  let overlaps = 0
  for (const wish of wishesOf(world)) {
    const tree = trees.get(wish.pmsPractitionerId)
    if (tree !== undefined) overlaps += ask(tree, wish)
  }
  return overlaps
}

function liveEntries(world) {
  return world.book.entries.filter(({ status }) => status === 'booked')
}

function wishesOf(world) {
  return world.bookings.map(({ practitionerId, startMs, endMs }) => ({
    pmsPractitionerId: `D${practitionerId.split('-')[1]}`,
    startMs,
    endMs,
  }))
}

async function append(connection, table, spans) {
  const appender = await connection.createAppender(table)
  for (const { pmsPractitionerId, startMs, endMs } of spans) {
    appender.appendVarchar(pmsPractitionerId)
    appender.appendBigInt(BigInt(startMs))
    appender.appendBigInt(BigInt(endMs))
    appender.endRow()
  }
  appender.closeSync()
}

/** Of the line through the points, by least squares. */
function slope(points) {
  const mean = (list) => list.reduce((sum, each) => sum + each, 0) / list.length
  const [x, y] = [0, 1].map((axis) => mean(points.map((point) => point[axis])))
  const over = points.reduce((sum, [px, py]) => sum + (px - x) * (py - y), 0)
  return over / points.reduce((sum, [px]) => sum + (px - x) ** 2, 0)
}
