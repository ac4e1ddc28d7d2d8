/** SHELL. A booking gets its time: as an appointment (`create`) or as a placeholder (`hold`). See rivals.ts for who wins. */

import type { EpochMs } from '../../../reconcile/span.ts'
import { BookSilent, type Refusal, type Write } from '../../book.ts'
import type { How } from '../mapping/mapping.ts'
import type { Json, Version } from '../rest.ts'
import {
  bookedBody,
  claimBody,
  heldBody,
  identifierIs,
  type Mark,
  newAppointment,
  type Wanted,
} from './body.ts'
import { actorFor, change, readAgain, updated, verify, withdraw } from './entry.ts'
import { requireFree, rowsOf, standingOf } from './first-look.ts'
import { type Line, WriteRefused } from './line.ts'
import { type Found, look } from './look.ts'
import { claimSystem, holdingWords, isAt, type Row, rowOf, slotIds } from './row.ts'
import { areKept, giveBack, takeSlots } from './slots.ts'
import { type Goal, isDone, isSettled } from './standing.ts'

/** The id of the entry that stands then. */
export async function place(
  line: Line,
  write: Extract<Write, { kind: 'create' | 'hold' }>,
  asked: Asked,
  how: How,
): Promise<string> {
  if (write.kind === 'create' && (await line.read('Patient', write.pmsPatientId)) === null) {
    throw new WriteRefused('no-such-patient')
  }
  const wanted: Wanted = {
    startMs: write.startMs,
    endMs: write.endMs,
    pmsPractitionerId: write.pmsPractitionerId,
    pmsLocationId: write.pmsLocationId,
    pmsPatientId: write.kind === 'create' ? write.pmsPatientId : null,
    pmsTypeId: write.kind === 'create' ? write.pmsTypeId : null,
    bookingId: write.externalRef,
    actor: await actorFor(line, write.pmsPractitionerId, how),
  }
  return new Placing(line, { kind: write.kind, wanted }, asked, how).run()
}

export interface Asked {
  readonly key: string
  readonly nowMs: EpochMs
}

/** A row of ours that is a claim, or a placeholder that stands where it is wanted. */
interface Settling {
  readonly id: string
  readonly version: Version
  readonly isSettled: boolean
}

const TAKEN_AWAY: ReadonlySet<Refusal> = new Set(['entry-changed', 'no-such-entry'])

/** As the server keeps it, with what it has added, in the version that we have made of it. */
const asListed = ({ own }: Found, { resource, etag }: Version): Version => ({
  resource: own?.resource ?? resource,
  etag,
})

const except = (ids: readonly string[], others: readonly string[]): readonly string[] =>
  ids.filter((id) => !others.includes(id))

class Placing {
  private readonly line: Line
  private readonly goal: Goal
  private readonly asked: Asked
  private readonly how: How
  private readonly mark: Mark
  private readonly claimMark: Mark

  constructor(line: Line, goal: Goal, asked: Asked, how: How) {
    this.line = line
    this.goal = goal
    this.asked = asked
    this.how = how
    this.mark = { system: how.options.identifierSystem, value: goal.wanted.bookingId }
    this.claimMark = { system: claimSystem(how.options), value: asked.key }
  }

  async run(): Promise<string> {
    const { line, goal, how, mark, claimMark } = this
    const { wanted } = goal
    // Asked for by hand too, because not every server heeds If-None-Exist.
    const found = await standingOf(line, await rowsOf(line, wanted.bookingId, how), goal, how)
    if (typeof found === 'string') return found
    await requireFree(line, found, wanted, how)

    const own = found === null ? [] : slotIds(found.resource, how)
    const { pmsLocationId } = wanted
    const slots = await takeSlots(line, { at: wanted, pmsLocationId, mark, claim: claimMark, own }, how)
    let settling: Settling | string
    try {
      settling = found === null ? await this.claim(slots.all) : await this.takeOver(found, slots.all)
    } catch (error) {
      if (error instanceof WriteRefused) await giveBack(line, slots.fresh, claimMark, how)
      throw error
    }
    if (typeof settling === 'string') return settling

    // Slots of the place where a placeholder was before: it has left that place, or is called off.
    const leave = (): Promise<void> => giveBack(line, except(own, slots.all), mark, how)
    const id = await this.settle(settling, async () => {
      await giveBack(line, [...slots.fresh, ...slots.again], claimMark, how)
      await leave()
    })
    await verify(line, id, (row) => isDone(row, goal, how), how)
    if (!(await areKept(line, [...slots.fresh, ...slots.again], mark))) {
      throw new BookSilent('the book does not show the slots as taken')
    }
    await leave()
    return id
  }

