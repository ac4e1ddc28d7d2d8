/**
 * New times for those who lost theirs, to a proven optimum: ours against the plain time-indexed model solved aim by aim
 * (peers/time-indexed.mjs) over the same free times. Both must reach the same four sums.
 *
 *   npm run bench alternatives [-- --lost 10,20,50,100 --full 80,95 --seeds 5 --peerSeconds 300]
 */
import loadHighs from 'highs'
import { windowOf } from '../../dist/src/connection/outage.js'
import { loadSolver } from '../../dist/src/reconcile/plan/alternatives/highs.js'
import { findAlternativesWith } from '../../dist/src/reconcile/plan/alternatives.js'
import { seekersOf } from '../../dist/src/reconcile/plan/seekers.js'
import { sceneOf } from '../../dist/src/reconcile/reconcile.js'
import { inCount, inMs, median, ratio, say, sizes, table, timed } from './measure.mjs'
import { AIMS, solveInTurn } from './peers/time-indexed.mjs'
import { AS_OF, crowdedWorld } from './worlds.mjs'

const PRACTITIONERS = { 10: 4, 20: 6, 50: 8, 100: 10 }
const { lost, full, seeds, peerSeconds } = sizes({
  lost: '10,20,50,100',
  full: '80,95',
  seeds: 5,
  peerSeconds: 300,
})

const find = findAlternativesWith(await loadSolver())
const highs = await loadHighs()
const rows = []
let different = 0
await contest(5, 4, 0.8, 0)
for (const percent of full.split(',').map(Number)) {
  for (const count of lost.split(',').map(Number)) {
    const practitioners = PRACTITIONERS[count] ?? Math.ceil(count / 10)
    const results = []
    for (let seed = 1; seed <= seeds; seed++)
      results.push(await contest(count, practitioners, percent / 100, seed))
    rows.push(line(practitioners, percent, results))
  }
}
table(
  `lost bookings over 14 days, medians of ${seeds}; the plain model had ${peerSeconds} s`,
  [
    'lost × practitioners',
    'free times',
    'placed',
    'ours',
    'slowest',
    'proven',
    'plain model',
    'ratio',
    'same optimum',
  ],
  rows,
)
if (different > 0) {
  say(`\n  ${different} answers differ`)
  process.exitCode = 1
}

async function contest(count, practitioners, share, seed) {
  const world = crowdedWorld({ lost: count, practitioners, full: share, seed })
  const window = windowOf(world, { asOfMs: AS_OF })
  const scene = sceneOf(world, window, { asOfMs: AS_OF })
  const ours = await timed(() => find(scene))
  const seekers = seekersOf(scene)
  const { proposals, provenBest } = ours.result
  const theirs = await timed(() => solveInTurn(highs, seekers, peerSeconds))
  const sums = sumsOf(seekers, proposals)
  const same =
    theirs.result === null ? null : Object.keys(AIMS).every((aim) => sums[aim] === theirs.result[aim])
  if (same === false) {
    different++
    say(
      `${count} lost, ${share * 100} % full, seed ${seed}: ours ${JSON.stringify(sums)}, theirs ${JSON.stringify(theirs.result)}`,
    )
  }
  return {
    seekers: seekers.length,
    openings: seekers.reduce((sum, { openings }) => sum + openings.length, 0),
    placed: proposals.size,
    ms: ours.ms,
    proven: provenBest,
    // Where its time ran out, it is at least that slow.
    theirMs: theirs.ms,
    same,
  }
}

function line(practitioners, percent, results) {
  const of = (field) => median(results.map((result) => result[field]))
  const stopped = results.filter(({ same }) => same === null).length
  return [
    `${of('seekers')} × ${practitioners}, ${percent} % full`,
    inCount(of('openings')),
    of('placed'),
    inMs(of('ms')),
    inMs(Math.max(...results.map(({ ms }) => ms))),
    `${results.filter(({ proven }) => proven).length}/${results.length}`,
    `${stopped > results.length / 2 ? '> ' : ''}${inMs(of('theirMs'))}`,
    `${stopped > results.length / 2 ? '< ' : ''}${ratio(of('ms'), of('theirMs'))}`,
    `${results.filter(({ same }) => same).length}/${results.length}${stopped > 0 ? `, ${stopped} unfinished` : ''}`,
  ]
}

/** What our proposals come to, counted with the openings that they are. */
function sumsOf(seekers, proposals) {
  const sums = Object.fromEntries(Object.keys(AIMS).map((aim) => [aim, 0]))
  for (const { booking, openings } of seekers) {
    const given = proposals.get(booking.bookingId)
    if (given === undefined) continue
    const opening = openings.find(
      ({ practitionerId, startMs }) => practitionerId === given.practitionerId && startMs === given.startMs,
    )
    if (opening === undefined) throw new Error(`${booking.bookingId} was given a time that is not free`)
    for (const [aim, worthOf] of Object.entries(AIMS)) sums[aim] += worthOf(opening)
  }
  for (const aim of Object.keys(AIMS)) sums[aim] = Math.round(sums[aim])
  return sums
}
