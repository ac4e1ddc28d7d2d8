/** Each kind of live book through the program: set up in rejoin.json, pulled, judged; and no secret or name is told on the way. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, inject, test } from 'vitest'
import { AS_OF, freshFolder, onServer, type Ran, rejoin, smallBundle, writeBundle } from '../e2e/program.ts'
import { FhirServer } from '../fhir-server/start.ts'

onServer(inject('postgresUrl'))

const SECRET = 'markersecret-4711'
let server: FhirServer | null = null
const told: Ran[] = []
afterEach(async () => {
  await server?.stop()
  server = null
})

function practice(book: object, files: Readonly<Record<string, string>> = {}): string {
  const cwd = freshFolder()
  writeFileSync(join(cwd, 'rejoin.json'), JSON.stringify({ books: { c1: book } }))
  writeFileSync(join(cwd, 'secret'), `${SECRET}\n`)
  mkdirSync(join(cwd, 'exports'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, 'exports', name), text)
  const bundle = smallBundle({ 'pms_reads.csv': 'connection_id,taken_at,complete\n' })
  expect(rejoin(cwd, ['import', writeBundle(bundle)]).code).toBe(0)
  return cwd
}

const pull = (cwd: string, env: Record<string, string> = {}): Ran => {
  const ran = rejoin(cwd, ['pull', '--connection', 'c1', '--as-of', AS_OF], env)
  told.push(ran)
  return ran
}

/** `b1 time-already-taken`, as the run over what was pulled has it. */
function judged(cwd: string): string[] {
  const ran = rejoin(cwd, ['run', '--all', '--as-of', AS_OF, '--json'])
  told.push(ran)
  const { verdicts } = JSON.parse(ran.stdout) as { verdicts: { bookingId: string; verdict: string }[] }
  return verdicts.map(({ bookingId, verdict }) => `${bookingId} ${verdict}`)
}

const APPOINTMENT = {
  resourceType: 'Appointment',
  id: 'E1',
  status: 'booked',
  start: '2026-11-20T10:00:00Z',
  end: '2026-11-20T10:30:00Z',
  participant: [
    { actor: { reference: 'Practitioner/D1', display: 'Dr MARKERFAMILY' }, status: 'accepted' },
    { actor: { reference: 'Patient/P9', display: 'MARKERGIVEN' }, status: 'accepted' },
  ],
}
const PATIENT = {
  resourceType: 'Patient',
  id: 'P9',
  name: [{ family: 'MARKEROTHER', given: ['MARKERGIVEN'] }],
}

test('FHIR with a fixed header', async () => {
  server = await FhirServer.start([APPOINTMENT, PATIENT], ['--header', `x-key: ${SECRET}`])
  const auth = { header: 'x-key', value: { file: 'secret' } }
  const cwd = practice({ kind: 'fhir', url: server.url, auth })
  expect(pull(cwd)).toMatchObject({ code: 0, stdout: expect.stringContaining('complete  1 entry') })
  expect(judged(cwd)).toEqual(['b1 time-already-taken'])
  writeFileSync(join(cwd, 'secret'), 'markersecret-wrong')
  expect(pull(cwd)).toMatchObject({ code: 1, stderr: expect.stringContaining('HTTP 401') })
  await server.desk({ ...APPOINTMENT, id: 'E2', end: '2026-11-20T09:00:00Z' })
  writeFileSync(join(cwd, 'secret'), SECRET)
  expect(pull(cwd)).toMatchObject({ code: 3, stdout: expect.stringMatching(/fault +Appointment\/?.?E2/) })
})

test('FHIR with client credentials, the secret in the environment', async () => {
  server = await FhirServer.start([APPOINTMENT], ['--client', `rejoin:${SECRET}`])
  const auth = { tokenUrl: server.tokenUrl, clientId: 'rejoin', clientSecret: { env: 'FHIR_SECRET' } }
  const cwd = practice({ kind: 'fhir', url: server.url, auth })
  expect(pull(cwd)).toMatchObject({ code: 1, stderr: expect.stringContaining('FHIR_SECRET') })
  expect(pull(cwd, { FHIR_SECRET: 'markersecret-wrong' }).code).toBe(1)
  expect(pull(cwd, { FHIR_SECRET: SECRET })).toMatchObject({ code: 0 })
})

