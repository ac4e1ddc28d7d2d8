/**
 * SHELL. Slots: where a practice publishes them, a time is taken by making its slots busy first, each in the version that
 * was seen free, so that of many who want one slot exactly one has it. A slot that we keep carries the booking's id: left
 * behind without an appointment, it reads as a placeholder of that booking. It also carries the key of the write that
 * keeps it, because a write gives back only what nobody has taken over from it, not even for the same booking.
 */
import { DAY_MS, overlaps, type Span } from '../../../reconcile/span.ts'
import { BookSilent } from '../../book.ts'
import { isUnheardOf } from '../http/refused.ts'
import { actorsOf } from '../mapping/actors.ts'
import { holdSystem } from '../mapping/appointment-status.ts'
import type { How } from '../mapping/mapping.ts'
import { pointerOf } from '../mapping/reference.ts'
import { identifiersOf, idOf, objectAt, objectsAt, textAt } from '../mapping/resource.ts'
import { everything, slotsStarting } from '../reading/searches.ts'
import type { Json, Query, Version } from '../rest.ts'
import { freedSlot, type Mark, takenSlot } from './body.ts'
import { type Line, WriteRefused } from './line.ts'
import { type At, claimSystem, instant } from './row.ts'

/** The slots of a time; none where no slots are published for it. */
export interface Taken {
  /** In their order. */
  readonly all: readonly string[]
  /** Those of them that were free before. */
  readonly fresh: readonly string[]
  /** Those that an earlier attempt left to the same booking, and that are this write's now. */
  readonly again: readonly string[]
}

export interface Wish {
  readonly at: At
  readonly pmsLocationId: string | null
  /** For whom the slots are kept, and by which write. */
  readonly mark: Mark
  readonly claim: Mark
  /** Slots of the appointment that is to have the time: not in its way. */
  readonly own: readonly string[]
}

/** Takes every slot of a time, or none. Refuses `time-taken` where one is not free or the time is no row of slots. */
export async function takeSlots(line: Line, wish: Wish, how: How): Promise<Taken> {
  const { at, mark, claim, own } = wish
  const schedules = await schedulesOf(line, wish, how)
  const slots = await slotsAt(line, schedules, at)
  const taken = { all: [] as string[], fresh: [] as string[], again: [] as string[] }
  if (slots.length === 0) return taken
  const isOurs = (slot: Json): boolean => isMarked(slot, mark) || own.includes(idOf(slot) ?? '')
  if (!slots.every((slot) => isFree(slot) || isOurs(slot))) throw new WriteRefused('time-taken')
  const row = rowOfSlots(slots, schedules, at, how)
  if (row === null) throw new WriteRefused('time-taken')
  try {
    for (const slot of row) {
      const id = idOf(slot) ?? ''
      const now = await line.read('Slot', id)
      if (now === null || !(isFree(now.resource) || isOurs(now.resource)))
        throw new WriteRefused('time-taken')
      const wasFree = isFree(now.resource)
      if (wasFree || isMarked(now.resource, mark)) {
        await line.update('Slot', { ...now, resource: takenSlot(now.resource, [mark, claim]) }, 'time-taken')
        if (wasFree) taken.fresh.push(id)
        else taken.again.push(id)
      }
      taken.all.push(id)
    }
  } catch (error) {
    // After silence nothing more is sent: what is still on its way might come after what takes it back.
    if (error instanceof WriteRefused) await giveBack(line, taken.fresh, claim, how)
    throw error
  }
  return taken
}

/** Are they still kept as we have written them? */
export async function areKept(line: Line, ids: readonly string[], mark: Mark): Promise<boolean> {
  for (const id of ids) {
    const now = await line.read('Slot', id)
    if (now === null || isFree(now.resource) || !isMarked(now.resource, mark)) return false
  }
  return true
}

/**
 * Frees slots that carry this mark. Tried once: a slot that stays busy keeps nothing from anybody unseen, since it reads
 * as a placeholder of its booking, to be removed, or as blocked time.
 */
export async function giveBack(line: Line, ids: readonly string[], mark: Mark, how: How): Promise<void> {
  for (const id of ids) {
    await tried(async () => {
      const now = await line.read('Slot', id)
      if (now !== null && !isFree(now.resource) && isMarked(now.resource, mark))
        await free(line, now, mark, how)
    })
  }
}

