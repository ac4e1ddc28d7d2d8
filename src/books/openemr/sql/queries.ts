/** SHELL. Everything but the calendar: patients, recalls, providers, categories, settings, and which database it is. */

import type { CategoryRow, PatientRow, RecallRow } from '../rows.ts'
import { EVENTS } from './events-asked.ts'
import { PAGE, pages } from './pages.ts'
import type { Line, Value } from './server.ts'

/** By the server's clock, now. */
export async function serverMs(line: Line): Promise<number> {
  const [row] = await line.rows('clock', 'select unix_timestamp(now(3)) as seconds')
  return Math.round(Number(row?.['seconds']) * 1000)
}

/** Which database this is: a copy that was restored elsewhere has another name. */
export async function identityOf(line: Line): Promise<string | null> {
  const [row] = await line.rows('identity', `select concat(@@hostname, '/', database()) as identity`)
  return row?.['identity'] ?? null
}

export async function categoriesOf(line: Line): Promise<CategoryRow[]> {
  const sql = 'select pc_catid, pc_constant_id, pc_cattype from openemr_postcalendar_categories'
  return (await line.rows('categories', sql)) as unknown as CategoryRow[]
}

export async function patientsOf(line: Line): Promise<PatientRow[]> {
  const sql = `${patientsSql('pid > ?')} order by pid limit ${PAGE}`
  return (await pages(line, 'patients', sql, [], 'pid')) as unknown as PatientRow[]
}

export const patientsByIds = (line: Line, pids: readonly string[]): Promise<PatientRow[]> =>
  pids.length === 0 ? Promise.resolve([]) : patients(line, 'patients by id', 'pid in (?)', [pids])

/** Null: those whose birth date is not known. */
export const patientsBornOn = (line: Line, birthOn: string | null): Promise<PatientRow[]> =>
  patients(line, 'patients by birth date', bornOn(birthOn), birthOn === null ? [] : [birthOn])

export const bornOn = (birthOn: string | null): string =>
  birthOn === null ? `(DOB is null or DOB < '1000-01-01')` : 'DOB = ?'

export const recallsOf = (line: Line): Promise<RecallRow[]> => recalls(line, 'recalls', '', [])

export const recallsOfPatient = (line: Line, pid: string): Promise<RecallRow[]> =>
  recalls(line, 'recalls of patient', 'where r_pid = ?', [pid])

/** Everybody who has a column in the calendar. Older releases know no column of that name. */
export async function providersOf(line: Line): Promise<string[]> {
  const columns = new Set(
    (
      await line.rows(
        'columns of users',
        `select column_name as name from information_schema.columns
         where table_schema = database() and table_name = 'users'`,
      )
    ).map((row) => row['name']),
  )
  const flags = ['authorized', 'calendar'].filter((name) => columns.has(name))
  const shown = flags.length === 0 ? 'true' : flags.map((name) => `u.${name} = 1`).join(' or ')
  const active = columns.has('active') ? 'u.active = 1 and ' : ''
  const rows = await line.rows('providers', `select u.id from users u where ${active}(${shown})`)
  return rows.flatMap(({ id }) => (id == null ? [] : [id]))
}

export async function globalsOf(line: Line): Promise<ReadonlyMap<string, string>> {
  const sql = `select gl_name, gl_value from globals where gl_name in ('calendar_interval', 'gbl_time_zone')`
  const rows = await line.rows('globals', sql)
  return new Map(rows.map((row) => [row['gl_name'] ?? '', row['gl_value'] ?? '']))
}

/** Storage engines of the tables that we write. */
export async function enginesOf(line: Line): Promise<ReadonlyMap<string, string>> {
  const rows = await line.rows(
    'tables',
    `select table_name as name, engine as engine from information_schema.tables
     where table_schema = database() and table_name in (?)`,
    [[EVENTS, 'patient_data']],
  )
  return new Map(rows.map((row) => [row['name'] ?? '', row['engine'] ?? '']))
}

const patientsSql = (where: string): string =>
  `select pid, lname, fname, DOB, phone_cell, deceased_date from patient_data where ${where}`

async function patients(
  line: Line,
  label: string,
  where: string,
  values: readonly Value[],
): Promise<PatientRow[]> {
  return (await line.rows(label, patientsSql(where), values)) as unknown as PatientRow[]
}

async function recalls(
  line: Line,
  label: string,
  where: string,
  values: readonly Value[],
): Promise<RecallRow[]> {
  const sql = `select r_ID, r_pid, r_eventDate, r_reason from medex_recalls ${where}`
  return (await line.rows(label, sql, values)) as unknown as RecallRow[]
}
