/** What every benchmark does: sizes from the command line, processes with their time and memory, medians, a table. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AS_OF } from './worlds.mjs'

export const PROGRAM = fileURLToPath(new URL('../../dist/bin/rejoin.js', import.meta.url))
/** The moment at which the made-up worlds are judged. */
export const AS_OF_TEXT = new Date(AS_OF).toISOString()

/** `--name value` of the command line over the defaults; those in `scaled` times REJOIN_BENCH_SCALE. */
export function sizes(defaults, scaled = []) {
  const scale = Number(process.env.REJOIN_BENCH_SCALE ?? 1)
  const found = { ...defaults }
  for (const name of scaled) found[name] = Math.max(1, Math.round(defaults[name] * scale))
  const args = process.argv.slice(2)
  for (let i = 0; i < args.length; i += 2) {
    const name = args[i]?.slice(2) ?? ''
    if (!(name in defaults) || args[i + 1] === undefined) {
      throw new Error(
        `arguments: ${Object.entries(defaults)
          .map(([key, value]) => `--${key} ${value}`)
          .join(' ')}`,
      )
    }
    found[name] = typeof defaults[name] === 'number' ? Number(args[i + 1]) : args[i + 1]
  }
  return found
}

/** Tells of its own end how much memory it had at most: exact, and the same wherever Node runs. */
const TELLS_MEMORY = `data:text/javascript,${encodeURIComponent(
  `import { writeSync } from 'node:fs'
  process.on('exit', () => { const u = process.resourceUsage(); writeSync(3, JSON.stringify({ rssKb: u.maxRSS, cpuUs: u.userCPUTime + u.systemCPUTime })) })`,
)}`

/** A Node process from its start to its end. `out`: a file for stdout, otherwise it is thrown away. */
export async function node(args, { env = {}, out = null, accepts = [0] } = {}) {
  const stdout = out === null ? 'ignore' : openSync(out, 'w')
  const beganMs = performance.now()
  const child = spawn(process.execPath, ['--import', TELLS_MEMORY, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', stdout, 'pipe', 'pipe'],
  })
  const said = textOf(child.stderr)
  const told = textOf(child.stdio[3])
  const [code] = await once(child, 'close')
  const ms = performance.now() - beganMs
  if (out !== null) closeSync(stdout)
  const errors = await said
  if (!accepts.includes(code)) throw new Error(`node ${args.join(' ')} ended with ${code}: ${errors}`)
  const { rssKb, cpuUs } = JSON.parse(await told)
  return { ms, rssMb: rssKb / 1024, cpuMs: cpuUs / 1000, errors }
}

/** Rejoin itself. Exit codes 2 and 3 tell that there is something to do, and are as good as 0 here. */
export const rejoin = (args, options = {}) => node([PROGRAM, ...args], { accepts: [0, 2, 3], ...options })

/** Any other program; null where there is none of this name. */
export async function program(name, args, { env = {}, out = null, input = null } = {}) {
  const stdout = out === null ? 'ignore' : openSync(out, 'w')
  const beganMs = performance.now()
  const child = spawn(name, args, {
    env: { ...process.env, ...env },
    stdio: ['pipe', stdout, 'pipe'],
  })
  const missing = new Promise((resolve) => child.once('error', () => resolve(null)))
  const said = textOf(child.stderr)
  child.stdin.on('error', () => undefined)
  child.stdin.end(input ?? '')
  const ended = await Promise.race([once(child, 'close'), missing])
  const ms = performance.now() - beganMs
  if (out !== null) closeSync(stdout)
  if (ended === null) return null
  const errors = await said
  if (ended[0] !== 0) throw new Error(`${name} ended with ${ended[0]}: ${errors}`)
  return { ms, errors }
}

/** Milliseconds by stage, out of what `--timings` printed; of several connections, together. */
export function stagesIn(errors) {
  const stages = {}
  const table = errors.slice(errors.indexOf('rejoin: timings'))
  for (const [, stage, ms] of table.matchAll(/^ {2}(\S.*?) +(?:\d+ +)?(\d+\.\d) +\d+ %/gm))
    stages[stage] = Number(ms)
  return stages
}

/** `times` runs of each, taken in turn so that what else the machine does hits all of them; the results by name. */
export async function inTurn(times, contestants) {
  const results = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]))
  for (let i = 0; i < times; i++) {
    for (const [name, run] of Object.entries(contestants)) results[name].push(await run(i))
  }
  return results
}

/** How long the work takes; what it returns goes along, so that nobody can leave it out. */
export async function timed(work) {
  const beganMs = performance.now()
  const result = await work()
  return { ms: performance.now() - beganMs, result }
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

export const medianOf = (results, field = 'ms') => median(results.map((result) => result[field]))

export const inMs = (ms) =>
  ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${ms.toFixed(ms < 10 ? 2 : 0)} ms`
export const inMb = (mb) => `${mb.toFixed(0)} MB`
export const inCount = (n) => Math.round(n).toLocaleString('en-AU')
/** `ours` against `theirs`: below 1 we are faster. */
export const ratio = (ours, theirs) => (ours / theirs).toFixed(ours / theirs < 0.1 ? 3 : 2)

/** Columns as wide as their widest cell; the first to the left, numbers to the right. */
export function table(title, header, rows) {
  const all = [header, ...rows].map((row) => row.map((cell) => String(cell ?? '')))
  const widths = header.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length)))
  const line = (row) =>
    widths
      .map((width, i) => (i === 0 ? (row[i] ?? '').padEnd(width) : (row[i] ?? '').padStart(width)))
      .join('  ')
  say(`\n${title}\n`)
  for (const row of all) say(`  ${line(row)}`.trimEnd())
}

export const say = (text) => process.stdout.write(`${text}\n`)

/** A folder for as long as the work lasts. */
export async function withFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'rejoin-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Every file beneath, with its size. */
export function filesUnder(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
}

export const bytesOf = (paths) => paths.reduce((sum, path) => sum + statSync(path).size, 0)

async function textOf(stream) {
  let text = ''
  for await (const chunk of stream.setEncoding('utf8')) text += chunk
  return text
}
