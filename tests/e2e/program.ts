/** The program as a process, and small bundles to feed it. */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { afterAll } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../../dist/bin/rejoin.js', import.meta.url))

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs in `cwd` with no database but that of the folder, unless `env` says otherwise. */
export function rejoin(cwd: string, args: readonly string[], env: Record<string, string> = {}): Ran {
  const rest = environmentOf(cwd)
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: { ...rest, NO_COLOR: '1', ...env },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  })
  return { code: status, stdout, stderr }
}

/** The embedded database in the folder; or, once `onServer` was called, one of the folder's own on that server. */
export function environmentOf(cwd: string): NodeJS.ProcessEnv {
  const { DATABASE_URL: _url, REJOIN_DATA: _data, ...rest } = process.env
  return server === null ? rest : { ...rest, DATABASE_URL: databaseOn(server, cwd) }
}

/** Where opening costs a program a tenth of a second and not one: for suites that start it a hundred times. */
export function onServer(url: string): void {
  server = url
  afterAll(async () => {
    const admin = postgres(url, { max: 1, onnotice: () => undefined })
    for (const name of databases.values()) await admin`drop database if exists ${admin(name)} with (force)`
    await admin.end()
    databases.clear()
  })
}

let server: string | null = null
const databases = new Map<string, string>()

function databaseOn(url: string, cwd: string): string {
  const known = databases.get(cwd)
  const name = known ?? `rejoin_e2e_${randomBytes(6).toString('hex')}`
  if (known === undefined) {
    databases.set(cwd, name)
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', CREATE], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: { ...process.env, SERVER: url, NAME: name },
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`could not make the database ${name}: ${stderr}`)
  }
  const own = new URL(url)
  own.pathname = `/${name}`
  return own.href
}

const CREATE = `import postgres from 'postgres'
const admin = postgres(process.env.SERVER, { max: 1 })
await admin\`create database \${admin(process.env.NAME)}\`
await admin.end()`

/** A folder with a blank in its name, as people have them. */
export const freshFolder = (): string => mkdtempSync(join(tmpdir(), 'rejoin e2e '))

export type Files = Record<string, string>

/** One practice whose line was down from 9 to 11 UTC, read at 11:15, as of 11:30; one booking for the next day. */
export function smallBundle(change: Files = {}): Files {
  return {
    'connections.csv': 'connection_id,name,time_zone,database_identity\nc1,Line,UTC,db1\n',
    'practices.csv': 'practice_id,connection_id,name,time_zone\np1,c1,Practice,UTC\n',
    'practitioners.csv': 'practitioner_id,practice_id,name,pms_practitioner_id\nd1,p1,Dr One,D1\n',
    'appointment_types.csv':
      'appointment_type_id,practice_id,name,duration_minutes,mode,pms_type_id\nt1,p1,Standard,15,in_person,T1\n',
    'patients.csv':
      'patient_id,practice_id,family_name,given_name,birth_on,mobile,pms_patient_id\nu1,p1,MARKERFAMILY,MARKERGIVEN,1980-01-01,0400111222,P1\nu2,p1,MARKEROTHER,MARKERGIVEN,1981-01-01,+61400111333,P2\n',
    'bookings.csv':
      'booking_id,practice_id,practitioner_id,appointment_type_id,patient_id,start_at,end_at,status,accepted_at\nb1,p1,d1,t1,u1,2026-11-20T10:00:00Z,2026-11-20T10:15:00Z,pending,2026-11-19T10:00:00Z\n',
    'connection_events.csv':
      'connection_id,at,event\nc1,2026-11-19T08:00:00Z,connected\nc1,2026-11-19T09:00:00Z,disconnected\nc1,2026-11-19T11:00:00Z,connected\n',
    'pms_reads.csv': 'connection_id,taken_at,complete,database_identity\nc1,2026-11-19T11:15:00Z,true,db1\n',
    'pms_appointments.csv':
      'connection_id,pms_appointment_id,pms_practitioner_id,pms_patient_id,start_local,end_local,status\n',
    ...change,
  }
}

export const AS_OF = '2026-11-19T11:30:00Z'

export const TAKEN =
  'connection_id,pms_appointment_id,pms_practitioner_id,pms_patient_id,start_local,end_local,status\nc1,E1,D1,P9,2026-11-20T10:00,2026-11-20T10:30,booked\n'

export function writeBundle(files: Files, dir = join(freshFolder(), 'a bundle')): string {
  mkdirSync(dir, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text)
  return dir
}
