/** PURE. The database: what it is, what its sessions are like, whose tables are in it, and what we may do with them. */
import type { Server } from '../../db/server.ts'
import type { Note } from './checkup.ts'
import { mayBeReadByOthers, modeText } from './machine.ts'
import { fact, warning, wrong } from './mark.ts'

/** Older ones lack what deploy/roles.sql sets. */
const SERVER_NEEDED = 14
/** An import of a large book takes minutes. */
const SHORTEST_LIMIT_MS = 5 * 60_000

export type ServerSeen = Server

export function judgeServer({ version, major, user, isReplica }: ServerSeen, place: string): Note[] {
  return [
    fact({ code: 'server', place, version, user }),
    ...(major < SERVER_NEEDED ? [wrong({ code: 'server-too-old', version, needed: SERVER_NEEDED })] : []),
    ...(isReplica ? [wrong({ code: 'replica', place })] : []),
  ]
}

export interface FolderSeen {
  readonly folder: string
  /** As it was before anybody opened it; null where the system knows no modes. */
  readonly mode: number | null
}

export function judgeEmbedded({ folder, mode }: FolderSeen, version: string): Note[] {
  return [
    fact({ code: 'embedded', folder, version }),
    ...(mode !== null && mayBeReadByOthers(mode)
      ? [warning({ code: 'folder-open', folder, mode: modeText(mode) })]
      : []),
  ]
}

/** We ask every session for UTC, ISO and a long limit; whoever stands in between may swallow that. */
export function judgeSession({ timeZone, dateStyle, statementTimeoutMs }: ServerSeen): Note[] {
  const lost = [
    ...(timeZone === 'UTC' ? [] : [{ name: 'TimeZone', value: timeZone, wanted: 'UTC' }]),
    ...(dateStyle.startsWith('ISO') ? [] : [{ name: 'DateStyle', value: dateStyle, wanted: 'ISO' }]),
  ].map((setting) => wrong({ code: 'setting-lost', ...setting }))
  const isShort = statementTimeoutMs > 0 && statementTimeoutMs < SHORTEST_LIMIT_MS
  const cut = isShort ? [warning({ code: 'statements-cut', seconds: statementTimeoutMs / 1000 })] : []
  return lost.length + cut.length === 0 ? [fact({ code: 'session' })] : [...lost, ...cut]
}

export interface MigrationsSeen {
  readonly standing: 'current' | 'pending' | 'newer' | 'foreign'
  readonly applied: number
  readonly shipped: number
}

export function judgeMigrations({ standing, applied, shipped }: MigrationsSeen): Note[] {
  switch (standing) {
    case 'current':
      return [fact({ code: 'migrations', applied })]
    case 'pending':
      return [
        applied === 0
          ? warning({ code: 'tables-missing' })
          : warning({ code: 'migrations-pending', applied, shipped }),
      ]
    case 'newer':
      return [wrong({ code: 'tables-newer', applied, shipped })]
    case 'foreign':
      return [wrong({ code: 'tables-foreign' })]
    default:
      return standing satisfies never
  }
}

export interface RightsSeen {
  readonly user: string
  readonly readOnly: boolean
  readonly missing: readonly { readonly on: string; readonly rights: readonly string[] }[]
}

/** Who may only look is somebody's role too: for `rejoin status`, but for nothing that writes. */
export function judgeRights({ user, readOnly, missing }: RightsSeen): Note[] {
  if (readOnly) return [warning({ code: 'may-only-read', user })]
  if (missing.length === 0) return [fact({ code: 'rights' })]
  const words = missing.map(({ on, rights }) => `${on}: ${rights.join(', ')}`)
  return [wrong({ code: 'rights-missing', user, missing: words })]
}

export interface TriggersSeen {
  readonly user: string
  readonly triggersOn: boolean
  readonly triggers: readonly {
    readonly name: string
    readonly table: string
    readonly state: 'on' | 'off' | 'missing'
  }[]
}

/** Those that ask for a reconciliation; a watcher's sweep finds later what they did not tell. All others guard rows. */
const ASKS = /(^|_)ask(_|$)/

export function judgeTriggers({ user, triggersOn, triggers }: TriggersSeen): Note[] {
  const named = (which: (trigger: TriggersSeen['triggers'][number]) => boolean): string[] =>
    triggers.filter(which).map(({ name, table }) => `${name} on ${table}`)
  const missing = named(({ state }) => state === 'missing')
  const asks = named(({ state, name }) => state === 'off' && ASKS.test(name))
  const guards = named(({ state, name }) => state === 'off' && !ASKS.test(name))
  const notes = [
    ...(triggersOn ? [] : [wrong({ code: 'triggers-off', user })]),
    ...(missing.length === 0 ? [] : [wrong({ code: 'triggers-missing', triggers: missing })]),
    ...(guards.length === 0 ? [] : [wrong({ code: 'guards-off', triggers: guards })]),
    ...(asks.length === 0 ? [] : [warning({ code: 'asks-off', triggers: asks })]),
  ]
  return notes.length === 0 ? [fact({ code: 'triggers', count: triggers.length })] : notes
}

export const judgeListening = (hears: boolean): Note[] => [
  hears ? fact({ code: 'hears' }) : warning({ code: 'deaf' }),
]