/** Frees the slots of an appointment that has left them, whoever made them busy, but for those that somebody else is on. */
export async function leaveSlots(
  line: Line,
  ids: readonly string[],
  mark: Mark,
  isUsed: (span: Span) => boolean,
  how: How,
): Promise<void> {
  for (const id of ids) {
    await tried(async () => {
      const now = await line.read('Slot', id)
      if (now === null || !isBusy(now.resource)) return
      const startMs = instant(now.resource, 'start')
      const endMs = instant(now.resource, 'end')
      const bookings = identifiersOf(now.resource, how.options.identifierSystem)
      const isElses = bookings.some((value) => value !== mark.value)
      if (startMs === null || endMs === null || isElses || isUsed({ startMs, endMs })) return
      await free(line, now, mark, how)
    })
  }
}

export const isFree = (slot: Json): boolean => textAt(slot, 'status') === 'free'

const isBusy = (slot: Json): boolean => ['busy', 'busy-tentative'].includes(textAt(slot, 'status') ?? '')

const isMarked = (slot: Json, { system, value }: Mark): boolean => identifiersOf(slot, system).includes(value)

async function free(line: Line, now: Version, mark: Mark, how: How): Promise<void> {
  const { options } = how
  const systems = [mark.system, options.identifierSystem, holdSystem(options), claimSystem(options)]
  await line.takeBack('Slot', { ...now, resource: freedSlot(now.resource, systems) })
}

/** For what the write does not hang on. */
export async function tried(act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof WriteRefused || error instanceof BookSilent)) throw error
  }
}

/** The ids of the practitioner's schedules, those of the wanted place first. */
async function schedulesOf(line: Line, { at, pmsLocationId }: Wish, how: How): Promise<readonly string[]> {
  const found = (await known(line, 'Schedule', everything)).flatMap((schedule) => {
    const { practitionerIds, locationId } = actorsOf(objectsAt(schedule, 'actor'), schedule, { how })
    const isTheirs = practitionerIds.includes(at.pmsPractitionerId) && schedule['active'] !== false
    return isTheirs ? [{ id: idOf(schedule) ?? '', isHere: locationId === pmsLocationId }] : []
  })
  return [...found.filter(({ isHere }) => isHere), ...found.filter(({ isHere }) => !isHere)].map(
    ({ id }) => id,
  )
}

/** All slots of these schedules that touch the time, by their start. */
async function slotsAt(line: Line, schedules: readonly string[], span: Span): Promise<readonly Json[]> {
  if (schedules.length === 0) return []
  const found = await known(line, 'Slot', [
    ['schedule', schedules.map((id) => `Schedule/${id}`).join(',')],
    ...slotsStarting({ startMs: span.startMs - DAY_MS, endMs: span.endMs }),
  ])
  return found.filter((slot) => {
    if (textAt(slot, 'status') === 'entered-in-error') return false
    const startMs = instant(slot, 'start')
    const endMs = instant(slot, 'end')
    // Who knows where it is?
    if (startMs === null || endMs === null) throw new BookSilent('a slot has no start or no end')
    return overlaps({ startMs, endMs }, span)
  })
}

/** A server that does not know such a thing has none. */
async function known(line: Line, type: string, query: Query): Promise<readonly Json[]> {
  try {
    return await line.all(type, query)
  } catch (error) {
    if (isUnheardOf(error)) return []
    throw error
  }
}

/** Slots of one schedule that cover the time from end to end and nothing more. */
function rowOfSlots(
  slots: readonly Json[],
  schedules: readonly string[],
  span: Span,
  how: How,
): readonly Json[] | null {
  for (const schedule of schedules) {
    const row: Json[] = []
    let atMs = span.startMs
    while (atMs < span.endMs) {
      const next = slots.find(
        (slot) =>
          instant(slot, 'start') === atMs &&
          pointerOf(objectAt(slot, 'schedule') ?? {}, slot, how.base).id === schedule,
      )
      const endMs = next === undefined ? null : instant(next, 'end')
      if (next === undefined || endMs === null || endMs <= atMs) break
      row.push(next)
      atMs = endMs
    }
    if (atMs === span.endMs) return row
  }
  return null
}
