/** `--timings`: what is counted, and where it is told. */
import { expect, test } from 'vitest'
import type { Terminal } from '../../bin/terminal.ts'
import { timingsOf } from '../../bin/timings.ts'

function scene() {
  const said: string[] = []
  let nowMs = 40
  const terminal = { say: (text: string) => said.push(text) } as unknown as Terminal
  const pass = <T>(ms: number, result?: T): T | undefined => {
    nowMs += ms
    return result
  }
  return { said, terminal, pass, clock: () => nowMs }
}

test('stages are added up, the longest is told, and what nobody counted is called other', async () => {
  const { said, terminal, pass, clock } = scene()
  const timings = timingsOf({ timings: true }, terminal, clock)
  expect(timings.of('judge', () => pass(10, 'judged'))).toBe('judged')
  timings.of('judge', () => pass(30))
  pass(5)
  expect(await timings.of('read', async () => pass(15, 7))).toBe(7)
  timings.tell()
  expect(
    said
      .join('\n')
      .split('\n')
      .map((line) => line.trim().split(/\s{2,}/)),
  ).toEqual([
    ['rejoin: timings', 'times', 'ms', 'share', 'longest'],
    ['start', '1', '40.0', '40 %', '40.0'],
    ['judge', '2', '40.0', '40 %', '30.0'],
    ['read', '1', '15.0', '15 %', '15.0'],
    ['other', '5.0', '5 %'],
    ['whole', '100.0', '100 %'],
  ])
})

test('a stage that fails is counted, and its error goes on', async () => {
  const { said, terminal, pass, clock } = scene()
  const timings = timingsOf({ timings: true }, terminal, clock)
  const failing = timings.of('read', async () => {
    pass(60)
    throw new Error('gone')
  })
  await expect(failing).rejects.toThrow('gone')
  timings.tell()
  expect(said.join('\n')).toMatch(/read +1 +60\.0 +60 %/)
})

test('nobody asked: nothing is said', () => {
  const { said, terminal, clock } = scene()
  const timings = timingsOf({}, terminal, clock)
  expect(timings.of('judge', () => 7)).toBe(7)
  timings.tell()
  expect(said).toEqual([])
})
