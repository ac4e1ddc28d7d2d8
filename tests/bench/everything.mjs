/**
 * A nation's worth of connections in one go: `rejoin run --all --json --out` end to end, rows per second and peak
 * memory. Beside it DuckDB and PostgreSQL doing the matching and the overlaps alone on the same data, and the limit:
 * reading the same rows by COPY, and writing the same files and rows again.
 *
 *   npm run bench everything [-- --connections 500 --entries 1000000,5000000 --bookings 50000]
 *
 * Entries and bookings are of all connections together; of several numbers of entries the peers see the first only.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { makeBundle } from './make-bundle.mjs'
import {
  AS_OF_TEXT,
  bytesOf,
  filesUnder,
  inCount,
  inMb,
  inMs,
  ratio,
  rejoin,
  say,
  sizes,
  stagesIn,
  table,
  timed,
  withFolder,
} from './measure.mjs'
import { duckJoins, postgresJoins } from './peers/joins.mjs'
import { ALL_READS, COUNT_ALL, RECORDED } from './peers/reads.mjs'
import { connectTo, copyIn, copyOut, withDatabase } from './server.mjs'

const scale = Number(process.env.REJOIN_BENCH_SCALE ?? 1)
const { connections, bookings, entries } = sizes(
  { connections: 500, bookings: 50_000, entries: [1_000_000, 5_000_000].map((n) => n * scale).join() },
  ['connections', 'bookings'],
)
const wanted = entries.split(',').map(Number)

const grown = []
for (const [nth, total] of wanted.entries()) {
  await withFolder((folder) =>
    withDatabase(async (url) => {
      const bundle = join(folder, 'bundle')
      await makeBundle(bundle, {
        connections,
        bookings: Math.ceil(bookings / connections),
        entries: Math.ceil(total / connections),
      })
      const env = { DATABASE_URL: url }
      const loaded = await rejoin(['import', bundle], { env })
      const sql = connectTo(url)
      const [{ rows }] = await sql.unsafe(COUNT_ALL)
      const out = join(folder, 'out')
      const job = await rejoin(['run', '--all', '--json', '--out', out, '--as-of', AS_OF_TEXT, '--timings'], {
        env,
        out: join(folder, 'run.json'),
      })
      const [{ judged }] = await sql`select count(*)::int as judged from verdicts`
      grown.push({ total, rows: Number(rows), judged, loaded, job })
      if (nth === 0) await peers(grown[0], url, sql, bundle, out, join(folder, 'run.json'))
      await sql.end()
    }),
  )
}
table(
  'memory as the book grows',
  ['entries', 'rows read', 'judged', 'run --all', 'rows per second', 'peak memory', 'its import'],
  grown.map(({ total, rows, judged, job, loaded }) => [
    inCount(total),
    inCount(rows),
    inCount(judged),
    inMs(job.ms),
    inCount(rows / (job.ms / 1000)),
    inMb(job.rssMb),
    inMs(loaded.ms),
  ]),
)

async function peers({ job, rows, judged }, url, sql, bundle, out, json) {
  const limit = await limitOf(url, sql, out, json)
  const duck = await duckDb(bundle)
  const index = await timed(() => sql.unsafe(postgresJoins.index))
  const match = await timed(() => sql.unsafe(postgresJoins.match))
  const overlap = await timed(() => sql.unsafe(postgresJoins.overlap))
  const same =
    Number(duck.overlaps) === Number(overlap.result[0].overlaps) &&
    Number(duck.both) === Number(match.result[0].both_sides)
  if (!same) throw new Error('DuckDB and PostgreSQL do not agree')

  const against = (name, ms, what) => [name, inMs(ms), ratio(job.ms, ms), what]
  table(
    `${inCount(connections)} connections, ${inCount(rows)} rows, ${inCount(judged)} judged bookings`,
    ['', 'wall', 'run --all / it', ''],
    [
      [
        'rejoin run --all',
        inMs(job.ms),
        '',
        `${inCount(rows / (job.ms / 1000))} rows per second, ${inMb(job.rssMb)}`,
      ],
      ...limit.map(([name, ms, what]) => against(name, ms, what)),
      against(
        'PostgreSQL, joins',
        match.ms + overlap.ms,
        `full outer ${inMs(match.ms)}, range ${inMs(overlap.ms)}`,
      ),
      against('  with its index', index.ms + match.ms + overlap.ms, `GiST index ${inMs(index.ms)}`),
      against(
        'DuckDB, joins',
        duck.matchMs + duck.overlapMs,
        `full outer ${inMs(duck.matchMs)}, range ${inMs(duck.overlapMs)}`,
      ),
      against(
        '  with loading',
        duck.loadMs + duck.matchMs + duck.overlapMs,
        `CSV files ${inMs(duck.loadMs)}`,
      ),
    ],
  )
  const stages = Object.entries(stagesIn(job.errors))
  table(
    'stage by stage',
    ['', 'time', 'share'],
    stages.map(([name, ms]) => [name, inMs(ms), `${Math.round((100 * ms) / job.ms)} %`]),
  )
  say(
    `\n  processor time of our process: ${inMs(job.cpuMs)}, ${Math.round((100 * job.cpuMs) / job.ms)} % of the wall`,
  )
}

/** Reading the same rows, writing the same files, recording the same conclusions, and nothing in between. */
async function limitOf(url, sql, out, json) {
  const read = await copyOut(url, ALL_READS)
  if (read === null) {
    say('psql is not installed: the limit is not measured')
    return []
  }
  const files = [...filesUnder(out), json]
  const written = await writeAgain(files, join(dirname(out), 'again'))
  const recorded = await recordAgain(sql, url, dirname(out))
  return [
    ['limit', read.ms + written.ms + recorded, 'the three below'],
    ['  read by COPY', read.ms, 'all tables to stdout'],
    [
      '  write the files',
      written.ms,
      `${inCount(files.length)} files, ${inMb(bytesOf(files) / 2 ** 20)}, each synced`,
    ],
    ['  record by COPY', recorded, RECORDED.join(', ')],
  ]
}

