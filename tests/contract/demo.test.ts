/** The demo bundle through the program, held against expected.json, which was written by hand from CONTRACT.md. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'

interface Expected {
  readonly asOf: string
  readonly windowStart: string
  readonly windowEnd: string
  readonly readTakenAt: string
  readonly holds: readonly string[]
  readonly exitCode: number
  readonly verdicts: Readonly<Record<string, unknown>>
  readonly conflictsWith: Readonly<Record<string, unknown>>
  readonly findings: readonly FoundFinding[]
}

interface FoundFinding {
  readonly code: string
  readonly subjectIds: readonly string[]
  readonly overdue?: boolean
}

interface Output {
  readonly formatVersion: number
  readonly run: Readonly<Record<string, unknown>>
  readonly totals: {
    readonly judged: number
    readonly byVerdict: Readonly<Record<string, number>>
    readonly byFinding: Readonly<Record<string, number>>
  }
  readonly verdicts: readonly {
    readonly bookingId: string
    readonly verdict: string
    readonly matchedBy: string | null
    readonly pmsAppointmentId: string | null
    readonly conflictsWith: unknown
  }[]
  readonly findings: readonly FoundFinding[]
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const expected = JSON.parse(readFileSync(`${root}examples/two-practices/expected.json`, 'utf8')) as Expected
const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0)
const sentence = ({ code, subjectIds, overdue }: FoundFinding): string =>
  `${code} ${subjectIds.join(' ')}${overdue ? ' (overdue)' : ''}`

describe('the demo bundle', () => {
  let status: number | null = null
  let lines: string[] = []
  let output: Output

  beforeAll(() => {
    const { DATABASE_URL: _, ...env } = process.env
    const run = spawnSync(
      process.execPath,
      ['dist/bin/rejoin.js', 'run', '--bundle', 'examples/two-practices', '--as-of', expected.asOf, '--json'],
      { cwd: root, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    )
    status = run.status
    lines = run.stdout.split('\n').filter((line) => line !== '')
    if (lines.length !== 1)
      throw new Error(`expected one line of JSON; exit ${status}\n${run.stdout}${run.stderr}`)
    output = JSON.parse(lines[0] ?? '') as Output
  }, 120_000)

  test('has the window, the read and no hold', () => {
    expect(output.formatVersion).toBe(1)
    expect(output.run).toMatchObject({
      connectionId: 'wattle-group',
      asOf: expected.asOf,
      windowStart: expected.windowStart,
      windowEnd: expected.windowEnd,
      readTakenAt: expected.readTakenAt,
      readComplete: true,
      holds: expected.holds,
    })
    expect(status).toBe(expected.exitCode)
  })

  test('gives every judged booking its verdict, and judges no other', () => {
    const verdicts = output.verdicts.map(({ bookingId, verdict, matchedBy, pmsAppointmentId }) => [
      bookingId,
      { verdict, matchedBy, pmsAppointmentId },
    ])
    expect(Object.fromEntries(verdicts)).toEqual(expected.verdicts)
    expect(verdicts).toHaveLength(Object.keys(expected.verdicts).length)
  })

  test('names what holds the time of those whose time is taken', () => {
    const taken = output.verdicts.filter(({ verdict }) => verdict === 'time-already-taken')
    expect(Object.fromEntries(taken.map((one) => [one.bookingId, one.conflictsWith]))).toEqual(
      expected.conflictsWith,
    )
  })

  test('makes every expected finding, and no other', () => {
    expect(output.findings.map(sentence).sort()).toEqual(expected.findings.map(sentence).sort())
  })

  test('has totals that add up', () => {
    const { totals } = output
    expect(totals.judged).toBe(Object.keys(expected.verdicts).length)
    expect(sum(totals.byVerdict)).toBe(totals.judged)
    expect(sum(totals.byFinding)).toBe(expected.findings.length)
  })
})
