/**
 * A regional outage ends: every line comes back in the same moment. Prints how long it takes from there to each stored
 * report, and how many a second, beside pg-boss handing out as many jobs that do nothing, by as many workers.
 *
 *   REJOIN_TEST_POSTGRES_URL=postgres://… node tests/bench/storm.mjs [CONNECTIONS] [BOOKINGS] [ENTRIES] [WATCHERS,…]
 *
 * Needs `npm run build`. BOOKINGS and ENTRIES are per connection. Makes a database of its own, and drops it.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { openDatabase } from '../../dist/db/open.js'
import { openQueue } from '../../dist/db/queue.js'
import { importBundle } from '../../dist/src/bundle/load.js'

const PROGRAM = fileURLToPath(new URL('../../dist/bin/rejoin.js', import.meta.url))
const WORKERS = 4

if (process.argv[2] === '--empty') await emptyWorker(process.argv[3])
else await storm()

async function storm() {
  const [connections = '2000', bookings = '20', entries = '80', watchers = '1,4'] = process.argv.slice(2)
  const server = process.env.REJOIN_TEST_POSTGRES_URL
  if (!server) throw new Error('REJOIN_TEST_POSTGRES_URL says which server to use')
  const dir = mkdtempSync(join(tmpdir(), 'rejoin-storm-'))
  try {
    const bundle = join(dir, 'bundle')
    const maker = fileURLToPath(new URL('./make-bundle.mjs', import.meta.url))
    execFileSync(process.execPath, [maker, bundle, connections, bookings, entries])
    for (const count of watchers.split(',').map(Number)) {
      await onFreshDatabase(server, (url) =>
        oneStorm(url, bundle, join(dir, `out-${count}`), Number(connections), count),
      )
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

async function oneStorm(url, bundle, out, connections, count) {
  const database = await openDatabase({ kind: 'postgres', url })
  const imported = await importBundle(database, bundle)
  if (imported.refused) throw new Error('the bundle was refused')
  await database.close()
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  await toToday(sql)

  const told = []
  const watchers = Array.from({ length: count }, () => watch(url, out, told))
  await Promise.all(watchers.map(({ ready }) => ready))
  // Every line is known to be down, and nobody has anything to do.
  await until(async () => (await left(sql)).looked === connections)
  told.length = 0

  const beganMs = Date.now()
  await sql`insert into connection_events select connection_id, date_trunc('milliseconds', clock_timestamp()), 'connected'
    from connections`
  await sql`update pms_reads set taken_at = clock_timestamp()`
  const delivered = () => told.filter(({ what }) => what === 'delivered')
  await until(() => delivered().length >= connections)
  const took = delivered()
    .map(({ at }) => (Date.parse(at) - beganMs) / 1000)
    .sort((a, b) => a - b)
  const [{ runs }] = await sql`select count(*)::int as runs from runs where cardinality(holds) = 0`
  const [{ settled }] = await sql`select count(*)::int as settled from outage_reconciliations`
  const order = await inOrder(sql, delivered())
  await Promise.all(watchers.map(({ end }) => end()))

  const perSecond = connections / took.at(-1)
  const empty = await emptyJobs(url, connections, count)
  print(
    `${count} ${count === 1 ? 'watcher' : 'watchers'} of ${WORKERS} workers, ${connections} lines back at once`,
  )
  print(
    `  reports            median ${took[Math.floor(took.length / 2)].toFixed(1)} s, 99th percentile ${took[Math.floor(took.length * 0.99)].toFixed(1)} s, last ${took.at(-1).toFixed(1)} s`,
  )
  print(
    `  reconciliations    ${perSecond.toFixed(1)} per second; ${runs} finished runs, ${settled} outages settled`,
  )
  print(`  order              ${order}`)
  print(`  pg-boss, no work   ${empty.toFixed(0)} per second; ratio ${(empty / perSecond).toFixed(1)}`)
  await sql.end()
}

/** The worlds are of a fixed day: they are moved, so that the outage began three hours ago and the bookings are ahead. */
async function toToday(sql) {
  const shift = sql`date_trunc('minute', now()) - timestamptz '2026-11-19T04:00Z'`
  await sql`update bookings set start_at = start_at + (${shift}), end_at = end_at + (${shift}),
    accepted_at = accepted_at + (${shift}), changed_at = changed_at + (${shift}),
    cancelled_at = cancelled_at + (${shift}), synced_at = synced_at + (${shift}),
    synced_start_at = synced_start_at + (${shift}), synced_end_at = synced_end_at + (${shift})`
  await sql`update pms_appointments set start_at = start_at + (${shift}), end_at = end_at + (${shift}),
    created_at = created_at + (${shift})`
  await sql`update pms_sessions set start_at = start_at + (${shift}), end_at = end_at + (${shift})`
  await sql`truncate connection_events, reconciliation_jobs`
  await sql`insert into connection_events select connection_id, date_trunc('milliseconds', now()) - interval '4 hours',
    'connected' from connections`
  await sql`insert into connection_events select connection_id, date_trunc('milliseconds', now()) - interval '3 hours',
    'disconnected' from connections`
  await sql`analyze`
}

