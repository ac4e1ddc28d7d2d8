/** `rejoin demo`: the example group, from its bundle to its reports, on an embedded database of its own. */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { COULD_NOT_RUN, type ExitCode, NOTHING_TO_DO } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'
import { importCommand } from './import.ts'
import { run } from './run.ts'

/** Fifteen minutes after the line came back that Thursday. */
const AS_OF = '2026-11-19T01:10:00Z'
const SENDER = 'rejoin@platform.example'
const CONNECTION_STORY = 'examples/two-practices/README.md'

export async function demo(flags: { readonly out?: string }, terminal: Terminal): Promise<ExitCode> {
  const out = resolve(flags.out ?? join('rejoin-out', 'demo'))
  const data = join(out, 'database')
  const reports = join(out, 'reports')
  const mail = join(out, 'mail')
  // Only what an earlier demo made: its own three folders.
  for (const folder of [data, reports, mail]) await rm(folder, { recursive: true, force: true })
  // Its own database and settings, whatever the environment says: a demo must not write into a real one, or to anybody.
  const settings = join(out, 'demo-settings.json')
  await mkdir(out, { recursive: true, mode: 0o700 })
  const reportAt = `${shown(reports)}/{practice}/report.html`
  await writeFile(
    settings,
    `${JSON.stringify({ mail: { from: SENDER, folder: 'mail', reportAt } }, null, 2)}\n`,
  )
  const own = { DATABASE_URL: undefined, REJOIN_DATA: data, REJOIN_CONFIG: settings }
  const here: Terminal = { ...terminal, env: { ...terminal.env, ...own } }

  terminal.say('Two practices share one appointment book. On Thursday morning their line was down …\n')
  if ((await importCommand(exampleBundle(), {}, here)) !== NOTHING_TO_DO) return COULD_NOT_RUN
  const code = await run({ all: true, asOf: AS_OF, out: reports, mail: true }, here)
  if (code === COULD_NOT_RUN) return COULD_NOT_RUN

  terminal.say(
    [
      '',
      `The story of each booking: ${shown(join(root(), CONNECTION_STORY))}`,
      `Pages to open in a browser, and the CSVs beside them, one folder per practice: ${shown(reports)}`,
      `The emails to the two managers, for any mail program: ${shown(mail)}`,
      `Why one booking got its verdict: REJOIN_DATA="${shown(data)}" node "${shown(join(root(), 'dist/bin/rejoin.js'))}" explain BK-1010`,
    ].join('\n'),
  )
  return NOTHING_TO_DO
}

const shown = (path: string): string => relative('', path) || path

/** The folder of the package, from `dist/bin/commands`. */
const root = (): string => fileURLToPath(new URL('../../..', import.meta.url))
const exampleBundle = (): string => join(root(), 'examples', 'two-practices')
