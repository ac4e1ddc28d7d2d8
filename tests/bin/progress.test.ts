/** The progress line, on a terminal that is a list of what was written, with a clock that only we move. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ProgressLine } from '../../bin/progress.ts'
import { textWidth } from '../../src/report/terminal/columns.ts'

function terminal(width = 40) {
  const written: string[] = []
  const timers = new Set<{ readonly call: () => void; readonly atMs: number }>()
  let nowMs = 1_000
  const line = new ProgressLine({
    write: (text) => void written.push(text),
    columns: () => width,
    now: () => nowMs,
    later(call, ms) {
      const timer = { call, atMs: nowMs + ms }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
  })
  return {
    line,
    written,
    waiting: () => timers.size,
    wait(ms: number) {
      nowMs += ms
      for (const timer of [...timers]) {
        if (timer.atMs > nowMs) continue
        timers.delete(timer)
        timer.call()
      }
    },
    /** What is seen now. */
    shown: () => written.join('').split('\r\u001b[K').at(-1)?.replace(/\r$/, '') ?? '',
  }
}

test('work that is soon over leaves no trace', () => {
  const { line, written, wait, waiting } = terminal()
  line.show('reading a.csv')
  wait(499)
  line.show('reading b.csv')
  line.end()
  wait(10_000)
  expect(written).toEqual([])
  expect(waiting()).toBe(0)
})

test('work that lasts is told, also when it says nothing new', () => {
  const { line, wait, shown } = terminal()
  line.show('reading a.csv')
  wait(500)
  expect(shown()).toBe('reading a.csv')
})

test('at most ten times a second, and the last word comes through', () => {
  const { line, written, wait, shown } = terminal()
  line.show('0')
  wait(500)
  const before = written.length
  for (let n = 1; n <= 1_000; n++) {
    line.show(`${n}`)
    wait(1)
  }
  expect(written.length - before).toBeLessThanOrEqual(10)
  wait(100)
  expect(shown()).toBe('1000')
})

test('it gives way to what is said, and comes back', () => {
  const { line, written, wait, shown } = terminal()
  line.show('reading')
  wait(500)
  line.clear()
  expect(written.at(-1)).toBe('\r\u001b[K')
  expect(shown()).toBe('')
  const length = written.length
  line.clear()
  expect(written).toHaveLength(length)
  wait(100)
  line.show('storing')
  expect(shown()).toBe('storing')
  line.end()
  expect(shown()).toBe('')
})

test('whatever it is told, it keeps to one line and nothing in it acts', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 90 }),
      fc.integer({ min: 20, max: 90 }),
      (text, width) => {
        const { line, wait, shown } = terminal(width)
        line.show(text)
        wait(500)
        expect(textWidth(shown())).toBeLessThan(width)
        expect(shown()).not.toMatch(/\p{Cc}/u)
      },
    ),
  )
})
