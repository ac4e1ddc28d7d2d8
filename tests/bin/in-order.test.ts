/** Several at a time, taken in order. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inOrder } from '../../bin/in-order.ts'

test('whatever order the work ends in, it is taken in order, and never more than so many are held', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (scheduler, count, atOnce) => {
        const items = Array.from({ length: count }, (_, item) => item)
        let held = 0
        let most = 0
        const taken: number[] = []
        const ended = inOrder(
          items,
          atOnce,
          async (item) => {
            most = Math.max(most, ++held)
            return scheduler.schedule(Promise.resolve(item * 10))
          },
          async (made, index) => {
            await scheduler.schedule(Promise.resolve())
            held--
            taken.push(made)
            return index
          },
        )
        expect(await scheduler.waitFor(ended)).toEqual(items)
        expect(taken).toEqual(items.map((item) => item * 10))
        expect(most).toBe(Math.min(count, atOnce))
      },
    ),
  )
})

test('one that throws: nothing new is begun, and it is thrown when the others are over', async () => {
  const begun: number[] = []
  const over: number[] = []
  const ended = inOrder(
    [0, 1, 2, 3, 4, 5],
    3,
    async (item) => {
      begun.push(item)
      await new Promise((done) => setImmediate(done))
      if (item === 1) throw new Error('one')
      if (item === 2) await new Promise((done) => setImmediate(done))
      over.push(item)
      return item
    },
    async (made) => made,
  )
  await expect(ended).rejects.toThrow('one')
  expect(begun).toEqual([0, 1, 2, 3])
  expect(over.sort()).toEqual([0, 2, 3])
})
