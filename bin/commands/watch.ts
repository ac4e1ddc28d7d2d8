/** `rejoin watch`: reconciles every connection by itself when its line is back; until it is told to stop, or once. */
import { resolve } from 'node:path'
import { putBackTurns } from '../../db/asking.ts'
import type { Database } from '../../db/database.ts'
import { giveBackLease, type Lease } from '../../db/leases.ts'
import { type DatabaseTarget, openDatabase } from '../../db/open.ts'
import { reportsInto } from '../../src/connection/watch/deliver.ts'
import type { Handled, Watching } from '../../src/connection/watch/handle.ts'
import { type Keeper, threadKeeper, timerKeeper } from '../../src/connection/watch/keeper.ts'
import { nap } from '../../src/connection/watch/nap.ts'
import { pullGate } from '../../src/connection/watch/pull-gate.ts'
import { round } from '../../src/connection/watch/round.ts'
import { watchInRounds } from '../../src/connection/watch/rounds.ts'
import { type Told, toldJson, toldLine } from '../../src/connection/watch/telling.ts'
import { BETWEEN_ROUNDS_MS, Postman } from '../../src/mail/postman.ts'
import { type Mailing, mailsInto } from '../../src/mail/queue.ts'
import { loadSolver } from '../../src/reconcile/plan/alternatives/highs.ts'
import { withBookOf } from '../book-of.ts'
import { databaseTarget } from '../config.ts'
import { readConfigFile } from '../config-file.ts'
import { catchDriverFaults } from '../driver-faults.ts'
import {
  COULD_NOT_RUN,
  type ExitCode,
  exitCodeOf,
  gravest,
  HELD_OR_INCONCLUSIVE,
  NOTHING_TO_DO,
} from '../exit-codes.ts'
import { holderOf } from '../holder.ts'
import { queuedTold, triedTold } from '../mailing.ts'
import { chosen } from '../selection.ts'
import type { Terminal } from '../terminal.ts'
import { wordsOf } from '../troubles.ts'
import { type WatchFlags, type WatchSettings, watchSettings } from '../watch-settings.ts'

/** What has begun may take so long after a signal. */
const GRACE_MS = 30_000
/** `--once`: no further mail is begun after so long. */
const LAST_POST_MS = 10 * 60_000
/** A database that is away is tried again after so long. */
const BEFORE_ANEW_MS = 2_000

