/** SHELL. Looks at what the program was told: rejoin.json, variables, and the files that hold secrets (never into them). */
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Note } from '../../src/doctor/checkup.ts'
import {
  judgeConfiguration,
  judgeSecrets,
  judgeVariables,
  type SecretFileSeen,
  secretPlaces,
} from '../../src/doctor/settings.ts'
import { type ConfigFile, readConfigFile } from '../config-file.ts'
import { nearest } from '../suggest.ts'
import type { Terminal } from '../terminal.ts'
import { wordsOf } from '../troubles.ts'
import type { Check } from './carry-out.ts'

export interface Told {
  readonly path: string
  /** Null: it has faults. */
  readonly config: ConfigFile | null
  readonly faults: readonly string[]
  /** As it stands in the file; null where that is no JSON. */
  readonly raw: unknown
}

export function readTold(env: Terminal['env']): Told {
  const path = resolve(env['REJOIN_CONFIG'] || 'rejoin.json')
  const raw = rawIn(path)
  try {
    return { path, raw, config: readConfigFile(env), faults: [] }
  } catch (error) {
    const faults = wordsOf(error).split('\n')
    return { path, raw, config: null, faults: faults.map((fault) => fault.replace(`${path}: `, '')) }
  }
}

export function settingsChecks({ path, config, faults, raw }: Told, env: Terminal['env']): Check[] {
  const { files, variables } = secretPlaces(raw)
  const set = Object.keys(env).filter((name) => (env[name] ?? '') !== '')
  return [
    {
      code: 'configuration',
      look: async () => [
        ...judgeConfiguration({
          path,
          books: config?.books.size ?? 0,
          isThere: existsSync(path),
          mode: modeOf(path),
          faults,
        }),
        ...judgeVariables(set, variables, nearest),
      ],
    },
    {
      code: 'secrets',
      look: async (): Promise<readonly Note[]> =>
        judgeSecrets(
          files.map((file) => secretFile(resolve(dirname(path), file))),
          variables.map((name) => ({ name, isSet: set.includes(name) })),
        ),
    },
  ]
}

function rawIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown
  } catch {
    return null
  }
}

/** Null: there is no such file, or no such thing as a mode. */
export function modeOf(path: string): number | null {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat === undefined ? null : known(stat.mode)
}

/** On Windows it says nothing about who may read. */
const known = (mode: number): number | null => (process.platform === 'win32' ? null : mode & 0o777)

function secretFile(file: string): SecretFileSeen {
  try {
    // Its size and its rights: what is in it is nobody's business here.
    const { size, mode } = statSync(file)
    accessSync(file, constants.R_OK)
    return { file, reason: null, bytes: size, mode: known(mode) }
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    return { file, reason, bytes: 0, mode: null }
  }
}