async function left(sql) {
  const [row] =
    await sql`select count(*) filter (where waiting_for = 'line')::int as looked from reconciliation_jobs`
  return row
}

/** How far the order of the reports is from that of the earliest appointments: 1 the same, 0 by chance. */
async function inOrder(sql, delivered) {
  const rows = await sql`select connection_id, earliest_start_at from reconciliation_jobs`
  const wanted = new Map(rows.map((row) => [row.connection_id, Number(row.earliest_start_at)]))
  const starts = delivered.map(({ connectionId }) => wanted.get(connectionId) ?? 0)
  const half = Math.floor(starts.length / 2)
  const mean = (list) => list.reduce((sum, one) => sum + one, 0) / list.length
  const hours = (mean(starts.slice(half)) - mean(starts.slice(0, half))) / 3_600_000
  return `the first half of the reports has appointments ${hours.toFixed(1)} h earlier than the second`
}

async function emptyJobs(url, jobs, processes) {
  const database = await openDatabase({ kind: 'postgres', url })
  const queue = await openQueue(url, database, () => undefined)
  await queue.offer(
    Array.from({ length: jobs }, (_, i) => ({ connectionId: `empty-${i}`, earliestStartMs: i })),
  )
  const began = performance.now()
  const children = Array.from({ length: processes }, () =>
    spawn(process.execPath, [fileURLToPath(import.meta.url), '--empty', url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  )
  let firstMs = Number.POSITIVE_INFINITY
  for (const child of children)
    createInterface(child.stdout).once('line', () => (firstMs = Math.min(firstMs, performance.now())))
  await Promise.all(children.map((child) => once(child, 'exit')))
  const seconds = (performance.now() - Math.max(began, firstMs)) / 1000
  await queue.close()
  await database.close()
  return jobs / seconds
}

/** As many at a time as a watcher has workers, until nothing is offered any more. */
async function emptyWorker(url) {
  const database = await openDatabase({ kind: 'postgres', url })
  const queue = await openQueue(url, database, () => undefined)
  process.stdout.write('ready\n')
  for (;;) {
    const offers = await queue.fetch(WORKERS)
    if (offers.length === 0) break
    await Promise.all(offers.map((offer) => queue.done(offer)))
  }
  await queue.close()
  await database.close()
}

function watch(url, out, told) {
  const args = [PROGRAM, 'watch', '--json', '--settle', '0', '--workers', String(WORKERS), '--out', out]
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface(child.stdout)
  const ready = once(lines, 'line')
  lines.on('line', (line) => told.push(JSON.parse(line)))
  return {
    ready,
    async end() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

async function onFreshDatabase(server, work) {
  const name = `rejoin_storm_${process.pid}`
  const admin = postgres(server, { max: 1, onnotice: () => undefined })
  await admin`create database ${admin(name)}`
  try {
    const url = new URL(server)
    url.pathname = `/${name}`
    await work(url.href)
  } finally {
    await admin`drop database if exists ${admin(name)} with (force)`
    await admin.end()
  }
}

async function until(holds) {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 100))
}

function print(line) {
  process.stdout.write(`${line}\n`)
}
