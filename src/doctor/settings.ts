/** PURE. What the program was told: rejoin.json, the environment, and the secrets that both point to. */
import type { Note } from './checkup.ts'
import { mayBeChangedByOthers, mayBeReadByOthers, modeText } from './machine.ts'
import { fact, warning, wrong } from './mark.ts'
import type { Near } from './near.ts'

export interface ConfigurationSeen {
  readonly path: string
  readonly books: number
  readonly isThere: boolean
  /** Null: the system knows no modes. */
  readonly mode: number | null
  readonly faults: readonly string[]
}

export function judgeConfiguration({ path, books, isThere, mode, faults }: ConfigurationSeen): Note[] {
  if (faults.length > 0) return [wrong({ code: 'configuration-faults', faults })]
  if (!isThere) return [fact({ code: 'no-configuration', path })]
  return [
    fact({ code: 'configuration', path, books }),
    // It says where bookings are written to.
    ...(mode !== null && mayBeChangedByOthers(mode)
      ? [wrong({ code: 'configuration-open', path, mode: modeText(mode) })]
      : []),
  ]
}

/** Every variable of ours. Those for tests are named by their beginning. */
const VARIABLES = ['REJOIN_CONFIG', 'REJOIN_DATA', 'REJOIN_BOOK_TOKEN']
const FOR_TESTS = /^REJOIN_(TEST|CRASH|KILLS)/

/** `names`: of the variables that are set; `pointedTo`: those that rejoin.json names as the place of a secret. */
export function judgeVariables(names: readonly string[], pointedTo: readonly string[], near: Near): Note[] {
  const known = [...VARIABLES, ...pointedTo]
  const unknown = names.filter(
    (name) => /^REJOIN_/i.test(name) && !known.includes(name) && !FOR_TESTS.test(name),
  )
  return [
    ...unknown.map((name) => warning({ code: 'variable-unknown', name, near: near(name, known) })),
    ...(names.includes('DATABASE_URL') && names.includes('REJOIN_DATA')
      ? [warning({ code: 'variable-of-no-use', name: 'REJOIN_DATA', because: 'DATABASE_URL' })]
      : []),
  ]
}

export interface SecretPlaces {
  readonly files: readonly string[]
  readonly variables: readonly string[]
}

/** Everything in rejoin.json that says where a secret is to be had; paths as they stand there. */
export function secretPlaces(value: unknown): SecretPlaces {
  const files = new Set<string>()
  const variables = new Set<string>()
  const walk = (one: unknown): void => {
    if (typeof one !== 'object' || one === null) return
    const fields = Object.entries(one)
    const [first] = fields
    const text = fields.length === 1 && typeof first?.[1] === 'string' ? first[1] : null
    if (!Array.isArray(one) && text !== null && first?.[0] === 'file') files.add(text)
    if (!Array.isArray(one) && text !== null && first?.[0] === 'env') variables.add(text)
    for (const [name, inner] of fields) {
      if (name === 'tokenFile' && typeof inner === 'string') files.add(inner)
      walk(inner)
    }
  }
  walk(value)
  return { files: [...files].sort(), variables: [...variables].sort() }
}

export interface SecretFileSeen {
  readonly file: string
  /** Why it could not be looked at. */
  readonly reason: string | null
  readonly bytes: number
  /** Null: the system knows no modes. */
  readonly mode: number | null
}

export function judgeSecrets(
  files: readonly SecretFileSeen[],
  variables: readonly { readonly name: string; readonly isSet: boolean }[],
): Note[] {
  return [
    fact({ code: 'secrets', files: files.length, variables: variables.length }),
    ...files.flatMap(({ file, reason, bytes, mode }) => {
      if (reason !== null) return [wrong({ code: 'secret-unreadable', file, reason })]
      return [
        ...(bytes === 0 ? [wrong({ code: 'secret-empty', file })] : []),
        ...(mode !== null && mayBeReadByOthers(mode)
          ? [warning({ code: 'secret-open', file, mode: modeText(mode) })]
          : []),
      ]
    }),
    ...variables.filter(({ isSet }) => !isSet).map(({ name }) => warning({ code: 'secret-not-set', name })),
  ]
}
