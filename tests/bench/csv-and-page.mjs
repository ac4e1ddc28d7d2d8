/**
 * A million report rows as CSV: ours (guarded against spreadsheets) against csv-stringify (quoted, its own guard on and
 * off) and strings joined by hand, into a stream that throws them away. And one practice's page of 500 conflicts.
 *
 *   npm run bench csv-and-page [-- --rows 1000000 --conflicts 500 --runs 3]
 */
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify'
import { windowOf } from '../../dist/src/connection/outage.js'
import { loadSolver } from '../../dist/src/reconcile/plan/alternatives/highs.js'
import { findAlternativesWith } from '../../dist/src/reconcile/plan/alternatives.js'
import { reconcile } from '../../dist/src/reconcile/reconcile.js'
import { columnsOf } from '../../dist/src/report/columns.js'
import { cellText, writeCsv } from '../../dist/src/report/csv.js'
import { reportPage } from '../../dist/src/report/page/report-page.js'
import { reportRows } from '../../dist/src/report/rows.js'
import { inCount, inMb, inMs, inTurn, medianOf, ratio, say, sizes, table, timed } from './measure.mjs'
import { AS_OF, worldOf } from './worlds.mjs'

const { rows, conflicts, runs } = sizes({ rows: 1_000_000, conflicts: 500, runs: 3 }, ['rows'])
const QUOTED = { quoted: true, quoted_empty: true, record_delimiter: '\r\n', bom: true }
const plainText = (cell) => (cell === undefined ? '' : typeof cell === 'string' ? cell : cell.own)

await csv()
await page()

async function csv() {
  const { world, result } = await judged(300)
  const columns = columnsOf('bookings', {})
  const cells = reportRows(world, result, 'run', 'p0000', {}).bookings.map((row) => row.cells())
  const texts = cells.map((row) => columns.map((column) => cellText(row[column])))
  const plain = cells.map((row) => columns.map((column) => plainText(row[column])))
  const contestants = {
    'rejoin, writeCsv': (to) => writeCsv(to, columns, repeated(cells, rows)),
    'csv-stringify, its guard on': (to) =>
      pipeline(
        Readable.from(repeated(plain, rows)),
        stringify({ ...QUOTED, header: true, columns, escape_formulas: true }),
        to,
      ),
    'csv-stringify, no guard': (to) =>
      pipeline(Readable.from(repeated(plain, rows)), stringify({ ...QUOTED, header: true, columns }), to),
    'by hand, our guard': (to) =>
      pipeline(Readable.from(byHand(columns, repeated(cells, rows), cellText)), to),
    'by hand, no guard': (to) =>
      pipeline(Readable.from(byHand(columns, repeated(plain, rows), (text) => text)), to),
  }
  const results = await inTurn(
    runs,
    Object.fromEntries(
      Object.entries(contestants).map(([name, write]) => [
        name,
        async () => {
          const to = discarding()
          const { ms } = await timed(() => write(to))
          return { ms, bytes: to.bytes() }
        },
      ]),
    ),
  )
  const ours = medianOf(results['rejoin, writeCsv'])
  table(
    `${inCount(rows)} rows of bookings.csv, ${columns.length} columns (${inMb((rows * Buffer.byteLength(texts.flat().join('","'))) / texts.length / 2 ** 20)}); medians of ${runs}`,
    ['', 'time', 'rows per second', 'ours / it', 'bytes'],
    Object.entries(results).map(([name, all]) => [
      name,
      inMs(medianOf(all)),
      inCount(rows / (medianOf(all) / 1000)),
      ratio(ours, medianOf(all)),
      inCount(all[0].bytes),
    ]),
  )
}

async function page() {
  for (const [name, bookings, kindOf] of [
    ['alone', conflicts, () => 'taken'],
    ['among ten times as many bookings', conflicts * 10, undefined],
  ]) {
    const { world, result } = await judged(bookings, kindOf)
    const found = result.judgements.filter(({ verdict }) => verdict === 'time-already-taken').length
    const { html } = await inTurn(Math.max(5, runs), {
      html: async () => {
        const { ms, result: text } = await timed(() => reportPage(world, result, 'run', 'p0000', {}))
        return { ms, bytes: Buffer.byteLength(text) }
      },
    })
    say(
      `\n  page of ${inCount(found)} conflicts ${name}: ${inMs(medianOf(html))} (the first ${inMs(html[0].ms)}), ${inCount(html[0].bytes)} bytes`,
    )
  }
}

/** Usually a tenth of the bookings are conflicts. */
async function judged(bookings, kindOf) {
  const size = { entries: bookings * 4, bookings, practitioners: 10 }
  const world = worldOf({ index: 0, ...size, ...(kindOf && { kindOf }) })
  const options = { asOfMs: AS_OF, window: windowOf(world, { asOfMs: AS_OF }) }
  // How good the new times are does not matter to a page; to find them for so many is another benchmark.
  const find = kindOf && findAlternativesWith(await loadSolver(), { secondsPerPart: 1 })
  return { world, result: reconcile(world, options, find) }
}

function* repeated(list, count) {
  for (let i = 0; i < count; i++) yield list[i % list.length]
}

/** The least that anybody could do: quote, double the quotes, join. */
function* byHand(columns, lines, text) {
  const quoted = (cell) => `"${cell.includes('"') ? cell.replaceAll('"', '""') : cell}"`
  let chunk = `${columns.map(quoted).join(',')}\r\n`
  for (const line of lines) {
    for (let i = 0; i < columns.length; i++) {
      const cell = Array.isArray(line) ? line[i] : line[columns[i]]
      chunk += `${i === 0 ? '' : ','}${quoted(text(cell))}`
    }
    chunk += '\r\n'
    if (chunk.length > 65_536) {
      yield chunk
      chunk = ''
    }
  }
  yield chunk
}

function discarding() {
  let bytes = 0
  const to = new Writable({
    write(chunk, _encoding, next) {
      bytes += chunk.length
      next()
    },
  })
  return Object.assign(to, { bytes: () => bytes })
}
