/** A practice after an outage, for programs that are killed at their work: a bundle, and the same book for the sim. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const HOUR = 3_600_000
const MINUTE = 60_000

export interface World {
  readonly bundle: string
  readonly seed: string
  /** What must be in the ledger in the end, each exactly once. */
  readonly writes: readonly string[]
}

/** Around the real clock, since the program goes by it: the line was down from three to two hours ago. */
export function makeWorld(dir: string, nowMs: number): World {
  const iso = (ms: number): string => new Date(ms).toISOString()
  const local = (ms: number): string => iso(ms).slice(0, 16)
  const tomorrow = Math.floor(nowMs / (24 * HOUR)) * 24 * HOUR + 48 * HOUR
  const at = (clock: string): number => {
    const [h = 0, m = 0] = clock.split(':').map(Number)
    return tomorrow + h * HOUR + m * MINUTE
  }
  const accepted = iso(nowMs - 2.5 * HOUR)
  const before = iso(nowMs - 72 * HOUR)

  const bookings: string[] = []
  const book = (
    id: string,
    doctor: string,
    patient: string,
    clock: string,
    rest: Record<string, string> = {},
  ) => {
    const row: Record<string, string> = {
      booking_id: id,
      practice_id: 'p1',
      practitioner_id: doctor,
      appointment_type_id: 't1',
      patient_id: patient,
      start_at: iso(at(clock)),
      end_at: iso(at(clock) + 15 * MINUTE),
      status: 'pending',
      accepted_at: accepted,
      ...rest,
    }
    bookings.push(BOOKING.map((name) => row[name] ?? '').join())
  }
  const synced = (entry: string, doctor: string, clock: string, status = 'confirmed') => ({
    status,
    accepted_at: before,
    pms_appointment_id: entry,
    synced_at: before,
    synced_practitioner_id: doctor,
    synced_start_at: iso(at(clock)),
    synced_end_at: iso(at(clock) + 15 * MINUTE),
  })
  const entries: Record<string, string | null>[] = []
  const enter = (
    id: string,
    doctor: string,
    patient: string,
    clock: string,
    rest: Record<string, string> = {},
  ) => {
    entries.push({
      pmsAppointmentId: id,
      pmsLocationId: null,
      pmsPractitionerId: doctor,
      pmsPatientId: patient || null,
      pmsTypeId: 'T1',
      startAt: iso(at(clock)),
      endAt: iso(at(clock) + 15 * MINUTE),
      status: 'booked',
      externalRef: null,
      createdAt: before,
      changedAt: null,
      ...rest,
    })
  }

  book('b01', 'd1', 'u01', '09:00')
  book('b02', 'd1', 'new', '09:15')
  book('b03', 'd1', 'u03', '09:30')
  enter('E03', 'D1', '', '09:30', { status: 'placeholder', externalRef: 'b03' })
  book('b04', 'd1', 'u04', '10:00')
  book('b05', 'd1', 'u05', '10:00', { ...synced('E05', 'd1', '10:00', 'cancelled'), cancelled_at: accepted })
  enter('E05', 'D1', 'P05', '10:00', { externalRef: 'b05' })
  book('b06', 'd2', 'u06', '11:00', { ...synced('E06', 'd2', '09:00'), changed_at: accepted })
  enter('E06', 'D2', 'P06', '09:00', { externalRef: 'b06' })
  book('b07', 'd2', 'u07', '09:00')
  book('b08', 'd2', 'u08', '10:00')
  enter('E08', 'D2', 'P08', '10:00', { createdAt: iso(nowMs - 1.5 * HOUR) })
  book('b09', 'd2', 'twin', '14:00')
  book('b10', 'd2', 'u10', '15:00', synced('E10', 'd2', '15:00'))
  enter('E10', 'D2', 'P10', '15:30', { externalRef: 'b10', changedAt: iso(nowMs - 1.5 * HOUR) })
  book('b11', 'd1', 'u11', '15:00', synced('E11', 'd1', '15:00'))
  enter('E11', 'D1', 'P11', '15:00', { externalRef: 'b11', status: 'cancelled' })
  const plain = ['12', '13', '14', '15', '16']
  plain.forEach((n, i) => {
    book(`b${n}`, 'd1', `u${n}`, `${11 + i}:30`)
  })

  const known = ['01', '03', '04', '05', '06', '07', '08', '10', '11', ...plain]
  const people = known.map((n) => ({ n, family: `Family${n}`, pms: `P${n}` }))
  const patients = [
    ...people.map(({ n, family, pms }) => `u${n},p1,${family},Kim,1980-01-01,${pms}`),
    'new,p1,Newman,Kim,1990-01-01,',
    'twin,p1,Twin,Kim,1970-01-01,',
  ]
  const pmsPatients = [
    ...people.map(({ family, pms }) => ({ pmsPatientId: pms, familyName: family, birthOn: '1980-01-01' })),
    { pmsPatientId: 'P-t1', familyName: 'Twin', birthOn: '1970-01-01' },
    { pmsPatientId: 'P-t2', familyName: 'Twin', birthOn: '1970-01-01' },
  ].map((one) => ({ ...one, givenName: 'Kim', mobile: null, status: 'active' }))
  const sessions = ['D1', 'D2'].map((doctor) => ({
    pmsPractitionerId: doctor,
    pmsLocationId: null,
    startAt: iso(at('08:00')),
    endAt: iso(at('18:00')),
    capacity: 1,
    slotMinutes: 15,
  }))
  const recalls = [
    { pmsRecallId: 'R1', pmsPatientId: 'P01', dueOn: '2030-01-01', status: 'completed' },
    { pmsRecallId: 'R2', pmsPatientId: 'P03', dueOn: '2030-01-01', status: 'active' },
  ]

  const bundle = join(dir, 'bundle')
  mkdirSync(bundle, { recursive: true })
  const csv = (file: string, head: string, rows: readonly string[]): void =>
    writeFileSync(join(bundle, file), `${[head, ...rows].join('\n')}\n`)
  csv('connections.csv', 'connection_id,name,time_zone,database_identity', ['c1,Line,UTC,sim'])
  csv('practices.csv', 'practice_id,connection_id,name,time_zone', ['p1,c1,Practice,UTC'])
  csv('practitioners.csv', 'practitioner_id,practice_id,name,pms_practitioner_id', [
    'd1,p1,Dr One,D1',
    'd2,p1,Dr Two,D2',
  ])
  csv('appointment_types.csv', 'appointment_type_id,practice_id,name,duration_minutes,mode,pms_type_id', [
    't1,p1,Standard,15,in_person,T1',
  ])
  csv('patients.csv', 'patient_id,practice_id,family_name,given_name,birth_on,pms_patient_id', patients)
  csv('bookings.csv', BOOKING.join(), bookings)
  csv('recalls.csv', 'recall_id,practice_id,patient_id,pms_recall_id,due_on,status', [
    'r1,p1,u01,R1,2030-01-01,active',
  ])
  csv(
    'connection_events.csv',
    'connection_id,at,event',
    [
      ['connected', 72],
      ['disconnected', 3],
      ['connected', 2],
    ].map(([event, hours]) => `c1,${iso(nowMs - Number(hours) * HOUR)},${event}`),
  )
  csv('pms_reads.csv', 'connection_id,taken_at,complete,database_identity', [
    `c1,${iso(nowMs - HOUR)},true,sim`,
  ])
  csv(
    'pms_appointments.csv',
    'connection_id,pms_appointment_id,pms_practitioner_id,pms_patient_id,pms_type_id,start_local,end_local,status,external_ref,created_local,changed_local',
    entries.map((e) =>
      [
        'c1',
        e['pmsAppointmentId'],
        e['pmsPractitionerId'],
        e['pmsPatientId'],
        e['pmsTypeId'],
        local(Date.parse(String(e['startAt']))),
        local(Date.parse(String(e['endAt']))),
        e['status'],
        e['externalRef'],
        local(Date.parse(String(e['createdAt']))),
        e['changedAt'] == null ? '' : local(Date.parse(e['changedAt'])),
      ].join(),
    ),
  )
  csv(
    'pms_sessions.csv',
    'connection_id,pms_practitioner_id,start_local,end_local',
    sessions.map((s) => `c1,${s.pmsPractitionerId},${s.startAt.slice(0, 16)},${s.endAt.slice(0, 16)}`),
  )
  csv(
    'pms_patients.csv',
    'connection_id,pms_patient_id,family_name,given_name,birth_on,status',
    pmsPatients.map((p) => `c1,${p.pmsPatientId},${p.familyName},Kim,${p.birthOn},active`),
  )
  csv(
    'pms_recalls.csv',
    'connection_id,pms_recall_id,pms_patient_id,due_on,status',
    recalls.map((r) => `c1,${r.pmsRecallId},${r.pmsPatientId},${r.dueOn},${r.status}`),
  )

  const seed = join(dir, 'seed.json')
  writeFileSync(
    seed,
    JSON.stringify({
      databaseIdentity: 'sim',
      entries,
      sessions,
      blocks: [],
      patients: pmsPatients,
      recalls,
    }),
  )
  const inserts = ['b01', 'b02', 'b03', 'b04', 'b07', ...plain.map((n) => `b${n}`)]
  return {
    bundle,
    seed,
    writes: [
      'cancel E05',
      ...inserts.map((id) => `create ${id}`),
      'create-patient Newman',
      'hold b09',
      'move E06',
      'remove-placeholder E03',
    ],
  }
}

const BOOKING = [
  'booking_id',
  'practice_id',
  'practitioner_id',
  'appointment_type_id',
  'patient_id',
  'start_at',
  'end_at',
  'status',
  'accepted_at',
  'changed_at',
  'cancelled_at',
  'pms_appointment_id',
  'synced_at',
  'synced_practitioner_id',
  'synced_start_at',
  'synced_end_at',
]
