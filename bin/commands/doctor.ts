/** `rejoin doctor`: looks at everything that Rejoin needs, one after the other, and says what to do. Changes nothing. */
import type { Glance } from '../../db/glance.ts'
import { inTime } from '../../db/in-time.ts'
import type { DatabaseTarget } from '../../db/open.ts'
import type { CheckCode, Result } from '../../src/doctor/checkup.ts'
import { exitCodeOf, notChecked } from '../../src/doctor/mark.ts'
import { resultJson, resultText, totalsText } from '../../src/doctor/telling.ts'
import { databaseTarget, UsageError } from '../config.ts'
import { lookAtBooks } from '../doctor/books.ts'
import { allWith, carryOut, type Doctor } from '../doctor/carry-out.ts'
import {
  databaseCheck,
  listeningCheck,
  lookAtClock,
  nothingOpened,
  serverChecks,
  tableChecks,
} from '../doctor/database.ts'
import { diskCheck, nodeCheck } from '../doctor/machine.ts'
import { mailCheck } from '../doctor/mail.ts'
import { readTold, settingsChecks, type Told } from '../doctor/settings.ts'
import { contentChecks } from '../doctor/tables.ts'
import { catchDriverFaults } from '../driver-faults.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'

export interface DoctorFlags {
  readonly connection?: string
  readonly offline?: boolean
  readonly timeout?: string
  readonly json?: boolean
}

export async function doctor(flags: DoctorFlags, terminal: Terminal): Promise<ExitCode> {
  const limitMs = limitIn(flags)
  const results: Result[] = []
  let abandoned = false
  const doctor: Doctor = {
    terminal,
    limitMs,
    async tell(result) {
      results.push(result)
      const json = flags.json === true
      await terminal.print(json ? `${JSON.stringify(resultJson(result))}\n` : resultText(result, terminal))
    },
    abandon() {
      abandoned = true
    },
  }
  const told = readTold(terminal.env)
  const target = targetIn(terminal.env)
  await carryOut(doctor, [
    nodeCheck(terminal),
    ...settingsChecks(told, terminal.env),
    diskCheck(target?.kind === 'embedded' ? [target.dir] : []),
  ])
  const glance = await lookAtDatabase(doctor, told, flags, target)
  if (flags.offline === true) {
    await carryOut(doctor, allWith(['book', 'mail'], notChecked({ code: 'offline' })))
  } else {
    await lookAtBooks(doctor, told, glance, flags.connection ?? null)
    await carryOut(doctor, [mailCheck(told.config, terminal.env)])
  }
  if (flags.json !== true) await terminal.print(totalsText(results))
  const code = exitCodeOf(results)
  // What was given up may go on for as long as it likes, and keep the process from ending.
  if (abandoned) process.exit(code)
  return code
}

/** Whole seconds; a look that takes longer is a result of its own. */
function limitIn({ timeout = '20' }: DoctorFlags): number {
  const seconds = Number(timeout)
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 600) return seconds * 1000
  throw new UsageError(`--timeout ${JSON.stringify(timeout)} is not a whole number of seconds from 1 to 600`)
}

/** Null: what stands in the environment is no database at all, which the look at it will tell. */
function targetIn(env: Terminal['env']): DatabaseTarget | null {
  try {
    return databaseTarget(env)
  } catch {
    return null
  }
}

const OF_TABLES: readonly CheckCode[] = ['rights', 'triggers', 'zones', 'connections', 'watch', 'mails']
const OF_DATABASE: readonly CheckCode[] = [
  'migrations',
  'triggers',
  'clock',
  'zones',
  'connections',
  'watch',
  'mails',
]
const CLOSED_WITHIN_MS = 5_000

/**
 * The connections, for the looks at their books; null where they could not be seen. Nothing stays open: an embedded
 * database is for one program at a time.
 */
async function lookAtDatabase(
  doctor: Doctor,
  told: Told,
  { connection }: DoctorFlags,
  target: DatabaseTarget | null,
): Promise<readonly Glance[] | null> {
  const { terminal, limitMs } = doctor
  const opened = nothingOpened()
  const url = target?.kind === 'postgres' ? target.url : null
  const faults = catchDriverFaults()
  let glance: readonly Glance[] | null = null
  const look = (checks: Parameters<typeof carryOut>[1]) =>
    carryOut(
      doctor,
      checks.map((check) => ({ ...check, look: () => faults.during(NEVER, () => check.look()) })),
    )
  try {
    await look([databaseCheck(() => databaseTarget(terminal.env), opened)])
    if (opened.database === null || opened.server === null) {
      await look(allWith(OF_DATABASE, notChecked({ code: 'database-closed' })))
      return null
    }
    await look(serverChecks(opened, url !== null))
    const isOurs = opened.standing === 'current'
    if (isOurs) await look(tableChecks(opened, url !== null))
    if (url !== null) await look([listeningCheck(url, limitMs)])
    if (!isOurs) {
      await look([{ code: 'clock', look: () => lookAtClock(opened, terminal) }])
      await look(allWith(OF_TABLES, notChecked({ code: 'other-tables' })))
      return null
    }
    const wanted = { config: told.config, asked: connection ?? null }
    await look(
      contentChecks(opened, wanted, terminal, (found) => {
        glance = found
      }),
    )
    return glance
  } finally {
    const closing = opened.database?.close() ?? Promise.resolve()
    await inTime(closing, CLOSED_WITHIN_MS, 'close').catch(() => doctor.abandon())
    faults.stopCatching()
  }
}

const NEVER = new AbortController().signal
