/**
 * SHELL. An entry goes to another time or practitioner. The version that was read a moment before is the fence: whoever
 * changes the entry in between makes the write refuse. It leaves its old slots last, so that there is a way back.
 */
import type { Span } from '../../../reconcile/span.ts'
import { BookSilent, type Write } from '../../book.ts'
import type { How } from '../mapping/mapping.ts'
import { pointerOf } from '../mapping/reference.ts'
import { objectAt, objectsAt } from '../mapping/resource.ts'
import { slotOfEntry } from '../mapping/slots.ts'
import type { Json, Version } from '../rest.ts'
import { type Mark, movedBody } from './body.ts'
import { actorFor, takeBack, updated, verify } from './entry.ts'
import { type Line, WriteRefused } from './line.ts'
import { look, rowsAt } from './look.ts'
import { verdict } from './rivals.ts'
import { type At, claimSystem, isAt, locationOf, mayTouch, placeOf, type Row, rowOf, slotIds } from './row.ts'
import { areKept, giveBack, leaveSlots, type Taken, takeSlots, tried } from './slots.ts'

export async function move(
  line: Line,
  write: Extract<Write, { kind: 'move' }>,
  key: string,
  how: How,
): Promise<string> {
  const id = write.pmsAppointmentId
  // A slot that keeps a time for a booking is where it is.
  if (slotOfEntry(id) !== null) throw new WriteRefused('not-allowed')
  const before = await line.read('Appointment', id)
  if (before === null) throw new WriteRefused('no-such-entry')
  const row = rowOf(before.resource, how)
  if (!isMovable(row)) throw new WriteRefused('entry-changed')
  if (isAt(before.resource, write, how)) return id
  const from = placeOf(before.resource, how)
  const actor = await actorFor(line, write.pmsPractitionerId, how)
  const changesHands = from?.pmsPractitionerId !== write.pmsPractitionerId
  // With several practitioners nobody can tell who of them is to come to the new time.
  if (from === null || (changesHands && practitioners(before.resource, how) > 1))
    throw new WriteRefused('not-allowed')

  const at: At = { ...spanOf(write), pmsPractitionerId: write.pmsPractitionerId }
  const own = { id, bookingId: row.bookingId }
  if (verdict(await rowsAt(line, at, how), own, at, 'before', how) !== 'stay') {
    throw new WriteRefused('time-taken')
  }
  const old = slotIds(before.resource, how)
  const mark = markOf(row, how)
  const pmsLocationId = locationOf(before.resource, how)
  const claim: Mark = { system: claimSystem(how.options), value: key }
  const slots = await takeSlots(line, { at, pmsLocationId, mark, claim, own: old }, how)
  const resource = movedBody(before.resource, at, changesHands ? actor : null, slots.all, how)
  const now = await moved(line, id, { resource, etag: before.etag }, slots, claim, how)
  const found = await look(line, at, own, 'settled', how, isMovable)
  if (found.kind === 'yield') {
    const isOurs = (one: Row): boolean => isMovable(one) && isAt(one.resource, at, how)
    // Everything but the place stays as it is by now.
    const body = (resource: Json): Json => ({ ...resource, ...placeFields(before.resource) })
    await takeBack(line, now, { id, isOurs, body }, (one) => isAt(one.resource, from, how), how)
    await giveBack(line, slots.fresh, claim, how)
    throw new WriteRefused('time-taken')
  }
  await verify(line, id, (one) => isMovable(one) && isAt(one.resource, at, how), how)
  if (!(await areKept(line, slots.fresh, mark))) {
    throw new BookSilent('the book does not show the slots as taken')
  }
  await leave(line, id, before.resource, slots.all, how)
  return id
}

/**
 * Frees the slots that an entry has left, unless somebody else is on them. `kept`: those that it is on now. The write is
 * done, whatever becomes of this: what stays busy is seen by the next read.
 */
export async function leave(
  line: Line,
  id: string,
  before: Json,
  kept: readonly string[],
  how: How,
): Promise<void> {
  const left = slotIds(before, how).filter((slot) => !kept.includes(slot))
  const from = placeOf(before, how)
  if (left.length === 0 || from === null) return
  await tried(async () => {
    const others = (await rowsAt(line, from, how)).filter((row) => row.id !== id && row.hold !== 'free')
    const isUsed = (span: Span): boolean => others.some((row) => mayTouch(row, { ...from, ...span }, how))
    await leaveSlots(line, left, markOf(rowOf(before, how), how), isUsed, how)
  })
}

async function moved(
  line: Line,
  id: string,
  version: Version,
  slots: Taken,
  claim: Mark,
  how: How,
): Promise<Version> {
  try {
    return await updated(line, id, version)
  } catch (error) {
    if (error instanceof WriteRefused) await giveBack(line, slots.fresh, claim, how)
    throw error
  }
}

/** What a move changes, as it stood; what stood nowhere goes again, since JSON has no `undefined`. */
const placeFields = ({ start, end, minutesDuration, slot, participant }: Json): Json => ({
  start,
  end,
  minutesDuration,
  slot,
  participant,
})

const isMovable = ({ status, hold }: Row): boolean => status === 'booked' || hold === 'held'

/** The slots of an entry that the desk made carry its own id: without it they would read as time that nobody can explain. */
const markOf = ({ id, bookingId }: Row, { options }: How): Mark =>
  bookingId === null
    ? { system: `${options.identifierSystem}/appointment`, value: id }
    : { system: options.identifierSystem, value: bookingId }

const practitioners = (resource: Json, { options, base }: How): number =>
  objectsAt(resource, 'participant').filter((one) => {
    const { type } = pointerOf(objectAt(one, 'actor') ?? {}, resource, base)
    return type !== null && options.practitionerActors.includes(type)
  }).length

const spanOf = ({ startMs, endMs }: Span): Span => ({ startMs, endMs })
