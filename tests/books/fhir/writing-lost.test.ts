/** Writes of the FHIR book whose answer is lost, or is not true. */
import { describe, expect, test } from 'vitest'
import { BookSilent } from '../../../src/books/book.ts'
import { isWritten } from '../../../src/fixups/request.ts'
import {
  busy,
  busySlots,
  cancel,
  create,
  idOf,
  move,
  onSlots,
  ours,
  patient,
  place,
  practice,
  refused,
  removeHold,
  send,
  server,
  writer,
} from '../../fhir-server/at-work.ts'
import { atMinute, slots, typed } from '../../fhir-server/practice.ts'
import { writerFor } from '../../fhir-server/writer.ts'

describe('an answer is lost: nothing more is sent, the next read shows what is there, the next attempt ends it', () => {
  const POST = { method: 'POST', type: 'Appointment' }
  const PUT = { method: 'PUT', type: 'Appointment' }
  const SLOT = { method: 'PUT', type: 'Slot', after: 1 }
  const LOST: readonly (readonly [what: string, fault: object, left: readonly string[]])[] = [
    ['drop-before', SLOT, ['Slot/D1-0 placeholder']],
    ['drop-after', SLOT, ['Slot/D1-0 placeholder', 'Slot/D1-15 placeholder']],
    ['drop-before', POST, ['Slot/D1-0 placeholder', 'Slot/D1-15 placeholder']],
    ['drop-after', POST, ['new placeholder']],
    ['garbage', POST, ['new placeholder']],
    ['pretend', POST, ['Slot/D1-0 placeholder', 'Slot/D1-15 placeholder']],
    ['drop-before', PUT, ['new placeholder']],
    ['drop-after', PUT, ['new booked']],
    ['pretend', PUT, ['new placeholder']],
    ['status', { ...PUT, status: 500 }, ['new placeholder']],
    ['status', { ...PUT, status: 503, retryAfter: 1 }, ['new placeholder']],
    ['status', { ...PUT, status: 408 }, ['new placeholder']],
  ]
  test.each(LOST)('%s of %o', async (kind, fault, left) => {
    await practice(slots(4))
    await server.fault({ kind, ...fault })
    await expect(send(create('b1'))).rejects.toThrow(BookSilent)
    expect((await writer.byRef('b1')).map(inShort).toSorted()).toEqual(left)
    const count = ours().length

    const id = idOf(await send(create('b1')))
    expect(ours().length - count).toBeLessThanOrEqual(left[0] === 'new booked' ? 0 : 4)
    expect((await writer.byRef('b1')).map(inShort)).toEqual(['new booked'])
    expect(isWritten(create('b1'), await writer.entry(id))).toBe(true)
    expect(await busySlots()).toEqual(['D1-0', 'D1-15'])
  })
  const inShort = ({ pmsAppointmentId, status }: { pmsAppointmentId: string; status: string }): string =>
    `${pmsAppointmentId.startsWith('Slot/') ? pmsAppointmentId : 'new'} ${status}`

  test('an answer that takes too long is none', async () => {
    await practice([])
    await server.fault({ kind: 'slow', ms: 900, ...POST })
    await expect(send(create('b1'), writerFor(server, {}, 300))).rejects.toThrow('too slow')
    expect(ours()).toEqual(['POST Appointment pending'])
  })

  test('a slot that only seems taken', async () => {
    await practice(slots(4))
    await server.fault({ kind: 'pretend', method: 'PUT', type: 'Slot' })
    await expect(send(create('b1'))).rejects.toThrow('does not show the slots')
    const [made] = await writer.byRef('b1')
    expect(made?.status).toBe('booked')
    await server.fault({ kind: 'pretend', method: 'PUT', type: 'Slot' })
    await expect(send(move(made?.pmsAppointmentId ?? '', 30))).rejects.toThrow('does not show the slots')
  })

  test.each(['drop-before', 'drop-after', 'pretend'])('%s of a move, a cancel, a file', async (kind) => {
    await practice([typed('E1', 0, 30), typed('E2', 120, 30)])
    const isDone = kind === 'drop-after'
    await server.fault({ kind, ...PUT })
    await expect(send(move('E1', 60))).rejects.toThrow(BookSilent)
    expect(await writer.entry('E1')).toMatchObject(place(isDone ? 60 : 0, 30))
    await server.fault({ kind, ...PUT })
    await expect(send(cancel('E2'))).rejects.toThrow(BookSilent)
    expect(await writer.entry('E2')).toMatchObject({ status: isDone ? 'cancelled' : 'booked' })
    await server.fault({ kind, method: 'POST', type: 'Patient' })
    await expect(send(patient)).rejects.toThrow(BookSilent)
    expect((await server.rows('Patient')).length).toBe(isDone ? 21 : 20)
  })

  test('of taking back: what stands may stand, so nothing is said to be refused', async () => {
    await practice(slots(4))
    await server.fault({ kind: 'insert', ...PUT, when: 'after', resources: [typed('desk', 0, 15)] })
    await server.fault({ kind: 'drop-before', ...PUT, after: 1 })
    await expect(send(create('b1'))).rejects.toThrow(BookSilent)
    expect((await writer.byRef('b1')).map(inShort)).toEqual(['new booked'])
    expect(await writer.within('D1', place(0, 30))).toMatchObject({ entries: [{}, {}] })
  })

  test('of giving a slot back: refused all the same, and the slot shows whose it is', async () => {
    await practice(slots(4))
    await server.fault({ kind: 'insert', ...POST, when: 'after', resources: [typed('desk', 0, 15)] })
    await server.fault({ kind: 'drop-before', method: 'PUT', type: 'Slot', after: 2 })
    expect(await send(create('b1'))).toEqual(refused('time-taken'))
    const [left, ...others] = (await writer.byRef('b1')).filter(({ status }) => status !== 'cancelled')
    expect([left?.pmsAppointmentId, left?.status, others]).toEqual(['Slot/D1-0', 'placeholder', []])
    expect(await send(removeHold('Slot/D1-0'))).toMatchObject({ kind: 'done' })
    expect(await busySlots()).toEqual([])
  })

  test('of freeing the slots of what was called off or moved: done, and the time stays blocked', async () => {
    await practice([...busy(slots(8), ['D1-0', 'D1-30'], null), onSlots('E1', 0), onSlots('E2', 30)])
    await server.fault({ kind: 'drop-before', method: 'PUT', type: 'Slot' })
    expect(await send(cancel('E1'))).toMatchObject({ kind: 'done' })
    await server.fault({ kind: 'drop-before', method: 'PUT', type: 'Slot', after: 1 })
    expect(await send(move('E2', 60, 15))).toMatchObject({ kind: 'done' })
    const { entries, blocks } = await writer.within('D1', place(0, 90))
    expect(blocks.map(({ startMs }) => startMs)).toEqual([atMinute(0), atMinute(30)])
    expect(entries.map(({ pmsAppointmentId, status }) => [pmsAppointmentId, status])).toEqual([
      ['E1', 'cancelled'],
      ['E2', 'booked'],
    ])
  })

  test('a list that lags behind, or cannot be seen whole, proves nothing', async () => {
    await practice([])
    await server.fault({ kind: 'garbage', method: 'GET', type: 'Appointment', after: 2 })
    await expect(send(create('b1'))).rejects.toThrow(BookSilent)
    await server.fault({ kind: 'outcome', type: 'Appointment' })
    await expect(send(create('b2', 60))).rejects.toThrow(BookSilent)
    expect((await writer.byRef('b1')).map(inShort)).toEqual(['new placeholder'])
    expect(await writer.byRef('b2')).toEqual([])
  })
})
