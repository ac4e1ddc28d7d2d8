/**
 * SHELL. One check after the other, each within its time: what one meets with keeps none of the others from being made.
 */
import { QueryFailed } from '../../db/errors.ts'
import { CHECKS, type CheckCode, type Note, type Result } from '../../src/doctor/checkup.ts'
import { notChecked, wrong } from '../../src/doctor/mark.ts'
import { doctorWords } from '../../src/doctor/words.ts'
import type { Terminal } from '../terminal.ts'
import { wordsOf } from '../troubles.ts'

export interface Check {
  readonly code: CheckCode
  readonly connectionId?: string
  look(): Promise<readonly Note[]>
}

export interface Doctor {
  readonly terminal: Terminal
  readonly limitMs: number
  /** Called with each result as soon as it is known. */
  tell(result: Result): Promise<void>
  /** A look was given up that still goes on: the process must not wait for it. */
  abandon(): void
}

export async function carryOut(doctor: Doctor, checks: readonly Check[]): Promise<void> {
  for (const check of checks) await doctor.tell(await carriedOut(doctor, check))
}

/** Never throws: trouble is a result too. */
export async function carriedOut(doctor: Doctor, check: Check): Promise<Result> {
  const { terminal } = doctor
  const begunMs = terminal.now()
  const connectionId = check.connectionId ?? null
  const name = doctorWords.checks[check.code]
  terminal.progress(
    doctorWords.looking(connectionId === null ? name : doctorWords.ofConnection(name, connectionId)),
  )
  const notes = await within(doctor, check).catch((error: unknown) => [noteOf(error)])
  terminal.progress(null)
  return { check: check.code, connectionId, notes, tookMs: terminal.now() - begunMs }
}

/** Who only may not look has found nothing wrong. */
function noteOf(error: unknown): Note {
  return error instanceof QueryFailed && error.sqlState === '42501'
    ? notChecked({ code: 'no-right', what: error.message })
    : wrong({ code: 'failed', what: wordsOf(error) })
}

async function within(doctor: Doctor, check: Check): Promise<readonly Note[]> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<readonly Note[]>((resolve) => {
    timer = setTimeout(() => {
      doctor.abandon()
      resolve([wrong({ code: 'no-answer', seconds: doctor.limitMs / 1000 })])
    }, doctor.limitMs)
  })
  try {
    return await Promise.race([check.look(), late])
  } finally {
    clearTimeout(timer)
  }
}

/** All of these in their order, with the same to say of each. */
export const allWith = (codes: readonly CheckCode[], note: Note): Check[] =>
  CHECKS.filter((code) => codes.includes(code)).map((code) => ({ code, look: async () => [note] }))
