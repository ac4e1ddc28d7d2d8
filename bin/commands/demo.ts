/** `rejoin demo`: the example group, from its bundle to its reports, on an embedded database of its own. */
import { rm } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { COULD_NOT_RUN, type ExitCode, NOTHING_TO_DO } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'
import { importCommand } from './import.ts'
import { run } from './run.ts'

/** Fifteen minutes after the line came back that Thursday. */
const AS_OF = '2026-11-19T01:10:00Z'
const CONNECTION_STORY = 'examples/two-practices/README.md'

export async function demo(flags: { readonly out?: string }, terminal: Terminal): Promise<ExitCode> {
  const out = resolve(flags.out ?? join('rejoin-out', 'demo'))
  const data = join(out, 'database')
  const reports = join(out, 'reports')
  // Only what an earlier demo made: its own two folders.
  await rm(data, { recursive: true, force: true })
  await rm(reports, { recursive: true, force: true })
  // Its own database, whatever the environment says: a demo must not write into a real one.
  const here: Terminal = { ...terminal, env: { ...terminal.env, DATABASE_URL: undefined, REJOIN_DATA: data } }

  terminal.say('Two practices share one appointment book. On Thursday morning their line was down …\n')
  if ((await importCommand(exampleBundle(), {}, here)) !== NOTHING_TO_DO) return COULD_NOT_RUN
  const code = await run({ all: true, asOf: AS_OF, out: reports }, here)
  if (code === COULD_NOT_RUN) return COULD_NOT_RUN

  const shown = (path: string): string => relative('', path) || path
  terminal.say(
    [
      '',
      `The story of each booking: ${shown(join(root(), CONNECTION_STORY))}`,
      `Pages to open in a browser, and the CSVs beside them, one folder per practice: ${shown(reports)}`,
      `Why one booking got its verdict: REJOIN_DATA="${shown(data)}" node "${shown(join(root(), 'dist/bin/rejoin.js'))}" explain BK-1042`,
    ].join('\n'),
  )
  return NOTHING_TO_DO
}

/** The folder of the package, from `dist/bin/commands`. */
const root = (): string => fileURLToPath(new URL('../../..', import.meta.url))
const exampleBundle = (): string => join(root(), 'examples', 'two-practices')
