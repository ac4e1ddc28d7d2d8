/**
 * Wall clock to instant and back, against luxon in the same run: node tests/bench/wall-time.mjs (after npm run build).
 * Prints conversions per second and the ratio; luxon also answers repeated hours by today's date, so only speed is compared.
 */
import { DateTime } from 'luxon'
import { wallClock } from '../../dist/src/books/wall-time.js'

const ZONE = 'Australia/Sydney'
const clock = wallClock(ZONE)
const locals = Array.from({ length: 1_000 }, (_, i) =>
  new Date(Date.UTC(2026, 0, 1, i * 7)).toISOString().slice(0, 16),
)
const instants = Array.from({ length: 1_000 }, (_, i) => 1_767_225_600_000 + i * 31_536_000)

function perSecond(count, convert) {
  for (let i = 0; i < count / 10; i++) convert(i)
  const start = performance.now()
  for (let i = 0; i < count; i++) convert(i)
  return count / ((performance.now() - start) / 1000)
}

function compare(name, ours, luxons) {
  const us = perSecond(1_000_000, ours)
  const peer = perSecond(50_000, luxons)
  process.stdout.write(
    `${name}: ${Math.round(us)}/s, luxon ${Math.round(peer)}/s, ratio ${(us / peer).toFixed(1)}\n`,
  )
}

compare(
  'local to instant',
  (i) => clock.toInstant(locals[i % 1_000]),
  (i) => DateTime.fromISO(locals[i % 1_000], { zone: ZONE }).toMillis(),
)
compare(
  'local day',
  (i) => clock.localDay(instants[i % 1_000]),
  (i) => DateTime.fromMillis(instants[i % 1_000], { zone: ZONE }).toISODate(),
)