/** The same bytes in the same files, each as safely as Rejoin does it: beside, synced, renamed. */
async function writeAgain(files, to) {
  const contents = files.map((file) => readFileSync(file))
  return timed(() => {
    contents.forEach((bytes, i) => {
      const folder = join(to, String(Math.floor(i / 9)))
      if (i % 9 === 0) mkdirSync(folder, { recursive: true })
      const file = openSync(join(folder, `${i}.part`), 'w')
      writeSync(file, bytes)
      fsyncSync(file)
      closeSync(file)
      renameSync(join(folder, `${i}.part`), join(folder, String(i)))
    })
  })
}

/** What the run recorded, into tables of the same shape, in one go. */
async function recordAgain(sql, url, folder) {
  let ms = 0
  for (const name of RECORDED) {
    const file = join(folder, `${name}.copy`)
    await sql.unsafe(`create table bench_${name} (like ${name} including all)`)
    await copyOut(url, [`select * from ${name}`], file)
    const written = await copyIn(url, [{ table: `bench_${name}`, file }])
    ms += written.ms
  }
  return ms
}

async function duckDb(bundle) {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const load = await timed(async () => {
    for (const statement of duckJoins.load(bundle)) await connection.run(statement)
  })
  const match = await timed(async () => (await connection.runAndReadAll(duckJoins.match)).getRowObjects()[0])
  const overlap = await timed(
    async () => (await connection.runAndReadAll(duckJoins.overlap)).getRowObjects()[0],
  )
  connection.closeSync()
  return {
    loadMs: load.ms,
    matchMs: match.ms,
    overlapMs: overlap.ms,
    both: match.result.both_sides,
    overlaps: overlap.result.overlaps,
  }
}