test('an export, read by a mapping that comes with the program', () => {
  const header =
    'Patient,InternalID,AppointmentDate,AppointmentTime,AppointmentLength,Provider,Urgent,AppointmentType,Status'
  const rows = ['"MARKEROTHER, MARKERGIVEN",P9,2026-11-20,36000,1800,D1,0,Standard,Booked']
  const cwd = practice(
    { kind: 'csv', folder: 'exports', mapping: 'bp-premier-view' },
    { 'BPS_Appointments.csv': [header, ...rows, ''].join('\r\n') },
  )
  expect(pull(cwd)).toMatchObject({ code: 0, stdout: expect.stringContaining('complete  1 entry') })
  expect(judged(cwd)).toEqual(['b1 time-already-taken'])
  const checked = rejoin(cwd, [
    'mapping',
    'check',
    'bp-premier-view',
    '--sample',
    'exports/BPS_Appointments.csv',
  ])
  told.push(checked)
  expect(checked).toMatchObject({ code: 0, stdout: expect.stringContaining('1 good') })
})

test('a calendar, with working hours from the settings', () => {
  const event = [
    'BEGIN:VEVENT',
    'UID:e1',
    'DTSTAMP:20261101T000000Z',
    'DTSTART:20261120T100000Z',
    'DTEND:20261120T103000Z',
    'SUMMARY:MARKEROTHER',
    'END:VEVENT',
  ]
  const text = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x//EN', ...event, 'END:VCALENDAR', ''].join(
    '\r\n',
  )
  const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday']
  const hours = [{ pmsPractitionerId: 'D1', weekdays, from: '09:00', to: '12:00' }]
  const calendars = [{ pmsPractitionerId: 'D1', file: 'exports/d1.ics' }]
  const cwd = practice({ kind: 'ical', calendars, hours }, { 'd1.ics': text })
  expect(pull(cwd)).toMatchObject({ code: 0, stdout: expect.stringContaining('complete  1 entry') })
  const ran = rejoin(cwd, ['run', '--all', '--as-of', AS_OF, '--json'])
  told.push(ran)
  const [verdict] = JSON.parse(ran.stdout).verdicts
  expect(verdict).toMatchObject({ verdict: 'time-already-taken', alternative: { practitionerId: 'd1' } })
  writeFileSync(join(cwd, 'exports', 'd1.ics'), text.slice(0, -20))
  expect(pull(cwd).code).toBe(1)
})

test('settings that cannot be are told together, and a secret in the file is refused without being told', () => {
  const cwd = practice({
    kind: 'fhir',
    url: 'http://elsewhere.example',
    auth: { header: 'x', value: SECRET },
    colour: 1,
  })
  const ran = pull(cwd)
  expect(ran.code).toBe(1)
  for (const place of ['url must begin with https', 'auth.value must be', '"colour"']) {
    expect(ran.stderr).toContain(place)
  }
})

test('nothing of it told a secret or a name', () => {
  expect(told.length).toBeGreaterThan(10)
  const all = told.map(({ stdout, stderr }) => stdout + stderr).join('\n')
  expect(all).not.toMatch(/markersecret/i)
  expect(all).not.toMatch(/MARKER(FAMILY|GIVEN|OTHER)/)
})

test('the shipped mappings and their samples are there', () => {
  const folder = new URL('../../mappings/', import.meta.url)
  const mappings = readdirSync(folder).filter((name) => name.endsWith('.json'))
  expect(mappings.length).toBeGreaterThanOrEqual(4)
  for (const name of mappings) {
    expect(JSON.parse(readFileSync(new URL(name, folder), 'utf8'))).toMatchObject({
      source: expect.any(String),
    })
  }
})
