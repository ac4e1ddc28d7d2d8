/**
 * A bundle of a million rows: `rejoin import` against psql's \copy of the same files into the same tables, with their
 * keys and foreign keys, in one transaction (it takes wall clocks for UTC, and checks nothing else). And a tenth of the
 * bundle, to see whether memory stays flat.
 *
 *   npm run bench import [-- --rows 1000000 --connections 100 --runs 3]
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BUNDLE_FILES } from '../../dist/src/bundle/columns.js'
import { makeBundle } from './make-bundle.mjs'
import {
  bytesOf,
  filesUnder,
  inCount,
  inMb,
  inMs,
  medianOf,
  ratio,
  rejoin,
  sizes,
  table,
  withFolder,
} from './measure.mjs'
import { copyIn, withDatabase } from './server.mjs'

const { rows, connections, runs } = sizes({ rows: 1_000_000, connections: 100, runs: 3 }, ['rows'])

const few = await contest(Math.round(rows / 10))
const many = await contest(rows)
table(
  `import of a bundle; medians of ${runs}, each into a fresh database`,
  ['', 'rows', 'file size', 'wall', 'rows per second', 'processor', 'peak memory', 'against COPY'],
  [few, many].flatMap(({ count, bytes, ours, copy }) => [
    [
      'rejoin import',
      inCount(count),
      inMb(bytes / 2 ** 20),
      inMs(medianOf(ours)),
      inCount(count / (medianOf(ours) / 1000)),
      inMs(medianOf(ours, 'cpuMs')),
      inMb(medianOf(ours, 'rssMb')),
      ratio(medianOf(ours), medianOf(copy)),
    ],
    [
      `${copy[0].by}, COPY`,
      inCount(count),
      '',
      inMs(medianOf(copy)),
      inCount(count / (medianOf(copy) / 1000)),
    ],
  ]),
)

/** About so many rows: of six, four are entries, one a patient of the book, the rest bookings and what goes with them. */
function contest(wanted) {
  return withFolder(async (folder) => {
    const lines = Math.min(connections, Math.ceil(wanted / 2_000))
    const entries = Math.ceil((wanted / lines) * 0.66)
    const counts = await makeBundle(folder, {
      connections: lines,
      entries,
      bookings: Math.ceil(entries / 20),
    })
    const count = Object.values(counts).reduce((sum, each) => sum + each, 0)
    const loads = loadsOf(folder)
    const ours = []
    const copy = []
    for (let run = 0; run < runs; run++) {
      ours.push(await withDatabase((url) => rejoin(['import', folder], { env: { DATABASE_URL: url } })))
      copy.push(
        await withDatabase(async (url) => {
          await rejoin(['db', 'migrate'], { env: { DATABASE_URL: url } })
          return copyIn(url, loads)
        }),
      )
    }
    return { count, bytes: bytesOf(filesUnder(folder)), ours, copy }
  })
}

/** In the order of the foreign keys, with each header's columns as the table calls them. */
function loadsOf(folder) {
  const present = new Set(readdirSync(folder))
  const loads = []
  for (const { file, table: name, columns } of BUNDLE_FILES) {
    if (!present.has(file)) continue
    const [header = ''] = readFileSync(join(folder, file), 'utf8').split('\n', 1)
    const into = new Map(columns.map((column) => [column.name, column.into ?? column.name]))
    loads.push({
      table: name,
      columns: header.split(',').map((column) => into.get(column) ?? column),
      file: join(folder, file),
      csv: true,
    })
  }
  return loads
}
