/**
 * Who may work on a connection. A lease runs out by the database's clock, so a dead holder frees itself; its token is
 * looked at again in the very transaction that writes, so a holder that only slept writes nothing any more.
 */
import { and, eq, sql } from 'drizzle-orm'
import type { EpochMs } from '../src/reconcile/span.ts'
import { type Queries, rowsOf } from './database.ts'
import { DatabaseError, labelled } from './errors.ts'
import { connectionLeases } from './schema.ts'

export interface Lease {
  readonly connectionId: string
  readonly token: number
}

export interface HeldLease {
  readonly holder: string
  readonly untilMs: EpochMs
}

/** Somebody else may have taken over; what this holder wanted to write is not written. */
export class LeaseLost extends DatabaseError {
  override readonly name = 'LeaseLost'
}

/**
 * Of several that want it at the same moment one gets it: the key lets one row in, and whoever waited for the row sees
 * that it is held. `held`: by whom, and until when unless they renew it.
 */
export function takeLease(
  db: Queries,
  connectionId: string,
  holder: string,
  seconds: number,
): Promise<{ readonly lease: Lease } | { readonly lease: null; readonly held: HeldLease }> {
  return labelled('take lease', async () => {
    for (;;) {
      const [taken] = await rowsOf(
        db,
        sql`insert into connection_leases as held (connection_id, token, holder, taken_at, until)
          values (${connectionId}, nextval('lease_tokens'), ${holder}, clock_timestamp(), ${inSeconds(seconds)})
          on conflict (connection_id) do update
            set token = excluded.token, holder = excluded.holder, taken_at = excluded.taken_at, until = excluded.until
            where held.until <= clock_timestamp()
          returning token`,
      )
      if (taken !== undefined) return { lease: { connectionId, token: Number(taken['token']) } }
      const held = await readLease(db, connectionId)
      // Given back in between: once more.
      if (held !== null) return { lease: null, held }
    }
  })
}

/** Null: nobody works on it. One that has run out counts as nobody. */
export function readLease(db: Queries, connectionId: string): Promise<HeldLease | null> {
  return labelled('read lease', async () => {
    const [row] = await db
      .select({ holder: connectionLeases.holder, untilMs: connectionLeases.until })
      .from(connectionLeases)
      .where(
        and(
          eq(connectionLeases.connectionId, connectionId),
          sql`${connectionLeases.until} > clock_timestamp()`,
        ),
      )
    return row ?? null
  })
}

/** False: it had run out, or somebody else has it. What is lost stays lost. */
export function renewLease(db: Queries, lease: Lease, seconds: number): Promise<boolean> {
  return labelled('renew lease', async () => {
    const rows = await db
      .update(connectionLeases)
      .set({ until: inSeconds(seconds) })
      .where(and(isOurs(lease), sql`${connectionLeases.until} > clock_timestamp()`))
      .returning({ token: connectionLeases.token })
    return rows.length > 0
  })
}

/** Nothing to give back is fine too. */
export function giveBackLease(db: Queries, lease: Lease): Promise<void> {
  return labelled('give back lease', async () => {
    await db.delete(connectionLeases).where(isOurs(lease))
  })
}

/** For a database that nobody else can have open: whoever holds a lease there is dead. */
export function breakLeases(db: Queries): Promise<void> {
  return labelled('break leases', async () => {
    await db.delete(connectionLeases)
  })
}

/** To the end of the transaction nobody else can take it. Throws `LeaseLost`. */
export async function requireLease(tx: Queries, lease: Lease): Promise<void> {
  const [row] = await tx
    .select({ live: sql<boolean>`${connectionLeases.until} > clock_timestamp()` })
    .from(connectionLeases)
    .where(isOurs(lease))
    .for('update')
  if (row?.live === true) return
  throw new LeaseLost(
    `the work on connection ${lease.connectionId} took so long that somebody else may have taken it over: nothing of it is stored`,
  )
}

const isOurs = ({ connectionId, token }: Lease) =>
  and(eq(connectionLeases.connectionId, connectionId), eq(connectionLeases.token, token))

const inSeconds = (seconds: number) => sql`clock_timestamp() + make_interval(secs => ${seconds}::float8)`
