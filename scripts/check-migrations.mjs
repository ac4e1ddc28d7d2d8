/** Fails when the schema says something that no migration does, or when the journal is out of order. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const migrations = join(root, 'db', 'migrations')
const { entries } = JSON.parse(readFileSync(join(migrations, 'meta', '_journal.json'), 'utf8'))
const times = entries.map((entry) => entry.when)
if (times.some((when, index) => index > 0 && when <= times[index - 1])) {
  fail(
    'The journal of migrations is not strictly increasing in time: later ones would be passed over in silence.',
  )
}

// drizzle-kit takes the folder as a path below the working directory.
const copy = mkdtempSync(join(root, 'dist', 'migrations-check-'))
try {
  cpSync(migrations, copy, { recursive: true })
  const kit = join(root, 'node_modules', 'drizzle-kit', 'bin.cjs')
  const args = [
    kit,
    'generate',
    '--dialect=postgresql',
    '--schema=./db/schema.ts',
    `--out=${copy.slice(root.length)}`,
  ]
  execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 2] })
  const made = readdirSync(copy).filter(
    (name) => name.endsWith('.sql') && !readdirSync(migrations).includes(name),
  )
  if (made.length > 0)
    fail('db/schema has changes that no migration makes: run npm run db:generate and commit the result.')
} finally {
  rmSync(copy, { recursive: true, force: true })
}
process.stderr.write(`${entries.length} migrations, in order, and the schema needs no other.\n`)

function fail(words) {
  process.stderr.write(`${words}\n`)
  process.exit(1)
}
