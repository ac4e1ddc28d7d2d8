/** npm run bench [NAME [--size value …]]: one benchmark, or all of them one after the other. Peers are installed here. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'

const BENCHMARKS = ['one-practice', 'everything', 'core', 'alternatives', 'import', 'csv-and-page']
const here = fileURLToPath(new URL('.', import.meta.url))

const [name, ...args] = process.argv.slice(2)
if (name !== undefined && !BENCHMARKS.includes(name)) {
  process.stderr.write(`benchmarks: ${BENCHMARKS.join(', ')} (none: all of them)\n`)
  process.exit(1)
}
installPeers()
process.stdout.write(
  `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ` +
    `${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}; load before: ${load()}\n`,
)
for (const each of name === undefined ? BENCHMARKS : [name]) {
  execFileSync(process.execPath, [`${here}${each}.mjs`, ...args], { stdio: 'inherit' })
}

function installPeers() {
  const made = `${here}node_modules/.package-lock.json`
  if (existsSync(made) && statSync(made).mtimeMs >= statSync(`${here}package-lock.json`).mtimeMs) return
  process.stderr.write('Installing what the benchmarks are compared with (once) …\n')
  const npm = process.env.npm_execpath
  const [command, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]]
  execFileSync(command, [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: here,
    stdio: ['ignore', 2, 2],
  })
}

/** A machine that is busy with something else gives ratios at best. */
function load() {
  try {
    return readFileSync('/proc/loadavg', 'utf8').split(' ')[0]
  } catch {
    return 'unknown'
  }
}
