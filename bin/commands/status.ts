/** `rejoin status`: how every connection is, worst first; once, or again and again. */
import { mkdir } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { databaseNow } from '../../db/clock.ts'
import { openDatabase } from '../../db/open.ts'
import type { Card } from '../../src/connection/card.ts'
import { lookAt } from '../../src/connection/look.ts'
import { type Grade, totalsOf, worstFirst } from '../../src/connection/peers.ts'
import { statusJson } from '../../src/report/status/json.ts'
import { statusPage } from '../../src/report/status/page.ts'
import { statusCards, statusLine, statusScreen, totalsLine } from '../../src/report/status/terminal.ts'
import { writeWhole } from '../../src/report/whole-file.ts'
import { databaseTarget, runOptions, UsageError } from '../config.ts'
import { readConfigFile } from '../config-file.ts'
import { COULD_NOT_RUN, type ExitCode } from '../exit-codes.ts'
import { checkSelection, chosen, type SelectionFlags } from '../selection.ts'
import type { Terminal } from '../terminal.ts'
import { wordsOf } from '../troubles.ts'

export interface StatusFlags extends SelectionFlags {
  readonly json?: boolean
  readonly html?: string
  readonly watch?: boolean
  readonly asOf?: string
}

/** What monitoring goes by: 0 as it should be, 2 something is delayed or stale, 3 something is unhealthy. */
const EXIT_CODES: Readonly<Record<Grade, ExitCode>> = { well: 0, look: 2, alarm: 3 }

const EVERY_SECONDS = 30

export async function status(flags: StatusFlags, terminal: Terminal): Promise<ExitCode> {
  checkSelection(flags, 'look at', false)
  if (flags.watch === true && flags.asOf !== undefined) {
    throw new UsageError('--watch looks at what is now: it does not go with --as-of')
  }
  if (flags.watch === true) return watch(flags, terminal)
  const cards = await look(flags, terminal)
  await deliver(cards, flags)
  await terminal.print(flags.json === true ? jsonOf(cards) : statusCards(worstFirst(cards), terminal))
  return exitCode(cards)
}

/** In order of their ids. The database is open only while we look: an embedded one is for one program at a time. */
async function look(flags: StatusFlags, terminal: Terminal): Promise<Card[]> {
  const { health } = readConfigFile(terminal.env)
  const given = flags.asOf === undefined ? null : runOptions(flags, terminal.now()).asOfMs
  const database = await openDatabase(databaseTarget(terminal.env))
  try {
    const isPart = flags.connection !== undefined || flags.practice !== undefined
    const which = isPart ? await chosen(database, flags) : null
    // Signs of life are told by the platform's clocks; ours may be minutes off, the database's is everybody's.
    const asOfMs = given ?? (await databaseNow(database.db))
    // On a screen of its own a line would be in the way.
    if (flags.watch !== true) terminal.progress('looking at the connections')
    return await lookAt(database, which, asOfMs, health)
  } finally {
    terminal.progress(null)
    await database.close()
  }
}

async function deliver(cards: readonly Card[], { html }: StatusFlags): Promise<void> {
  if (html === undefined) return
  const path = resolve(html)
  await mkdir(dirname(path), { recursive: true })
  await writeWhole(dirname(path), basename(path), async (to) => {
    await new Promise<void>((done, failed) => {
      to.once('error', failed).end(statusPage(worstFirst(cards)), () => done())
    })
  })
}

/** A look that fails is told, and the next one comes all the same. */
async function watch(flags: StatusFlags, terminal: Terminal): Promise<ExitCode> {
  const { openScreen } = await import('../screen.ts')
  const screen = openScreen(flags.json !== true)
  const told = new Map<string, string>()
  let code: ExitCode = COULD_NOT_RUN
  try {
    do {
      try {
        const cards = await look(flags, terminal)
        await deliver(cards, flags)
        code = exitCode(cards)
        if (flags.json === true) await terminal.print(jsonOf(cards))
        else if (screen.watched) {
          screen.draw(statusScreen(worstFirst(cards), EVERY_SECONDS, terminal))
        } else await tellChanges(cards, told, terminal)
      } catch (error) {
        // Nobody mends a wrong flag while we wait.
        if (error instanceof UsageError) throw error
        code = COULD_NOT_RUN
        const words = `rejoin: ${wordsOf(error)}`
        if (screen.watched) screen.draw(words)
        else terminal.say(words)
      }
    } while (await screen.pause(EVERY_SECONDS * 1000))
    return code
  } finally {
    screen.close()
  }
}

/** Where nobody watches, a line for each connection whose state is another than when it was last told. */
async function tellChanges(
  cards: readonly Card[],
  told: Map<string, string>,
  terminal: Terminal,
): Promise<void> {
  const news = worstFirst(cards).filter((card) => {
    const said = [card.state, ...card.why].join()
    const isNew = told.get(card.connectionId) !== said
    told.set(card.connectionId, said)
    return isNew
  })
  if (news.length === 0) return
  await terminal.print(`${[...news.map((card) => statusLine(card)), totalsLine(cards)].join('\n')}\n`)
}

const jsonOf = (cards: readonly Card[]): string =>
  cards.map((card) => `${JSON.stringify(statusJson(card))}\n`).join('')

const exitCode = (cards: readonly Card[]): ExitCode => EXIT_CODES[totalsOf(cards).grade]
