/** Builds `dist/`: compiles, copies the migrations, and makes the empty database that new ones start from. */
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Throws when the compiler finds something wrong; its words are on stderr then. */
export async function build() {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const dist = join(root, 'dist')
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')
  // No shell, so that a blank in the folder's name is nothing special; what tsc says goes to stderr, never to stdout.
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.json')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  rmSync(join(dist, 'db', 'migrations'), { recursive: true, force: true })
  cpSync(join(root, 'db', 'migrations'), join(dist, 'db', 'migrations'), { recursive: true })
  const { writeTemplate } = await import(pathToFileURL(join(dist, 'db', 'template.js')).href)
  const template = await writeTemplate()
  for (const file of readdirSync(join(dist, 'db'))) {
    if (file.startsWith('template-') && !template.endsWith(file)) rmSync(join(dist, 'db', file))
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build()