  private async claim(slots: readonly string[]): Promise<Settling | string> {
    const { line, goal, how, asked, mark } = this
    const body = claimBody(newAppointment(asked.nowMs), goal.wanted, slots, asked.key, how.options)
    const standsBy = ['status', holdingWords(how.options).join(',')] as const
    const made = await line.create('Appointment', body, [...identifierIs(mark), standsBy])
    if (!made.existed) {
      const etag = made.etag ?? (await readAgain(line, made.id)).etag
      return { id: made.id, version: { resource: { ...body, id: made.id }, etag }, isSettled: false }
    }
    // Somebody else has been writing for the same booking since we looked.
    const rows = [rowOf((await readAgain(line, made.id)).resource, how)]
    const found = await standingOf(line, rows, goal, how)
    if (found === null) throw new WriteRefused('entry-changed')
    return typeof found === 'string' ? found : this.takeOver(found, slots)
  }

  /** What stands of the booking comes here, and is a claim like any other; a placeholder that is here already stays one. */
  private async takeOver(found: Version, slots: readonly string[]): Promise<Settling> {
    const { line, goal, how, asked } = this
    const { id, hold } = rowOf(found.resource, how)
    if (hold === 'held' && isAt(found.resource, goal.wanted, how))
      return { id, version: found, isSettled: true }
    const resource = claimBody(found.resource, goal.wanted, slots, asked.key, how.options)
    return { id, version: await updated(line, id, { resource, etag: found.etag }), isSettled: false }
  }

  /** From a claim to what was asked for, with a look before and after. */
  private async settle(
    { id, version, isSettled: isHeld }: Settling,
    letGo: () => Promise<void>,
  ): Promise<string> {
    const { line, goal, how } = this
    const own = { id, bookingId: goal.wanted.bookingId }
    const isOpen = this.here(id, ({ hold }) => hold === (isHeld ? 'held' : 'claim'))
    const isThere = this.here(id, (row) => isSettled(row, goal))
    let now = version
    if (!isHeld) {
      const found = await look(line, goal.wanted, own, 'claimed', how, isOpen)
      now = asListed(found, now)
      if (found.kind === 'yield') return this.yield(id, now, isOpen, letGo, 'time-taken')
    }
    try {
      now = await change(line, now, { id, isOurs: isOpen, body: (claim) => this.settled(claim) }, how)
    } catch (error) {
      // Somebody has taken it out of our hands, and with it its slots; any other "no" leaves a claim to be taken back.
      if (!(error instanceof WriteRefused) || TAKEN_AWAY.has(error.why)) throw error
      return this.yield(id, now, isOpen, letGo, error.why)
    }
    const found = await look(line, goal.wanted, own, 'settled', how, isThere)
    return found.kind === 'ours' ? id : this.yield(id, asListed(found, now), isThere, letGo, 'time-taken')
  }

  private async yield(
    id: string,
    version: Version,
    isOurs: (row: Row) => boolean,
    letGo: () => Promise<void>,
    why: Refusal,
  ): Promise<never> {
    await withdraw(this.line, version, { id, isOurs }, this.how)
    await letGo()
    throw new WriteRefused(why)
  }

  private settled(claim: Json): Json {
    const { kind, wanted } = this.goal
    const { options } = this.how
    return kind === 'create' ? bookedBody(claim, wanted, options) : heldBody(claim, options)
  }

  /** Our own row, where we put it, in a certain state. */
  private here(id: string, isSo: (row: Row) => boolean): (row: Row) => boolean {
    return (row) => row.id === id && isSo(row) && isAt(row.resource, this.goal.wanted, this.how)
  }
}
