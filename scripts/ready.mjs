/** Makes a checkout ready to run: installs what is missing and builds what is stale. Needs only Node and npm. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = join(root, 'dist', '.built')

checkNode()
if (isStale(join(root, 'node_modules', '.package-lock.json'), [join(root, 'package-lock.json')])) install()
const sources = ['bin', 'db', 'src', 'scripts', 'package-lock.json', 'tsconfig.json'].map((name) =>
  join(root, name),
)
if (process.argv.includes('--rebuild') || isStale(stamp, sources)) await build()

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  say(`Rejoin needs Node 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(1)
}

function install() {
  say('Installing packages (once) …')
  const npm = process.env['npm_execpath']
  const [command, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]]
  // The lock file decides; development packages too, since the compiler is one of them. All talk goes to stderr.
  const args = [...first, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  execFileSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] })
}

async function build() {
  say('Building …')
  const { build } = await import('./build.mjs')
  try {
    await build()
  } catch (error) {
    say(error?.status === undefined ? error : 'The build failed; see above.')
    process.exit(1)
  }
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(stamp, '')
}

/** True when `made` is missing or older than the newest file under `from`. */
function isStale(made, from) {
  return !existsSync(made) || statSync(made).mtimeMs < Math.max(...from.map(newest))
}

function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

function say(words) {
  process.stderr.write(`${words}\n`)
}
