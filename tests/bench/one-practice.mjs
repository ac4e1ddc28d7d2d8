/**
 * One practice that has just reconnected: `rejoin run` as a process, cold, on the embedded database and on PostgreSQL,
 * stage by stage; beside it Node's own start, and psql reading the same rows by COPY.
 *
 *   npm run bench one-practice [-- --bookings 60 --entries 3000 --practitioners 5 --runs 9]
 */
import { join } from 'node:path'
import { makeBundle } from './make-bundle.mjs'
import {
  AS_OF_TEXT,
  inMb,
  inMs,
  inTurn,
  median,
  medianOf,
  node,
  ratio,
  rejoin,
  say,
  sizes,
  stagesIn,
  table,
  withFolder,
} from './measure.mjs'
import { readsOf } from './peers/reads.mjs'
import { copyOut, withDatabase } from './server.mjs'

const { bookings, entries, practitioners, runs } = sizes({
  bookings: 60,
  entries: 3_000,
  practitioners: 5,
  runs: 9,
})
/** The whole outage by hand: otherwise the second run would find it settled by the first. */
const WINDOW = ['--since', '2026-11-18T04:00:00Z', '--until', '2026-11-19T04:00:00Z']

await withFolder((folder) =>
  withDatabase(async (url) => {
    const bundle = join(folder, 'bundle')
    await makeBundle(bundle, { connections: 1, bookings, entries, practitioners })
    const on = {
      embedded: { DATABASE_URL: '', REJOIN_DATA: join(folder, 'data') },
      postgres: { DATABASE_URL: url },
    }
    for (const env of Object.values(on)) await rejoin(['import', bundle], { env })
    const run = (where) => () =>
      rejoin(
        ['run', '--connection', 'c0000', '--as-of', AS_OF_TEXT, ...WINDOW, '--timings'].concat(
          '--out',
          join(folder, `out-${where}`),
        ),
        { env: on[where] },
      )
    const results = await inTurn(runs, {
      start: () => node(['-e', '0']),
      embedded: run('embedded'),
      postgres: run('postgres'),
      copy: () => copyOut(url, readsOf('c0000')),
    })
    tell(results)
  }),
)

function tell({ start, embedded, postgres, copy }) {
  const least = medianOf(start)
  table(
    `one practice: ${bookings} bookings, a book of ${entries} entries; medians of ${runs} cold processes`,
    ['', 'wall', 'of node -e 0', 'peak memory'],
    [
      ['node -e 0', inMs(least), '1.00', inMb(medianOf(start, 'rssMb'))],
      ...[
        ['rejoin run, embedded', embedded],
        ['rejoin run, PostgreSQL', postgres],
      ].map(([name, results]) => [
        name,
        inMs(medianOf(results)),
        ratio(medianOf(results), least),
        inMb(medianOf(results, 'rssMb')),
      ]),
    ],
  )
  const [onEmbedded, onPostgres] = [embedded, postgres].map((results) =>
    results.map(({ errors }) => stagesIn(errors)),
  )
  const stage = (all, name) => median(all.map((one) => one[name] ?? 0))
  const names = Object.keys(onPostgres[0])
  table(
    'stage by stage',
    ['', 'embedded', 'share', 'PostgreSQL', 'share'],
    names.map((name) => [
      name,
      inMs(stage(onEmbedded, name)),
      percent(stage(onEmbedded, name) / stage(onEmbedded, 'whole')),
      inMs(stage(onPostgres, name)),
      percent(stage(onPostgres, name) / stage(onPostgres, 'whole')),
    ]),
  )
  const thinking = ['judge', 'alternatives', 'plan'].reduce((sum, name) => sum + stage(onPostgres, name), 0)
  say(
    `\n  judging and planning together: ${inMs(thinking)}, and the solver to load: ${inMs(stage(onPostgres, 'solver'))}`,
  )
  if (copy[0] === null) return say('  psql is not installed: nothing to compare the reading with')
  say(
    `  reading: ${inMs(stage(onPostgres, 'read'))}; psql reading the same by COPY, from its start to its end: ${inMs(medianOf(copy))}, ratio ${ratio(stage(onPostgres, 'read'), medianOf(copy))}`,
  )
}

function percent(share) {
  return `${Math.round(100 * share)} %`
}