export async function watch(flags: WatchFlags, terminal: Terminal): Promise<ExitCode> {
  const settings = watchSettings(flags)
  const target = databaseTarget(terminal.env)
  // What is wrong in rejoin.json is said now, and not when the first line comes back.
  const { mail } = readConfigFile(terminal.env)
  const mailing = mail?.mailing(terminal.env) ?? null
  mail?.transport(terminal.env)
  const stop = new AbortController()
  const watch = new Watch(flags, settings, mailing, terminal)
  const onSignal = () => {
    if (stop.signal.aborted) return
    watch.tell({ what: 'stopping' })
    stop.abort()
    setTimeout(() => watch.giveUp(), GRACE_MS).unref()
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  try {
    if (flags.once === true) return await watch.once(target, stop.signal)
    watch.tell({ what: 'watching', holder: watch.holder })
    await watch.until(target, stop.signal)
    watch.tell({ what: 'stopped', givenBack: 0 })
    return NOTHING_TO_DO
  } finally {
    process.off('SIGTERM', onSignal)
    process.off('SIGINT', onSignal)
  }
}

class Watch {
  readonly holder = holderOf('watch')
  private readonly flags: WatchFlags
  private readonly settings: WatchSettings
  private readonly terminal: Terminal
  private readonly gate: Watching['gate']
  private readonly atWork = new Set<Lease>()
  private readonly postman: Postman
  private lastMailing: Mailing | null
  private keeping: Database | null = null

  constructor(flags: WatchFlags, settings: WatchSettings, lastMailing: Mailing | null, terminal: Terminal) {
    this.flags = flags
    this.settings = settings
    this.terminal = terminal
    this.gate = pullGate(settings.pulls)
    this.lastMailing = lastMailing
    this.postman = new Postman({
      transport: () => readConfigFile(terminal.env).mail?.transport(terminal.env) ?? null,
      connectionIds: settings.ids,
      now: terminal.now,
      tell: (tried) => this.tell(triedTold(tried, terminal.now())),
      tellTrouble: this.tellTrouble,
    })
  }

  readonly tell = (told: Told): void => {
    const { terminal, flags } = this
    if (flags.json === true) void terminal.print(`${toldJson(told, terminal.now())}\n`)
    else terminal.say(toldLine(told))
  }

  private readonly tellTrouble = (error: unknown): void =>
    this.tell({ what: 'trouble', trouble: wordsOf(error) })

  async once(target: DatabaseTarget, stop: AbortSignal): Promise<ExitCode> {
    const { ids, workers } = this.settings
    const database = await openDatabase(target)
    try {
      await this.checkConnection(database)
      const atOnce = database.kind === 'postgres' ? workers : 1
      const handled = await round(this.watching(database), ids, atOnce, stop)
      await this.postman.round(database, LAST_POST_MS, stop)
      return gravest(handled.map(codeOf))
    } finally {
      await database.close()
    }
  }

  async until(target: DatabaseTarget, stop: AbortSignal): Promise<void> {
    const { ids, workers, everyMs } = this.settings
    if (target.kind === 'postgres' && ids === null) return this.onServer(target, stop)
    const open = () => openDatabase(target)
    if (ids !== null) {
      const database = await open()
      await this.checkConnection(database).finally(() => database.close())
    }
    const watchingIn = (database: Database) => this.watching(database)
    const atOnce = target.kind === 'postgres' ? workers : 1
    const post = (database: Database) => this.postman.round(database, BETWEEN_ROUNDS_MS, stop)
    await watchInRounds(open, watchingIn, ids, atOnce, everyMs, this.tellTrouble, stop, post)
  }

  /** One that is not there would be watched in vain for ever. */
  private async checkConnection(database: Database): Promise<void> {
    const { connection } = this.flags
    if (connection !== undefined) await chosen(database, { connection })
  }

  /** A server that does not answer is given up, and everything is opened anew. */
  private async onServer(target: DatabaseTarget & { kind: 'postgres' }, stop: AbortSignal): Promise<void> {
    const { watchServer } = await import('../../src/connection/watch/server.ts')
    const { openQueue } = await import('../../db/queue.ts')
    const { workers, everyMs } = this.settings
    const session = async (stopped: AbortSignal): Promise<void> => {
      const opened: { close(): Promise<void> }[] = []
      const end = new AbortController()
      try {
        const database = await openDatabase(target)
        opened.push(database)
        const keeping = await openDatabase(target)
        opened.push(keeping)
        const queue = await openQueue(target.url, keeping, this.tellTrouble)
        opened.push(queue)
        const keeper = threadKeeper(target.url, this.settings.lease)
        opened.push(keeper)
        const watching = this.watching(database, keeping, keeper)
        const server = { url: target.url, queue, atOnce: workers, everyMs }
        // A mail that is being sent when the database goes away is not waited for: it would hold up everything else.
        const posting = this.postman.rounds(keeping, everyMs, end.signal)
        await watchServer(watching, server, this.tellTrouble, stopped)
        end.abort()
        await posting
      } finally {
        end.abort()
        await Promise.allSettled(opened.map((one) => one.close()))
      }
    }
    const faults = catchDriverFaults()
    while (!stop.aborted) {
      await faults.during(stop, session).catch(this.tellTrouble)
      await nap(BEFORE_ANEW_MS, stop)
    }
    faults.stopCatching()
  }

  /** Too late to end well: what is at work is left to others at once. */
  async giveUp(): Promise<void> {
    const leases = [...this.atWork]
    const { keeping } = this
    if (keeping !== null) {
      await Promise.allSettled(leases.map((lease) => giveBackLease(keeping.db, lease)))
      const ids = leases.map(({ connectionId }) => connectionId)
      await putBackTurns(keeping.db, ids).catch(() => undefined)
    }
    this.tell({ what: 'stopped', givenBack: leases.length })
    process.exit(NOTHING_TO_DO)
  }

  /**
   * As rejoin.json stands now. What has become wrong in it since we began is told and keeps no run from being finished:
   * the settings that were good last go on.
   */
  private mailing(): Mailing | null {
    const { env } = this.terminal
    try {
      this.lastMailing = readConfigFile(env).mail?.mailing(env) ?? null
    } catch (error) {
      this.tellTrouble(error)
    }
    return this.lastMailing
  }

  private watching(
    database: Database,
    keeping = database,
    keeper: Keeper = timerKeeper(keeping, this.settings.lease),
  ): Watching {
    const { terminal, settings, flags } = this
    this.keeping = keeping
    return {
      database,
      keeping,
      holder: this.holder,
      leaseSeconds: settings.lease.seconds,
      keeper,
      settleMs: settings.settleMs,
      processNow: () => terminal.now(),
      gate: this.gate,
      withBook: (connectionId, now, work) => {
        const server = readConfigFile(terminal.env).books.get(connectionId)?.server ?? connectionId
        return withBookOf(connectionId, database, { ...terminal, now }, (book) =>
          work(book === null ? null : { source: book.source, server }),
        )
      },
      loadSolver,
      afterRun: [
        ...(flags.out === undefined ? [] : [reportsInto(resolve(flags.out))]),
        mailsInto(
          database,
          () => this.mailing(),
          terminal.now,
          (run, queued) => {
            for (const told of queuedTold(run, queued)) this.tell(told)
            this.postman.wake()
          },
        ),
      ],
      tell: this.tell,
      wordsOf,
      atWork: this.atWork,
    }
  }
}

function codeOf({ kind, ran, held }: Handled): ExitCode {
  if (kind === 'trouble' || kind === 'lost') return COULD_NOT_RUN
  const code = ran === null ? NOTHING_TO_DO : exitCodeOf(ran.reconciliation)
  return held ? gravest([code, HELD_OR_INCONCLUSIVE]) : code
}
