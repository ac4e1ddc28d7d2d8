/**
 * Hands connections out to any number of workers on any number of machines, by pg-boss in a schema of its own. It only
 * distributes: a job that is lost, doubled or expired does no harm, because the job's row and its lease decide.
 */
import PgBoss from 'pg-boss'
import type { Turn } from './asking.ts'
import type { Database } from './database.ts'
import { labelled } from './errors.ts'
import { inTime } from './in-time.ts'
import { connect } from './postgres.ts'

export interface Offer {
  readonly id: string
  readonly connectionId: string
}

export interface Queue {
  /** One that is waiting already is not offered twice. */
  offer(turns: readonly Turn[]): Promise<void>
  /** At most so many, most urgent first. None: nothing is offered, or the database is away. */
  fetch(atMost: number): Promise<readonly Offer[]>
  /** Whatever became of it: if there is more to do, its row says so. */
  done(offer: Offer): Promise<void>
  close(): Promise<void>
}

const SCHEMA = 'pgboss'
const NAME = 'rejoin-reconcile'

/**
 * Makes the schema and the queue where they are missing, which needs the right to create in the database; where they
 * are there, reading and writing their tables is enough. Of several at once the first makes them.
 */
export async function openQueue(
  url: string,
  database: Database,
  onTrouble: (error: unknown) => void,
): Promise<Queue> {
  const client = connect(url, { max: 1, types: { json: JSON_AS_TEXT } })
  const boss = new PgBoss({
    schema: SCHEMA,
    db: { executeSql: (text, values) => execute(client, text, values) },
    schedule: false,
    // Its housekeeping: what is done goes after an hour, what was lost is marked as such.
    maintenanceIntervalSeconds: 60,
    archiveCompletedAfterSeconds: 3600,
    deleteAfterHours: 24,
  })
  // Nobody listening, an emitter's error would end the process.
  boss.on('error', onTrouble)
  const close = async () => {
    await boss.stop({ graceful: false }).catch(() => undefined)
    await client.end({ timeout: 5 })
  }
  try {
    await labelled('open queue', async () => {
      if (await isThere(client)) await boss.start()
      else await database.exclusively(() => make(boss))
    })
  } catch (error) {
    await close()
    throw error
  }
  const asking = <T>(label: string, work: () => Promise<T>): Promise<T> =>
    inTime(labelled(label, work), ANSWER_WITHIN_MS, label)
  return {
    offer: (turns) =>
      asking('offer jobs', async () => {
        if (turns.length > 0) await boss.insert(turns.map(jobOf))
      }),
    fetch: (atMost) =>
      asking('fetch jobs', async () => {
        const jobs = await boss.fetch<{ connectionId: string }>(NAME, { batchSize: atMost, priority: true })
        return jobs.map(({ id, data }) => ({ id, connectionId: data.connectionId }))
      }),
    done: ({ id }) => asking('finish job', async () => void (await boss.complete(NAME, id))),
    close,
  }
}

/** Its statements are small and wait for nobody. */
const ANSWER_WITHIN_MS = 10_000

const jobOf = ({ connectionId, earliestStartMs }: Turn) => ({
  name: NAME,
  data: { connectionId },
  singletonKey: connectionId,
  priority: priorityOf(earliestStartMs),
})

async function isThere(client: ReturnType<typeof connect>): Promise<boolean> {
  const [schema] = await client`select to_regclass(${`${SCHEMA}.queue`}) is not null as there`
  if (schema?.['there'] !== true) return false
  const [queue] = await client`select 1 from ${client(SCHEMA)}.queue where name = ${NAME}`
  return queue !== undefined
}

/** Two that make it at once would lock each other out. */
async function make(boss: PgBoss): Promise<void> {
  await boss.start()
  if ((await boss.getQueue(NAME)) !== null) return
  // Only one of a connection waits at a time; a worker that died with one keeps nobody from the next.
  const options = { policy: 'short', retryLimit: 0, expireInSeconds: 120, retentionMinutes: 60 } as const
  await boss.createQueue(NAME, { name: NAME, ...options })
}

/** Higher is earlier. Where nothing waits there is no hurry. */
const priorityOf = (earliestStartMs: number | null): number =>
  earliestStartMs === null ? -2_000_000_000 : -Math.floor(earliestStartMs / 60_000)

/** pg-boss writes its JSON itself, and the driver would do it once more. */
const JSON_AS_TEXT = {
  to: 114,
  from: [114, 3802],
  serialize: (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)),
  parse: (text: string): unknown => JSON.parse(text),
}

/** pg-boss speaks to the database in our words, so that there is one driver with one idea of addresses and secrets. */
async function execute(
  client: ReturnType<typeof connect>,
  text: string,
  values: unknown[] | undefined,
): Promise<{ rows: unknown[] }> {
  try {
    // Its own driver takes what is not there for null.
    const rows = await client.unsafe(text, (values ?? []).map((value) => value ?? null) as never[])
    return { rows: [...rows] }
  } catch (error) {
    // Of several statements in a transaction one failed: without this the next one would meet its remains.
    if (/\bbegin\b/i.test(text)) await client.unsafe('rollback').catch(() => undefined)
    throw error
  }
}
