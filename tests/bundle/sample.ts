/** A small correct bundle, as files; a test changes what it is about and writes it out. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Files = Record<string, string>

/** Two practices on C1, one on C2. Each row is a line of its own, so that line numbers can be counted. */
export function sampleFiles(changes: Files = {}): Files {
  return { ...SAMPLE, ...changes }
}

/** The file with one more line (or several) at its end. */
export function withLines(file: string, ...lines: string[]): Files {
  return { [file]: `${(SAMPLE[file] ?? '').trimEnd()}\n${lines.join('\n')}\n` }
}

/** The file with a text put in place of another, which must be there. */
export function replaced(file: string, from: string, to: string): Files {
  const text = SAMPLE[file] ?? ''
  if (!text.includes(from)) throw new Error(`the sample's ${file} does not hold what the test replaces`)
  return { [file]: text.replace(from, to) }
}

export function writeBundle(files: Files, dir = mkdtempSync(join(tmpdir(), 'rejoin bundle '))): string {
  mkdirSync(dir, { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(dir, file), text)
  return dir
}

const SAMPLE: Files = {
  'connections.csv': `connection_id,name,time_zone,database_identity
C1,Harbour PMS,Australia/Sydney,db-1
C2,Island PMS,Australia/Lord_Howe,
`,
  'practices.csv': `practice_id,connection_id,name,time_zone,pms_location_id,manager_email
P1,C1,Harbour North,Australia/Sydney,L1,manager@example.org
P2,C1,Harbour South,Australia/Brisbane,L2,
P3,C2,Island,Australia/Lord_Howe,,
`,
  'live_hours.csv': `practice_id,weekday,opens,closes
P1,1,08:00,12:00
P1,1,13:00,24:00
`,
  'practitioners.csv': `practitioner_id,practice_id,name,pms_practitioner_id,accepts_video
D1,P1,Dr One,10,true
D2,P2,Dr Two,20,false
D3,P3,Dr Three,,
`,
  'appointment_types.csv': `appointment_type_id,practice_id,name,duration_minutes,mode,pms_type_id
T1,P1,Standard,15,in_person,1
T2,P2,Video,30,video,
T3,P3,Phone,10,phone,
`,
  'patients.csv': `patient_id,practice_id,family_name,given_name,birth_on,mobile,email,pms_patient_id
N1,P1,Citizen,Jane,1980-02-29,0400 000 000,jane@example.org,501
N2,P2,O'Neil,"Sean, Jr",,,,
N3,P3,Smith,Ann,,,,
`,
  'bookings.csv': `booking_id,practice_id,practitioner_id,appointment_type_id,patient_id,start_at,end_at,status,patient_told,accepted_at,changed_at,cancelled_at,pms_appointment_id,synced_at,synced_practitioner_id,synced_start_at,synced_end_at,video_link_at
B1,P1,D1,T1,N1,2026-11-20T00:00:00Z,2026-11-20T00:15:00Z,confirmed,confirmed,2026-11-01T00:00:00Z,,,A1,2026-11-01T00:01:00Z,D1,2026-11-20T00:00:00Z,2026-11-20T00:15:00Z,
B2,P2,D2,T2,N2,2026-11-20T10:00:00.250+10:00,2026-11-20T10:30:00+10:00,pending,,2026-11-02T00:00:00Z,,,,,,,,
B3,P3,D3,T3,N3,2026-11-21T00:00:00Z,2026-11-21T00:10:00Z,cancelled,nothing,2026-11-02T00:00:00Z,,2026-11-03T00:00:00Z,,,,,,
`,
  'recalls.csv': `recall_id,practice_id,patient_id,pms_recall_id,reason,due_on,clinically_significant,status,last_contacted_at,paused_by_booking_id,appointment_type_id
R1,P1,N1,700,Blood test,2026-12-01,true,paused,2026-10-01T00:00:00Z,B1,T1
R2,P2,N2,,,2026-12-02,,active,,,
`,
  'reminders.csv': `reminder_id,booking_id,channel,due_at,sent_at,about_start_at
M1,B1,sms,2026-11-19T00:00:00Z,,2026-11-20T00:00:00Z
`,
  'connection_events.csv': `connection_id,at,event
C1,2026-11-19T20:00:00Z,disconnected
C1,2026-11-19T23:30:00Z,connected
C1,2026-11-19T20:00:00Z,heartbeat
`,
  'syncs.csv': `connection_id,entity,direction,finished_at,outcome
C1,appointments,write,2026-11-19T19:55:00Z,complete
`,
  'pms_reads.csv': `connection_id,taken_at,complete,database_identity,from_on,to_on
C1,2026-11-19T22:00:00Z,false,db-0,,
C1,2026-11-19T23:40:00Z,true,db-1,2026-11-01,2026-12-31
C2,2026-11-19T23:41:00Z,true,,,
`,
  'pms_appointments.csv': `connection_id,pms_appointment_id,pms_location_id,pms_practitioner_id,pms_patient_id,pms_type_id,start_local,end_local,status,external_ref,created_local,changed_local
C1,A1,L1,10,501,1,2026-11-20T11:00,2026-11-20T11:15,booked,B1,2026-11-01T11:00,
C1,A2,,10,,,2026-11-20T12:00:00,2026-11-20T12:15,placeholder,,,2026-11-02T09:00
C2,A1,,30,9,,2026-11-21T09:00,2026-11-21T09:10,cancelled,,,
`,
  'pms_sessions.csv': `connection_id,pms_practitioner_id,pms_location_id,start_local,end_local,capacity,slot_minutes
C1,10,L1,2026-11-20T09:00,2026-11-20T17:00,2,10
C1,10,,2026-11-20T09:00,2026-11-20T17:00,,
`,
  'pms_blocks.csv': `connection_id,pms_practitioner_id,pms_location_id,start_local,end_local,reason
C1,10,,2026-11-20T12:30,2026-11-20T13:00,Lunch
`,
  'pms_patients.csv': `connection_id,pms_patient_id,family_name,given_name,birth_on,mobile,status
C1,501,Citizen,Jane,1980-02-29,,active
`,
  'pms_recalls.csv': `connection_id,pms_recall_id,pms_patient_id,reason,due_on,clinically_significant,status
C1,700,501,Blood test,2026-12-01,true,active
`,
}
