// Writes the demo bundle, examples/two-practices/: `node examples/make-two-practices.mjs [folder]`.
// Always the same bytes: a seeded generator, no clock. Each booking of the story says here, where it is made, what Rejoin must
// say about it, from the contract alone; expected.json is the sum of those sentences. The story itself is in two-practices/README.md.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const OUT = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), 'two-practices')
const CONNECTION = 'wattle-group'

// ── time: minutes on the PMS's wall clock (Sydney) since Monday 2026-11-16 00:00 ────────────────────────────────────
// Sydney is at +11:00 and Brisbane at +10:00 all through October 4 2026 … April 4 2027, so plain arithmetic is enough.

const DAY = 24 * 60
const MONDAY_UTC = Date.UTC(2026, 10, 16) / 60_000
const DAYS = {
  mon16: 0,
  tue17: 1,
  wed18: 2,
  thu19: 3,
  fri20: 4,
  mon23: 7,
  tue24: 8,
  wed25: 9,
  thu26: 10,
  fri27: 11,
}

/** @param {number} day days after Monday 16 November @param {string} clock `HH:mm` or `HH:mm:ss` on the PMS's wall */
const at = (day, clock) => {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number)
  return day * DAY + hours * 60 + minutes + seconds / 60
}
const thu = (clock) => at(DAYS.thu19, clock)

const iso = (minutes) => new Date(Math.round((MONDAY_UTC + minutes) * 60_000)).toISOString()
/** The PMS's wall clock, as in `…_local`. */
const local = (minutes) => iso(minutes).slice(0, 16)
const dateOf = (minutes) => iso(minutes).slice(0, 10)
/** An instant, written with the offset of the place it is about. */
const instant = (minutes, place = 'sydney') =>
  place === 'sydney' ? `${iso(minutes).slice(0, 19)}+11:00` : `${iso(minutes - 60).slice(0, 19)}+10:00`
const utc = (minutes) => iso(minutes - 11 * 60)

const LINE_LOST = thu('08:40')
const WINDOW_OPENS = thu('08:38') // the last complete write of appointments before the line was lost
const WINDOW_CLOSES = thu('11:55')
const READ_TAKEN = thu('12:05')
const AS_OF = thu('12:10')

// ── chance, seeded (mulberry32) ─────────────────────────────────────────────────────────────────────────────────────

let seed = 20261119
const chance = () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}
/** A whole number from `low` to `high`, both included. */
const between = (low, high) => low + Math.floor(chance() * (high - low + 1))
const pick = (list) => list[between(0, list.length - 1)]

// ── the files, as rows ──────────────────────────────────────────────────────────────────────────────────────────────

const COLUMNS = {
  connections: ['connection_id', 'name', 'time_zone', 'database_identity'],
  practices: ['practice_id', 'connection_id', 'name', 'time_zone', 'pms_location_id', 'manager_email'],
  live_hours: ['practice_id', 'weekday', 'opens', 'closes'],
  practitioners: ['practitioner_id', 'practice_id', 'name', 'pms_practitioner_id', 'accepts_video'],
  appointment_types: [
    'appointment_type_id',
    'practice_id',
    'name',
    'duration_minutes',
    'mode',
    'pms_type_id',
  ],
  patients: [
    'patient_id',
    'practice_id',
    'family_name',
    'given_name',
    'birth_on',
    'mobile',
    'email',
    'pms_patient_id',
  ],
  bookings: [
    'booking_id',
    'practice_id',
    'practitioner_id',
    'appointment_type_id',
    'patient_id',
    'start_at',
    'end_at',
    'status',
    'patient_told',
    'accepted_at',
    'changed_at',
    'cancelled_at',
    'pms_appointment_id',
    'synced_at',
    'synced_practitioner_id',
    'synced_start_at',
    'synced_end_at',
    'video_link_at',
  ],
  recalls: [
    'recall_id',
    'practice_id',
    'patient_id',
    'pms_recall_id',
    'reason',
    'due_on',
    'clinically_significant',
    'status',
    'last_contacted_at',
    'paused_by_booking_id',
    'appointment_type_id',
  ],
  reminders: ['reminder_id', 'booking_id', 'channel', 'due_at', 'sent_at', 'about_start_at'],
  connection_events: ['connection_id', 'at', 'event'],
  syncs: ['connection_id', 'entity', 'direction', 'finished_at', 'outcome'],
  pms_reads: ['connection_id', 'taken_at', 'complete', 'database_identity', 'from_on', 'to_on'],
  pms_appointments: [
    'connection_id',
    'pms_appointment_id',
    'pms_location_id',
    'pms_practitioner_id',
    'pms_patient_id',
    'pms_type_id',
    'start_local',
    'end_local',
    'status',
    'external_ref',
    'created_local',
    'changed_local',
  ],
  pms_sessions: [
    'connection_id',
    'pms_practitioner_id',
    'pms_location_id',
    'start_local',
    'end_local',
    'capacity',
    'slot_minutes',
  ],
  pms_blocks: [
    'connection_id',
    'pms_practitioner_id',
    'pms_location_id',
    'start_local',
    'end_local',
    'reason',
  ],
  pms_patients: [
    'connection_id',
    'pms_patient_id',
    'family_name',
    'given_name',
    'birth_on',
    'mobile',
    'status',
  ],
  pms_recalls: [
    'connection_id',
    'pms_recall_id',
    'pms_patient_id',
    'reason',
    'due_on',
    'clinically_significant',
    'status',
  ],
}
/** @type {Record<string, Record<string, string | number | boolean>[]>} */
const files = Object.fromEntries(Object.keys(COLUMNS).map((name) => [name, []]))
const add = (file, row) => files[file].push({ connection_id: CONNECTION, ...row })

// ── what is expected of the program ─────────────────────────────────────────────────────────────────────────────────

const expected = { verdicts: {}, conflictsWith: {}, findings: [] }
const finding = (code, subjectIds, overdue = false) =>
  expected.findings.push({ code, subjectIds: [...subjectIds].sort(), ...(overdue ? { overdue } : {}) })

// ── the practices and their people ──────────────────────────────────────────────────────────────────────────────────

const DATABASE = 'BP-SQL-7F3A-WATTLE'
add('connections', {
  name: 'Wattle Group server (one database, clock in Sydney)',
  time_zone: 'Australia/Sydney',
  database_identity: DATABASE,
})

const PRACTICES = {
  WS: {
    id: 'wattle-street',
    name: 'Wattle Street Medical Centre',
    zone: 'Australia/Sydney',
    place: 'sydney',
  },
  JF: { id: 'jacaranda', name: 'Jacaranda Family Practice', zone: 'Australia/Brisbane', place: 'brisbane' },
}
for (const [code, practice] of Object.entries(PRACTICES)) {
  add('practices', {
    practice_id: practice.id,
    name: practice.name,
    time_zone: practice.zone,
    pms_location_id: `LOC-${code}`,
    manager_email: `manager@${practice.id}.example`,
  })
  for (let weekday = 1; weekday <= 5; weekday += 1) {
    add('live_hours', {
      practice_id: practice.id,
      weekday,
      opens: '08:30',
      closes: code === 'WS' ? '18:00' : '17:00',
    })
  }
}

const TYPES = {
  'ws-standard': ['WS', 'Standard consultation', 15, 'in_person', 'T-STD'],
  'ws-long': ['WS', 'Long consultation', 30, 'in_person', 'T-LONG'],
  'ws-cervical': ['WS', 'Cervical screening', 30, 'in_person', 'T-CST'],
  'ws-video': ['WS', 'Video consultation', 15, 'video', 'T-VID'],
  'ws-phone': ['WS', 'Phone consultation', 15, 'phone', 'T-TEL'],
  'ws-nurse': ['WS', 'Nurse: immunisation, dressing', 10, 'in_person', 'T-NUR'],
  'ws-travel': ['WS', 'Travel vaccination (new)', 30, 'in_person', ''],
  'jf-standard': ['JF', 'Standard consultation', 15, 'in_person', 'T-STD'],
  'jf-long': ['JF', 'Long consultation', 30, 'in_person', 'T-LONG'],
  'jf-skin': ['JF', 'Skin check', 30, 'in_person', 'T-SKIN'],
  'jf-phone': ['JF', 'Phone consultation', 15, 'phone', 'T-TEL'],
  'jf-video': ['JF', 'Video consultation', 15, 'video', 'T-VID'],
  'jf-video-new': ['JF', 'Video consultation, new patient', 30, 'video', ''],
}
for (const [id, [practice, name, minutes, mode, pmsType]] of Object.entries(TYPES)) {
  add('appointment_types', {
    appointment_type_id: id,
    practice_id: PRACTICES[practice].id,
    name,
    duration_minutes: minutes,
    mode,
    pms_type_id: pmsType,
  })
}

const PRACTITIONERS = {
  'WS-dr-lee': ['WS', 'Dr Grace Lee', 'PRV-LEE', true],
  'WS-dr-mehta': ['WS', 'Dr Arjun Mehta', 'PRV-MEHTA', true],
  'WS-dr-kelly': ['WS', 'Dr Siobhán Kelly', 'PRV-KELLY', true],
  'WS-nurse-nguyen': ['WS', 'Thi Hoa Nguyen (nurse clinic)', 'PRV-NGUYEN', ''],
  'JF-dr-kelly': ['JF', 'Dr Siobhán Kelly', 'PRV-KELLY', true],
  'JF-dr-nowak': ['JF', 'Dr Tomasz Nowak', 'PRV-NOWAK', true],
  'JF-dr-okafor': ['JF', 'Dr Amara Okafor', 'PRV-OKAFOR', false],
}
for (const [id, [practice, name, pms, video]] of Object.entries(PRACTITIONERS)) {
  add('practitioners', {
    practitioner_id: id,
    practice_id: PRACTICES[practice].id,
    name,
    pms_practitioner_id: pms,
    accepts_video: video,
  })
}
const practiceOf = (practitioner) => PRACTICES[PRACTITIONERS[practitioner][0]]
const locationOf = (practitioner) => `LOC-${PRACTITIONERS[practitioner][0]}`
const pmsOf = (practitioner) => PRACTITIONERS[practitioner][2]

// ── sessions and blocks ─────────────────────────────────────────────────────────────────────────────────────────────

/** Sessions for filling: {practitioner, from, to, slot}. */
const sessions = []
const blocks = []
const session = (practitioner, day, opens, closes, { capacity = 1, slot = 15 } = {}) => {
  sessions.push({ practitioner, from: at(day, opens), to: at(day, closes), slot })
  add('pms_sessions', {
    pms_practitioner_id: pmsOf(practitioner),
    pms_location_id: locationOf(practitioner),
    start_local: local(at(day, opens)),
    end_local: local(at(day, closes)),
    capacity,
    slot_minutes: slot,
  })
}
const block = (practitioner, day, from, to, reason) => {
  blocks.push({ pms: pmsOf(practitioner), from: at(day, from), to: at(day, to) })
  add('pms_blocks', {
    pms_practitioner_id: pmsOf(practitioner),
    pms_location_id: locationOf(practitioner),
    start_local: local(at(day, from)),
    end_local: local(at(day, to)),
    reason,
  })
}

for (const day of Object.values(DAYS)) {
  const weekday = (day % 7) + 1
  session('WS-dr-lee', day, '09:00', '17:00')
  block('WS-dr-lee', day, '12:30', '13:30', 'Lunch')
  if (weekday === 4) session('WS-dr-lee', day, '18:00', '20:00') // the video clinic
  session('WS-dr-mehta', day, '09:00', '17:30')
  block('WS-dr-mehta', day, '13:00', '14:00', 'Lunch')
  session('WS-nurse-nguyen', day, '09:00', '15:00', { capacity: 2, slot: 10 })
  block('WS-nurse-nguyen', day, '12:00', '13:00', 'Lunch')
  // Dr Kelly: Monday, Wednesday, Friday in Sydney; Tuesday and Thursday in Brisbane, but on the 26th she stays in Sydney.
  if (weekday === 2 || day === DAYS.thu19) {
    session('JF-dr-kelly', day, '10:00', '16:00')
    block('JF-dr-kelly', day, '13:00', '13:30', 'Lunch')
  } else session('WS-dr-kelly', day, '09:00', '13:00')
  session('JF-dr-nowak', day, '09:30', '18:00')
  block('JF-dr-nowak', day, '13:30', '14:30', 'Lunch')
  if (weekday !== 3) {
    session('JF-dr-okafor', day, '10:00', '17:00')
    block('JF-dr-okafor', day, '13:00', '14:00', 'Lunch')
  }
}
block('WS-dr-lee', DAYS.wed25, '12:00', '12:30', 'Staff meeting')
block('WS-dr-kelly', DAYS.wed25, '12:00', '12:30', 'Staff meeting')
// Typed in at 10:15 on the morning of the outage: Dr Mehta's son is in hospital.
block('WS-dr-mehta', DAYS.fri20, '08:00', '18:00', 'Leave (carer)')
block('WS-dr-mehta', DAYS.mon23, '08:00', '18:00', 'Leave (carer)')

/** Time that the calm part of the book must keep away from. */
const reserved = []
const reserve = (practitioner, from, to) => reserved.push({ pms: pmsOf(practitioner), from, to })

// ── patients ────────────────────────────────────────────────────────────────────────────────────────────────────────

// Mobile numbers that the Australian regulator keeps for fiction.
const MOBILES =
  '570006 570156 570157 570158 570159 570110 570313 570737 571266 571491 571804 572549 572665 572983 573087 573770 574118 574632 575254 575789 576398 576801 577426 577644 578148 578888 578957 579212 579455 579760'
    .split(' ')
    .map((digits) => `0491${digits}`)
let patientCount = 0
const usedNames = new Set()

/**
 * One person: on the platform, in the PMS, or both.
 * @param {string} name `Given Family` (the last word is the family name unless a `|` stands between)
 */
const person = (name, birthOn, options = {}) => {
  const {
    practice = 'WS',
    platform = true,
    pms = true,
    linked = true,
    pmsName = name,
    status = 'active',
  } = options
  const parts = (text) => (text.includes('|') ? text.split('|') : text.split(/ (?=\S+$)/))
  patientCount += 1
  usedNames.add(name.replace('|', ' '))
  const mobile = options.noMobile ? '' : MOBILES[patientCount % MOBILES.length]
  const patientId = `PT-${2000 + patientCount}`
  const pmsPatientId = `PAT-${5000 + patientCount}`
  if (platform) {
    const [given, family] = parts(name)
    add('patients', {
      patient_id: patientId,
      practice_id: PRACTICES[practice].id,
      family_name: family,
      given_name: given,
      birth_on: birthOn,
      mobile,
      email: `patient${2000 + patientCount}@example.com`,
      pms_patient_id: pms && linked ? pmsPatientId : '',
    })
  }
  if (pms) {
    const [given, family] = parts(pmsName)
    add('pms_patients', {
      pms_patient_id: pmsPatientId,
      family_name: family,
      given_name: given,
      birth_on: birthOn,
      mobile,
      status,
    })
  }
  return { patientId, pmsPatientId: pms ? pmsPatientId : '', practice }
}

// ── bookings, entries, reminders ────────────────────────────────────────────────────────────────────────────────────

const bookings = new Map()
let entryCount = 0
let reminderCount = 0

/** A row of the appointment book; answers its id. `minutes` defaults to the type's length. */
const entry = (practitioner, start, fields) => {
  const {
    id,
    type,
    minutes = TYPES[type][2],
    patient,
    status = 'booked',
    ref = '',
    created,
    changed,
  } = fields
  entryCount += 1
  const pmsAppointmentId = id ?? `PMS-${70000 + entryCount}`
  reserve(practitioner, start, start + minutes)
  add('pms_appointments', {
    pms_appointment_id: pmsAppointmentId,
    pms_location_id: locationOf(practitioner),
    pms_practitioner_id: pmsOf(practitioner),
    pms_patient_id: patient?.pmsPatientId ?? '',
    pms_type_id: TYPES[type][4],
    start_local: local(start),
    end_local: local(start + minutes),
    status,
    external_ref: ref,
    created_local: local(created),
    changed_local: changed === undefined ? '' : local(changed),
  })
  return pmsAppointmentId
}

/**
 * A booking as the platform has it. `base` is where platform and book last agreed; `expect` is what Rejoin must say
 * (left out for bookings that are none of the run's business).
 */
const booking = (id, practitioner, type, start, patient, fields) => {
  const {
    accepted,
    changed,
    cancelled,
    status = 'confirmed',
    told = 'confirmed',
    base,
    synced,
    pmsId = '',
  } = fields
  const { place, id: practiceId } = practiceOf(practitioner)
  const when = (minutes) => (minutes === undefined ? '' : instant(minutes, place))
  const minutes = TYPES[type][2]
  reserve(practitioner, start, start + minutes)
  if (base) reserve(base.practitioner ?? practitioner, base.start ?? start, (base.start ?? start) + minutes)
  bookings.set(id, { start: base?.start ?? start })
  add('bookings', {
    booking_id: id,
    practice_id: practiceId,
    practitioner_id: practitioner,
    appointment_type_id: type,
    patient_id: patient.patientId,
    start_at: when(start),
    end_at: when(start + minutes),
    status,
    patient_told: told,
    accepted_at: when(accepted),
    changed_at: when(changed),
    cancelled_at: when(cancelled),
    pms_appointment_id: pmsId,
    synced_at: base ? when(synced ?? accepted + 1) : '',
    synced_practitioner_id: base ? (base.practitioner ?? practitioner) : '',
    synced_start_at: base ? when(base.start ?? start) : '',
    synced_end_at: base ? when((base.start ?? start) + minutes) : '',
    video_link_at: when(fields.videoLink),
  })
  if (fields.expect) {
    const [verdict, matchedBy = null, pmsAppointmentId = null] = fields.expect
    expected.verdicts[id] = { verdict, matchedBy, pmsAppointmentId }
  }
  if (fields.conflicts) expected.conflictsWith[id] = fields.conflicts
}

const reminder = (bookingId, channel, due, { sent, about, expect } = {}) => {
  reminderCount += 1
  const id = `RM-${300 + reminderCount}`
  add('reminders', {
    reminder_id: id,
    booking_id: bookingId,
    channel,
    due_at: instant(due),
    sent_at: sent === undefined ? '' : instant(sent),
    about_start_at: about === undefined ? '' : instant(about),
  })
  if (expect) finding(expect, [id])
}

/** Both practices send an email two days and a text one day before; what fell due before the line was lost was sent. */
const usualReminders = (bookingId, expectEmail, expectText) => {
  const { start } = bookings.get(bookingId)
  const send = (channel, due, expect) =>
    reminder(bookingId, channel, due, {
      expect,
      ...(due < WINDOW_OPENS ? { sent: due + 1, about: start } : {}),
    })
  send('email', start - 2 * DAY, expectEmail)
  send('sms', start - DAY, expectText)
}

// ── the story, part one: bookings that platform and book knew before the outage ─────────────────────────────────────

/** @param {number} daysBefore days before the outage */
const earlier = (daysBefore, clock) => at(DAYS.thu19 - daysBefore, clock)

const makeKnownBookings = () => {
  const { thu19, fri20, mon23, tue24, wed25, thu26, fri27 } = DAYS

  // Dr Mehta goes on leave; the desk moves Mrs Papadopoulos to Dr Lee in the book.
  let patient = person('Eleni Papadopoulos', '1961-07-30')
  let start = at(fri20, '11:00')
  booking('BK-0901', 'WS-dr-mehta', 'ws-standard', start, patient, {
    accepted: earlier(9, '19:12'),
    told: 'reminded',
    base: {},
    pmsId: 'PMS-87901',
    expect: ['moved-in-book', 'external-ref', 'PMS-87901'],
  })
  entry('WS-dr-lee', at(fri20, '16:00'), {
    id: 'PMS-87901',
    type: 'ws-standard',
    patient,
    ref: 'BK-0901',
    created: earlier(9, '19:13'),
    changed: thu('10:26'),
  })
  usualReminders('BK-0901', 'reminder-out-of-date', 'reminder-missed')

  // Cancelled online while the line was down; the book still has it.
  patient = person('Marcus Whitfield', '1978-01-19')
  start = at(fri20, '15:00')
  booking('BK-0902', 'WS-dr-lee', 'ws-standard', start, patient, {
    accepted: earlier(6, '08:02'),
    cancelled: thu('09:10'),
    changed: thu('09:10'),
    status: 'cancelled',
    told: 'cancelled',
    base: {},
    pmsId: 'PMS-87902',
    expect: ['cancel-in-book', 'external-ref', 'PMS-87902'],
  })
  entry('WS-dr-lee', start, {
    id: 'PMS-87902',
    type: 'ws-standard',
    patient,
    ref: 'BK-0902',
    created: earlier(6, '08:03'),
  })
  usualReminders('BK-0902')
  recall('RC-104', patient, { reason: 'Cholesterol review', due: '2026-12-01', pausedBy: 'BK-0902' })
  finding('recall-to-resume', ['RC-104'])

  // Moved online to Tuesday; the book is still at Friday.
  patient = person('Aroha Ngata', '1990-11-05')
  start = at(tue24, '14:00')
  booking('BK-0903', 'WS-dr-lee', 'ws-standard', start, patient, {
    accepted: earlier(5, '12:40'),
    changed: thu('09:30'),
    base: { start: at(fri20, '14:00') },
    pmsId: 'PMS-87903',
    expect: ['move-in-book', 'external-ref', 'PMS-87903'],
  })
  entry('WS-dr-lee', at(fri20, '14:00'), {
    id: 'PMS-87903',
    type: 'ws-standard',
    patient,
    ref: 'BK-0903',
    created: earlier(5, '12:41'),
  })
  usualReminders('BK-0903', 'reminder-out-of-date')

  // Moved by the patient online and by the desk on the phone, to different times.
  patient = person('Rajesh Iyer', '1969-04-14', { practice: 'JF' })
  booking('BK-0904', 'JF-dr-nowak', 'jf-standard', at(wed25, '11:00'), patient, {
    accepted: earlier(7, '20:31'),
    changed: thu('09:45'),
    base: { start: at(tue24, '11:00') },
    pmsId: 'PMS-87904',
    expect: ['moved-on-both-sides', 'external-ref', 'PMS-87904'],
  })
  entry('JF-dr-nowak', at(tue24, '15:00'), {
    id: 'PMS-87904',
    type: 'jf-standard',
    patient,
    ref: 'BK-0904',
    created: earlier(7, '20:32'),
    changed: thu('09:05'),
  })
  usualReminders('BK-0904')

  // Dr Mehta's leave: cancelled at the desk.
  patient = person('Salma Haddad', '1985-09-09')
  start = at(fri20, '15:00')
  booking('BK-0905', 'WS-dr-mehta', 'ws-standard', start, patient, {
    accepted: earlier(8, '07:55'),
    told: 'reminded',
    base: {},
    pmsId: 'PMS-87905',
    expect: ['cancelled-in-book', 'external-ref', 'PMS-87905'],
  })
  entry('WS-dr-mehta', start, {
    id: 'PMS-87905',
    type: 'ws-standard',
    patient,
    ref: 'BK-0905',
    status: 'cancelled',
    created: earlier(8, '07:56'),
    changed: thu('10:31'),
  })
  usualReminders('BK-0905', 'reminder-out-of-date')

  // Cancelled online on the way, came all the same, was seen.
  patient = person('Doreen Baxter', '1947-03-22')
  start = at(thu19, '09:45')
  booking('BK-0906', 'WS-dr-lee', 'ws-standard', start, patient, {
    accepted: earlier(10, '10:20'),
    changed: thu('09:20'),
    cancelled: thu('09:20'),
    status: 'cancelled',
    told: 'cancelled',
    base: {},
    pmsId: 'PMS-87906',
    expect: ['cancelled-but-attended', 'external-ref', 'PMS-87906'],
  })
  entry('WS-dr-lee', start, {
    id: 'PMS-87906',
    type: 'ws-standard',
    patient,
    ref: 'BK-0906',
    status: 'completed',
    created: earlier(10, '10:21'),
    changed: thu('10:02'),
  })
  usualReminders('BK-0906')

  // Cancelled online an hour before; the desk could not see it and marked her as not attending.
  patient = person('Ngoc Bui', '1996-06-17', { practice: 'JF' })
  start = at(thu19, '10:30')
  booking('BK-0907', 'JF-dr-kelly', 'jf-standard', start, patient, {
    accepted: earlier(4, '21:15'),
    changed: thu('09:30'),
    cancelled: thu('09:30'),
    status: 'cancelled',
    told: 'cancelled',
    base: {},
    pmsId: 'PMS-87907',
    expect: ['cancelled-but-marked-dna', 'external-ref', 'PMS-87907'],
  })
  entry('JF-dr-kelly', start, {
    id: 'PMS-87907',
    type: 'jf-standard',
    patient,
    ref: 'BK-0907',
    status: 'did_not_attend',
    created: earlier(4, '21:16'),
    changed: thu('10:50'),
  })
  usualReminders('BK-0907')

  // Did not come this morning.
  patient = person('Dylan Fraser', '2001-12-03', { practice: 'JF' })
  start = at(thu19, '10:00')
  booking('BK-0908', 'JF-dr-nowak', 'jf-standard', start, patient, {
    accepted: earlier(6, '16:44'),
    told: 'reminded',
    base: {},
    pmsId: 'PMS-87908',
    expect: ['did-not-attend', 'external-ref', 'PMS-87908'],
  })
  entry('JF-dr-nowak', start, {
    id: 'PMS-87908',
    type: 'jf-standard',
    patient,
    ref: 'BK-0908',
    status: 'did_not_attend',
    created: earlier(6, '16:45'),
    changed: thu('10:25'),
  })
  usualReminders('BK-0908')
  recall('RC-105', patient, { reason: 'Asthma plan review', due: '2026-11-30', pausedBy: 'BK-0908' })
  finding('recall-to-resume', ['RC-105'])

  // Came this morning, as planned.
  patient = person('Fatima Al-Sayed', '1988-02-27')
  start = at(thu19, '10:00')
  booking('BK-0909', 'WS-dr-lee', 'ws-standard', start, patient, {
    accepted: earlier(3, '09:09'),
    told: 'reminded',
    base: {},
    pmsId: 'PMS-87909',
    expect: ['attended', 'external-ref', 'PMS-87909'],
  })
  entry('WS-dr-lee', start, {
    id: 'PMS-87909',
    type: 'ws-standard',
    patient,
    ref: 'BK-0909',
    status: 'completed',
    created: earlier(3, '09:10'),
    changed: thu('10:21'),
  })
  usualReminders('BK-0909')

  // Was in the book on Wednesday; now there is no trace of it.
  patient = person('Isabella Rossi', '1973-10-10', { practice: 'JF' })
  start = at(tue24, '12:00')
  booking('BK-0910', 'JF-dr-okafor', 'jf-standard', start, patient, {
    accepted: earlier(5, '18:30'),
    base: {},
    pmsId: 'PMS-87910',
    expect: ['vanished-from-book'],
  })
  usualReminders('BK-0910')

  // The desk moved it the way the PMS allows: cancel the old one, type a new one, reference lost.
  patient = person('Johannes Visser', '1956-05-01')
  start = at(mon23, '09:00')
  booking('BK-0911', 'WS-dr-lee', 'ws-standard', start, patient, {
    accepted: earlier(12, '11:11'),
    base: {},
    pmsId: 'PMS-87911',
    expect: ['moved-in-book', 're-entered', 'PMS-88230'],
  })
  entry('WS-dr-lee', start, {
    id: 'PMS-87911',
    type: 'ws-standard',
    patient,
    ref: 'BK-0911',
    status: 'cancelled',
    created: earlier(12, '11:12'),
    changed: thu('09:54'),
  })
  entry('WS-dr-lee', at(wed25, '09:30'), {
    id: 'PMS-88230',
    type: 'ws-standard',
    patient,
    created: thu('09:55'),
  })
  usualReminders('BK-0911')

  // Two patients at once with the nurse are as it should be; this one only answered "yes" to a question online.
  patient = person('Chloe Anderson', '2016-08-21')
  start = at(fri20, '10:00')
  booking('BK-0912', 'WS-nurse-nguyen', 'ws-nurse', start, patient, {
    accepted: earlier(4, '13:37'),
    changed: thu('10:05'),
    told: 'reminded',
    base: {},
    pmsId: 'PMS-87912',
    expect: ['in-step', 'external-ref', 'PMS-87912'],
  })
  entry('WS-nurse-nguyen', start, {
    id: 'PMS-87912',
    type: 'ws-nurse',
    patient,
    ref: 'BK-0912',
    created: earlier(4, '13:38'),
  })
  entry('WS-nurse-nguyen', start, {
    id: 'PMS-87930',
    type: 'ws-nurse',
    patient: person('Liam Anderson', '2018-03-02', { platform: false }),
    created: earlier(4, '14:05'),
  })
  usualReminders('BK-0912', undefined, 'reminder-missed')

  // Moved online, and by phone to the same time, to be sure.
  patient = person('Hiroshi Tanaka', '1952-12-12', { practice: 'JF' })
  start = at(thu26, '10:30')
  booking('BK-0913', 'JF-dr-nowak', 'jf-standard', start, patient, {
    accepted: earlier(7, '09:41'),
    changed: thu('10:30'),
    base: { start: at(thu26, '10:00') },
    pmsId: 'PMS-87913',
    expect: ['in-step', 'external-ref', 'PMS-87913'],
  })
  entry('JF-dr-nowak', start, {
    id: 'PMS-87913',
    type: 'jf-standard',
    patient,
    ref: 'BK-0913',
    created: earlier(7, '09:42'),
    changed: thu('10:48'),
  })
  usualReminders('BK-0913')

  // Moved online to Tuesday; meanwhile the desk cancelled it, because of the leave.
  patient = person('Priya Nair', '1982-04-04')
  booking('BK-0914', 'WS-dr-mehta', 'ws-standard', at(tue24, '16:00'), patient, {
    accepted: earlier(9, '22:05'),
    changed: thu('10:05'),
    told: 'reminded',
    base: { start: at(fri20, '16:00') },
    pmsId: 'PMS-87914',
    expect: ['moved-online-cancelled-in-book', 'external-ref', 'PMS-87914'],
  })
  entry('WS-dr-mehta', at(fri20, '16:00'), {
    id: 'PMS-87914',
    type: 'ws-standard',
    patient,
    ref: 'BK-0914',
    status: 'cancelled',
    created: earlier(9, '22:06'),
    changed: thu('10:34'),
  })
  usualReminders('BK-0914', 'reminder-out-of-date')

  // Moved by the desk because of the leave; the patient then cancelled online.
  patient = person('Stephen Okeke', '1965-06-06')
  start = at(mon23, '10:00')
  booking('BK-0915', 'WS-dr-mehta', 'ws-standard', start, patient, {
    accepted: earlier(8, '15:15'),
    changed: thu('11:10'),
    cancelled: thu('11:10'),
    status: 'cancelled',
    told: 'cancelled',
    base: {},
    pmsId: 'PMS-87915',
    expect: ['cancelled-online-moved-in-book', 'external-ref', 'PMS-87915'],
  })
  entry('WS-dr-mehta', at(thu26, '10:00'), {
    id: 'PMS-87915',
    type: 'ws-standard',
    patient,
    ref: 'BK-0915',
    created: earlier(8, '15:16'),
    changed: thu('10:40'),
  })
  usualReminders('BK-0915')

  // Cancelled on both sides: she pressed the button and rang as well.
  patient = person('Agnieszka Wójcik', '1979-08-15')
  start = at(wed25, '11:00')
  booking('BK-0916', 'WS-dr-kelly', 'ws-standard', start, patient, {
    accepted: earlier(5, '10:01'),
    changed: thu('09:00'),
    cancelled: thu('09:00'),
    status: 'cancelled',
    told: 'cancelled',
    base: {},
    pmsId: 'PMS-87916',
    expect: ['in-step', 'external-ref', 'PMS-87916'],
  })
  entry('WS-dr-kelly', start, {
    id: 'PMS-87916',
    type: 'ws-standard',
    patient,
    ref: 'BK-0916',
    status: 'cancelled',
    created: earlier(5, '10:02'),
    changed: thu('09:08'),
  })
  recall('RC-106', patient, { reason: 'Thyroid function', due: '2026-12-09', pausedBy: 'BK-0916' })
  finding('recall-to-resume', ['RC-106'])

  // A couple who changed places online. Each waits for the other's time; nobody moves by itself.
  const swap = [
    ['BK-0917', 'PMS-87917', person('Giulia Moretti', '1959-01-31'), '10:30', '10:00', '09:52', 'PMS-87918'],
    ['BK-0918', 'PMS-87918', person('Paolo Moretti', '1957-11-11'), '10:00', '10:30', '09:54', 'PMS-87917'],
  ]
  for (const [id, pmsId, who, wanted, had, changed, other] of swap) {
    booking(id, 'WS-dr-lee', 'ws-standard', at(thu26, wanted), who, {
      accepted: earlier(6, '20:20'),
      changed: thu(changed),
      base: { start: at(thu26, had) },
      pmsId,
      expect: ['time-already-taken', 'external-ref', pmsId],
      conflicts: { bookingIds: [], pmsAppointmentIds: [other] },
    })
    entry('WS-dr-lee', at(thu26, had), {
      id: pmsId,
      type: 'ws-standard',
      patient: who,
      ref: id,
      created: earlier(6, '20:21'),
    })
    usualReminders(id)
  }
  // Paused by a booking that lost its new time but keeps its old one: the patient is still coming, so no finding.
  recall('RC-115', swap[0][2], { reason: 'Blood pressure review', due: '2026-12-02', pausedBy: 'BK-0917' })

  // Died on Tuesday. The desk marked the record and cancelled the appointment; the platform does not know.
  patient = person('Walter Schmidt', '1938-02-08', { status: 'deceased' })
  start = at(tue24, '09:00')
  booking('BK-0919', 'WS-dr-lee', 'ws-long', start, patient, {
    accepted: earlier(13, '09:30'),
    base: {},
    pmsId: 'PMS-87919',
    expect: ['cancelled-in-book', 'external-ref', 'PMS-87919'],
  })
  entry('WS-dr-lee', start, {
    id: 'PMS-87919',
    type: 'ws-long',
    patient,
    ref: 'BK-0919',
    status: 'cancelled',
    created: earlier(13, '09:31'),
    changed: thu('09:12'),
  })
  usualReminders('BK-0919')
  finding('patient-deceased', ['BK-0919'])
  recall('RC-114', patient, { reason: 'Warfarin check', due: '2026-12-03', inPms: 'cancelled' })
  finding('recall-closed-in-pms', ['RC-114'])
  finding('patient-deceased', ['RC-114'])

  // Video bookings that stand in the book and never got a link. In step, so not judged; the links are the trouble.
  const videos = [
    [
      'BK-0921',
      'PMS-87921',
      'JF-dr-okafor',
      'jf-video',
      at(fri27, '11:00'),
      'Thandiwe Dlamini',
      '1994-03-13',
    ],
    [
      'BK-0922',
      'PMS-87922',
      'JF-dr-nowak',
      'jf-video-new',
      at(fri27, '10:00'),
      'Oliver Hughes',
      '1999-09-19',
    ],
    ['BK-0923', 'PMS-87923', 'WS-dr-kelly', 'ws-video', at(fri27, '09:30'), 'Mei Ling Wong', '1987-07-07'],
    ['BK-0924', 'PMS-87924', 'WS-dr-lee', 'ws-video', at(thu26, '18:30'), 'Daniel Cohen', '1971-05-25'],
  ]
  for (const [id, pmsId, practitioner, type, begins, name, birthOn] of videos) {
    const who = person(name, birthOn, { practice: PRACTITIONERS[practitioner][0] })
    booking(id, practitioner, type, begins, who, { accepted: earlier(2, '17:20'), base: {}, pmsId })
    entry(practitioner, begins, { id: pmsId, type, patient: who, ref: id, created: earlier(2, '17:21') })
    usualReminders(id)
  }
  finding('video-practitioner-not-enabled', ['BK-0921'])
  finding('video-type-not-linked', ['BK-0922'])
  finding('video-practitioner-in-several-practices', ['BK-0923'])
  finding('video-link-missing', ['BK-0924'])

  // Dismissed by the practice on Tuesday; its placeholder was forgotten in the book. Not judged.
  patient = person('Zachary Miller', '2003-01-07')
  start = at(thu26, '12:00')
  booking('BK-0925', 'WS-dr-lee', 'ws-standard', start, patient, {
    accepted: earlier(3, '08:15'),
    changed: earlier(2, '09:40'),
    cancelled: earlier(2, '09:40'),
    status: 'dismissed',
    told: 'cancelled',
  })
  const placeholder = { status: 'placeholder', type: 'ws-standard' }
  entry('WS-dr-lee', start, { ...placeholder, id: 'PMS-87925', ref: 'BK-0925', created: earlier(3, '08:16') })
  finding('stale-placeholder', ['PMS-87925'])
  // And one of a booking that nobody has any more.
  entry('JF-dr-nowak', at(wed25, '16:00'), {
    ...placeholder,
    type: 'jf-standard',
    id: 'PMS-86420',
    ref: 'BK-0420',
    created: earlier(16, '12:00'),
  })
  finding('stale-placeholder', ['PMS-86420'])

  // Double booked by the desk last week, long before the outage: two sisters "squeezed in".
  for (const [id, name, birthOn] of [
    ['PMS-87931', 'Lakshmi Pillai', '1991-02-02'],
    ['PMS-87932', 'Meera Pillai', '1993-10-18'],
  ]) {
    entry('JF-dr-nowak', at(mon23, '10:00'), {
      id,
      type: 'jf-standard',
      patient: person(name, birthOn, { platform: false }),
      created: earlier(6, '11:45'),
    })
  }
  finding('book-overlap', ['PMS-87931', 'PMS-87932'])
}

// ── the story, part two: what was booked online while the line was down ─────────────────────────────────────────────

const makeOutageBookings = () => {
  const { thu19, fri20, mon23, tue24, thu26 } = DAYS
  const pending = { status: 'pending', told: 'pending' }

  // Accepted on Wednesday night, waiting for approval; its placeholder keeps the time. An earlier straggler.
  let patient = person('Sione Tuipulotu', '1989-09-30', { practice: 'JF' })
  let start = at(thu26, '11:00')
  booking('BK-0990', 'JF-dr-nowak', 'jf-standard', start, patient, {
    ...pending,
    accepted: earlier(1, '22:10'),
    expect: ['insert'],
  })
  entry('JF-dr-nowak', start, {
    id: 'PMS-88199',
    type: 'jf-standard',
    status: 'placeholder',
    ref: 'BK-0990',
    created: earlier(1, '22:11'),
  })

  // The last moments of the line: written, answer lost, written again.
  patient = person('Bruno Almeida', '1975-03-03', { practice: 'JF' })
  start = at(fri20, '11:00')
  booking('BK-1001', 'JF-dr-nowak', 'jf-standard', start, patient, {
    ...pending,
    accepted: thu('08:38:20'),
    expect: ['inserted-twice', 'external-ref', 'PMS-88201'],
  })
  for (const id of ['PMS-88201', 'PMS-88202']) {
    const created = thu(id === 'PMS-88201' ? '08:39' : '08:40')
    entry('JF-dr-nowak', start, { id, type: 'jf-standard', patient, ref: 'BK-1001', created })
  }
  finding('book-overlap', ['PMS-88201', 'PMS-88202'])

  // Written, answer lost; the desk then dragged it to the end of the day.
  patient = person('Hannah Goldberg', '1966-12-24')
  booking('BK-1002', 'WS-dr-lee', 'ws-standard', at(thu19, '15:30'), patient, {
    ...pending,
    accepted: thu('08:38:50'),
    expect: ['entered-elsewhere', 'external-ref', 'PMS-88203'],
  })
  entry('WS-dr-lee', at(thu19, '16:45'), {
    id: 'PMS-88203',
    type: 'ws-standard',
    patient,
    ref: 'BK-1002',
    created: thu('08:39'),
    changed: thu('09:25'),
  })

  // Written, answer lost.
  patient = person('Kwame Boateng', '1980-10-01', { practice: 'JF' })
  start = at(thu19, '14:00')
  booking('BK-1003', 'JF-dr-kelly', 'jf-standard', start, patient, {
    ...pending,
    accepted: thu('08:39:10'),
    expect: ['already-inserted', 'external-ref', 'PMS-88204'],
  })
  entry('JF-dr-kelly', start, {
    id: 'PMS-88204',
    type: 'jf-standard',
    patient,
    ref: 'BK-1003',
    created: thu('08:40'),
  })

  // The number came back, the confirmation did not; the desk has cleaned our reference out of the notes.
  patient = person('Sofia Lindqvist', '1992-04-29')
  start = at(mon23, '11:00')
  booking('BK-1004', 'WS-dr-lee', 'ws-phone', start, patient, {
    ...pending,
    accepted: thu('08:39:40'),
    pmsId: 'PMS-88205',
    expect: ['already-inserted', 'pms-appointment-id', 'PMS-88205'],
  })
  entry('WS-dr-lee', start, {
    id: 'PMS-88205',
    type: 'ws-phone',
    patient,
    created: thu('08:40'),
    changed: thu('09:40'),
  })

  // Wanted 9:30 this morning; nobody in the practice ever saw it.
  patient = person('Wei Chen', '1984-02-11')
  booking('BK-1005', 'WS-dr-lee', 'ws-standard', at(thu19, '09:30'), patient, {
    ...pending,
    accepted: thu('08:41'),
    expect: ['start-passed'],
  })
  recall('RC-101', patient, { reason: 'HbA1c', due: '2026-11-25', pausedBy: 'BK-1005' })
  finding('recall-to-resume', ['RC-101'])

  // Typed in by hand; did not come.
  patient = person('Tyler Robinson', '2009-05-16')
  start = at(thu19, '10:30')
  booking('BK-1006', 'WS-nurse-nguyen', 'ws-nurse', start, patient, {
    ...pending,
    accepted: thu('08:45'),
    expect: ['did-not-attend', 'same-time', 'PMS-88211'],
  })
  entry('WS-nurse-nguyen', start, {
    id: 'PMS-88211',
    type: 'ws-nurse',
    patient,
    status: 'did_not_attend',
    created: thu('09:04'),
    changed: thu('11:02'),
  })

  // A video booking for tonight's clinic, typed in by hand: right, but no link can exist yet.
  patient = person('Leila Karimi', '1998-08-08')
  start = at(thu19, '18:30')
  booking('BK-1007', 'WS-dr-lee', 'ws-video', start, patient, {
    ...pending,
    accepted: thu('08:52'),
    expect: ['already-entered', 'same-time', 'PMS-88212'],
  })
  entry('WS-dr-lee', start, { id: 'PMS-88212', type: 'ws-video', patient, created: thu('09:20') })
  finding('video-link-pending', ['BK-1007'])

  // Three o'clock with Dr Lee: given away by phone at 9:31, and wanted online twice.
  start = at(thu19, '15:00')
  entry('WS-dr-lee', start, {
    id: 'PMS-88213',
    type: 'ws-standard',
    patient: person('Beryl Higgins', '1943-06-28', { platform: false }),
    created: thu('09:31'),
  })
  const threeOClock = { bookingIds: [], pmsAppointmentIds: ['PMS-88213'] }
  patient = person('Nikola Petrović', '1977-07-17')
  booking('BK-1008', 'WS-dr-lee', 'ws-standard', start, patient, {
    ...pending,
    accepted: thu('08:55'),
    expect: ['time-already-taken'],
    conflicts: threeOClock,
  })
  patient = person('Jasmine Kaur', '2000-02-29')
  booking('BK-1026', 'WS-dr-lee', 'ws-standard', start, patient, {
    ...pending,
    accepted: thu('10:10'),
    expect: ['time-already-taken'],
    conflicts: threeOClock,
  })

  // A video booking for 11:30, typed in by hand: the time came and went without a link.
  patient = person('Peter Van Dyk', '1968-08-30', { practice: 'JF' })
  start = at(thu19, '11:30')
  booking('BK-1009', 'JF-dr-nowak', 'jf-video', start, patient, {
    ...pending,
    accepted: thu('08:58'),
    expect: ['already-entered', 'same-time', 'PMS-88214'],
  })
  entry('JF-dr-nowak', start, { id: 'PMS-88214', type: 'jf-video', patient, created: thu('09:35') })
  finding('video-start-passed', ['BK-1009'])

  // Friday, 10 to 11 with Dr Lee: one phone booking and four online ones, each leaning on the next.
  entry('WS-dr-lee', at(fri20, '10:00'), {
    id: 'PMS-88210',
    type: 'ws-standard',
    patient: person('Ronald Fitzgerald', '1950-09-14', { platform: false }),
    created: thu('08:58'),
  })
  patient = person('Amelia Thompson', '1983-03-26')
  booking('BK-1010', 'WS-dr-lee', 'ws-long', at(fri20, '10:00'), patient, {
    ...pending,
    accepted: thu('09:02'),
    expect: ['time-already-taken'],
    conflicts: { bookingIds: ['BK-1015'], pmsAppointmentIds: ['PMS-88210'] },
  })
  reminder('BK-1010', 'sms', thu('10:00')) // due in the outage, but there is nothing to remind of
  patient = person('Soo-jin Park', '1986-06-11')
  booking('BK-1015', 'WS-dr-lee', 'ws-cervical', at(fri20, '10:15'), patient, {
    ...pending,
    accepted: thu('09:20'),
    expect: ['insert'],
  })
  reminder('BK-1015', 'sms', thu('10:15'), { expect: 'reminder-missed' })
  recall('RC-107', patient, {
    reason: 'Cervical screening test',
    due: '2026-11-27',
    contacted: earlier(3, '10:00'),
    type: 'ws-cervical',
  })
  finding('recall-booked', ['RC-107'])
  patient = person('Graham Sutherland', '1954-10-20')
  booking('BK-1021', 'WS-dr-lee', 'ws-long', at(fri20, '10:30'), patient, {
    ...pending,
    accepted: thu('09:40'),
    expect: ['time-already-taken'],
    conflicts: { bookingIds: ['BK-1015', 'BK-1023'], pmsAppointmentIds: [] },
  })
  patient = person('Emily Watkins', '1997-11-28')
  booking('BK-1023', 'WS-dr-lee', 'ws-standard', at(fri20, '10:45'), patient, {
    ...pending,
    accepted: thu('09:50'),
    expect: ['insert'],
  })

  // Booked at 9:05, thought better of it at 9:50.
  patient = person('Gabriel Santos', '1995-05-05', { practice: 'JF' })
  booking('BK-1011', 'JF-dr-okafor', 'jf-standard', at(fri20, '14:00'), patient, {
    accepted: thu('09:05'),
    changed: thu('09:50'),
    cancelled: thu('09:50'),
    status: 'cancelled',
    told: 'cancelled',
    expect: ['nothing-to-insert'],
  })
  recall('RC-102', patient, { practice: 'JF', reason: 'Skin check', due: '2026-12-11', pausedBy: 'BK-1011' })
  finding('recall-to-resume', ['RC-102'])

  // Typed in by hand under the name as the PMS spells it, and as a long one.
  patient = person("Zoë|O'Brien-Smith", '1970-01-15', {
    practice: 'JF',
    linked: false,
    pmsName: 'ZOE|OBRIEN SMITH',
  })
  start = at(thu19, '16:00')
  booking('BK-1012', 'JF-dr-nowak', 'jf-standard', start, patient, {
    ...pending,
    accepted: thu('09:07'),
    expect: ['already-entered', 'same-time', 'PMS-88215'],
  })
  entry('JF-dr-nowak', start, { id: 'PMS-88215', type: 'jf-long', patient, created: thu('09:42') })
  finding('duration-differs', ['BK-1012'])
  finding('type-differs', ['BK-1012'])

  // The nurse takes two at a time: one is in the book, so the first online booking fits and the second does not.
  start = at(fri20, '09:00')
  entry('WS-nurse-nguyen', start, {
    id: 'PMS-87933',
    type: 'ws-nurse',
    patient: person('Margaret Doyle', '1948-04-02', { platform: false }),
    created: earlier(2, '15:00'),
  })
  patient = person('Olena Kovalenko', '1981-12-09')
  booking('BK-1013', 'WS-nurse-nguyen', 'ws-nurse', start, patient, {
    ...pending,
    accepted: thu('09:12'),
    expect: ['insert'],
  })
  // She has an appointment with Dr Lee at the same minute, made by phone two weeks ago.
  entry('WS-dr-lee', start, { id: 'PMS-87934', type: 'ws-standard', patient, created: earlier(14, '16:10') })
  finding('patient-double-booked', ['BK-1013'])
  patient = person('Cameron Blake', '2012-02-20')
  booking('BK-1022', 'WS-nurse-nguyen', 'ws-nurse', start, patient, {
    ...pending,
    accepted: thu('09:45'),
    expect: ['time-already-taken'],
    conflicts: { bookingIds: ['BK-1013'], pmsAppointmentIds: ['PMS-87933'] },
  })

  // Dr Mehta is on leave on Friday and Monday; the platform could not know.
  patient = person('Yusuf Demir', '1974-09-23')
  booking('BK-1014', 'WS-dr-mehta', 'ws-standard', at(fri20, '10:00'), patient, {
    accepted: thu('09:16'),
    expect: ['practitioner-unavailable'],
  })
  patient = person('Rosalind Carter', '1962-11-02')
  booking('BK-1018', 'WS-dr-mehta', 'ws-standard', at(fri20, '14:30'), patient, {
    ...pending,
    accepted: thu('09:31'),
    expect: ['practitioner-unavailable'],
  })
  recall('RC-103', patient, {
    reason: 'Abnormal mammogram, discuss result',
    due: '2026-11-20',
    significant: true,
    contacted: earlier(1, '15:00'),
    pausedBy: 'BK-1018',
  })
  finding('recall-to-resume', ['RC-103'])
  // The desk rang this one and put him with Dr Lee instead.
  patient = person('Faisal Rahman', '1987-01-09')
  booking('BK-1028', 'WS-dr-mehta', 'ws-standard', at(fri20, '09:30'), patient, {
    ...pending,
    accepted: thu('10:20'),
    expect: ['entered-elsewhere', 'elsewhere', 'PMS-88222'],
  })
  entry('WS-dr-lee', at(fri20, '11:30'), {
    id: 'PMS-88222',
    type: 'ws-standard',
    patient,
    created: thu('10:40'),
  })

  // Times that became free online during the outage.
  patient = person('Xavier Dupont', '1993-07-21')
  booking('BK-1016', 'WS-dr-lee', 'ws-standard', at(fri20, '15:00'), patient, {
    ...pending,
    accepted: thu('09:25'),
    expect: ['insert'], // BK-0902 was cancelled
  })
  patient = person('Ingrid Haugen', '1976-05-17')
  booking('BK-1019', 'WS-dr-lee', 'ws-standard', at(fri20, '14:00'), patient, {
    ...pending,
    accepted: thu('09:33'),
    expect: ['insert'], // BK-0903 moves to Tuesday
  })

  // Twins whose names differ by one accent.
  patient = person('Minh Anh|Lê', '2018-05-12', { linked: false, pmsName: 'Minh Anh|Lê' })
  person('Minh Ánh|Lê', '2018-05-12', { platform: false })
  start = at(mon23, '10:00')
  booking('BK-1017', 'WS-dr-kelly', 'ws-standard', start, patient, {
    ...pending,
    accepted: thu('09:28'),
    expect: ['patient-unclear'],
  })
  patient = person('Ahmed Farouk', '1979-03-14')
  booking('BK-1027', 'WS-dr-kelly', 'ws-standard', start, patient, {
    ...pending,
    accepted: thu('10:15'),
    expect: ['time-already-taken'],
    conflicts: { bookingIds: ['BK-1017'], pmsAppointmentIds: [] },
  })

  // Dr Kelly stays in Sydney on Thursday the 26th; online she was still on offer in Brisbane.
  patient = person('Caitlin Murphy', '1990-08-03', { practice: 'JF' })
  booking('BK-1020', 'JF-dr-kelly', 'jf-standard', at(thu26, '10:30'), patient, {
    ...pending,
    accepted: thu('09:36'),
    expect: ['outside-session'],
  })

  // Typed in by hand; then he rang and cancelled, and the desk did so in the book.
  patient = person('Kofi Mensah', '1972-06-19', { practice: 'JF' })
  start = at(tue24, '14:30')
  booking('BK-1024', 'JF-dr-nowak', 'jf-standard', start, patient, {
    ...pending,
    accepted: thu('09:55'),
    expect: ['cancelled-in-book', 'same-time', 'PMS-88221'],
  })
  entry('JF-dr-nowak', start, {
    id: 'PMS-88221',
    type: 'jf-standard',
    patient,
    status: 'cancelled',
    created: thu('10:35'),
    changed: thu('11:20'),
  })

  // A type that was put online last week and never linked to one of the PMS.
  patient = person('Charlotte Nguyen-Ross', '1999-10-31')
  booking('BK-1025', 'WS-nurse-nguyen', 'ws-travel', at(fri20, '13:30'), patient, {
    ...pending,
    accepted: thu('10:02'),
    expect: ['setup-missing'],
  })

  // New to the practice: no record yet.
  patient = person('Mateo Fernández', '2002-04-18', { practice: 'JF', pms: false })
  booking('BK-1029', 'JF-dr-okafor', 'jf-long', at(tue24, '10:30'), patient, {
    ...pending,
    accepted: thu('11:05'),
    expect: ['insert'],
  })

  // Accepted after the line was back: none of this run's business, but nobody else may be offered that time.
  patient = person('Grace Adeyemi', '1985-12-30')
  booking('BK-1030', 'WS-dr-lee', 'ws-standard', at(thu19, '15:15'), patient, {
    ...pending,
    accepted: thu('12:02'),
  })
}

// ── recalls ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * A recall on the platform and its twin in the PMS (`PR-…`, same digits). `inPms` is the PMS's status, or null where the
 * PMS does not have it; `pms` holds what the PMS says differently.
 */
const recall = (id, patient, fields) => {
  const {
    reason,
    due,
    significant = false,
    status,
    pausedBy = '',
    inPms = 'active',
    pms = {},
    type = '',
  } = fields
  const pmsRecallId = id.replace('RC-', 'PR-')
  const { place, id: practiceId } = PRACTICES[patient.practice]
  add('recalls', {
    recall_id: id,
    practice_id: practiceId,
    patient_id: patient.patientId,
    pms_recall_id: pmsRecallId,
    reason,
    due_on: due,
    clinically_significant: significant,
    status: status ?? (pausedBy ? 'paused' : 'active'),
    last_contacted_at: fields.contacted === undefined ? '' : instant(fields.contacted, place),
    paused_by_booking_id: pausedBy,
    appointment_type_id: type,
  })
  if (inPms) pmsRecall(pmsRecallId, patient, { reason, due, significant, status: inPms, ...pms })
}

const pmsRecall = (id, patient, { reason, due, significant = false, status = 'active' }) =>
  add('pms_recalls', {
    pms_recall_id: id,
    pms_patient_id: patient.pmsPatientId,
    reason,
    due_on: due,
    clinically_significant: significant,
    status,
  })

const makeRecalls = () => {
  recall('RC-108', person('Barbara Stone', '1958-08-18'), {
    reason: 'Abnormal blood count, repeat test',
    due: '2026-12-17',
    significant: true,
    pms: { due: '2026-11-17' },
  })
  finding('recall-changed', ['RC-108'], true)
  recall('RC-109', person('Tevita Fonua', '1967-02-14', { practice: 'JF' }), {
    reason: 'Kidney function',
    due: '2026-12-08',
    pms: { significant: true },
  })
  finding('recall-changed', ['RC-109'])
  recall('RC-110', person('Anjali Deshmukh', '1989-03-08'), {
    reason: 'Iron studies',
    due: '2026-11-24',
    contacted: earlier(6, '11:00'),
    inPms: 'completed',
  })
  finding('recall-closed-in-pms', ['RC-110'])
  recall('RC-111', person('Lars Nilsen', '1960-10-26', { practice: 'JF' }), {
    reason: 'Spirometry',
    due: '2026-12-15',
    inPms: null,
  })
  finding('recall-closed-in-pms', ['RC-111'])
  recall('RC-112', person('Maria Gonzalez', '1978-12-01'), {
    reason: 'Bowel screening result',
    due: '2026-11-10',
    status: 'completed',
    contacted: earlier(9, '14:00'),
  })
  finding('recall-still-open-in-pms', ['RC-112'])
  recall('RC-113', person('Kenneth Blackwood', '1945-11-11', { practice: 'JF' }), {
    reason: 'Diabetes cycle of care',
    due: '2026-11-12',
  })
  finding('recall-overdue', ['RC-113'])

  // Made in the PMS this morning, from results that came in while the line was down.
  pmsRecall('PR-151', person('Helen Achterberg', '1964-05-29'), {
    reason: 'Biopsy result, see urgently',
    due: '2026-11-19',
    significant: true,
  })
  finding('recall-missing', ['PR-151'], true)
  pmsRecall('PR-152', person('Samir Chaudhry', '1991-06-15', { practice: 'JF' }), {
    reason: 'Skin check in three months',
    due: '2027-02-19',
  })
  finding('recall-missing', ['PR-152'])
}

// ── the calm rest of the book ───────────────────────────────────────────────────────────────────────────────────────

const GIVEN =
  'Aaliyah Abdul Adele Aidan Alice Amina Anders Angus Anita Arthur Ava Benjamin Bianca Blessing Callum Carmen Chandra Chidi Claire Darius Deepa Dimitri Edith Elias Emeka Erin Esther Ethan Farah Felix Fiona Florence Gareth George Giovanni Hamish Haruki Henry Hugo Imani Isla Jack Jakub Joan Jorge Kaia Katarina Keith Kiri Lachlan Laura Lena Lucas Magda Malia Manu Marie Matilda Mila Mohammed Nadia Naomi Nasir Noah Nora Olga Omar Oscar Patrick Pearl Quang Rania Ravi Rebecca Rosa Ruby Ruth Samuel Sanjay Selina Shanelle Sunita Tamar Tariq Thomas Tui Uma Valerie Victor Vivian William Yasmin Yuki Zara Zoran'.split(
    ' ',
  )
const FAMILY =
  'Abbott Achebe Ahmad Ali Andersen Bailey Banerjee Bianchi Brown Campbell Castillo Chan Chowdhury Clarke Costa Cruz Davies Das Edwards Eriksen Evans Fernando Fischer Foster Garcia Ghosh Gill Greco Gupta Hall Hassan Hoang Horvat Ibrahim Ivanova Jensen Jovanović Kamara Khan Kim King Kowalski Kumar Lam Laurent Leung Lim Lopez Malik Martin Mbeki McDonald Mitchell Molnár Morales Müller Murray Naidoo Novak Nikolaidis Osei Parker Patel Pereira Pham Phillips Quinn Rao Reid Roberts Romano Ryan Said Sato Savage Scott Sharma Silva Simmons Stojanovski Suzuki Taylor Tawhai Tran Turner Vasquez Vella Walker Watson White Wilson Wu Yamamoto Yilmaz Young Zhang Zammit'.split(
    ' ',
  )
const inventedName = () => {
  for (;;) {
    const name = `${pick(GIVEN)} ${pick(FAMILY)}`
    if (!usedNames.has(name)) return name
  }
}
const inventedBirth = () =>
  `${between(1938, 2022)}-${String(between(1, 12)).padStart(2, '0')}-${String(between(1, 28)).padStart(2, '0')}`

const overlapsAny = (list, pms, from, to) =>
  list.some((span) => span.pms === pms && span.from < to && from < span.to)

const FILL = {
  WS: { one: ['ws-standard', 'ws-standard', 'ws-standard', 'ws-phone'], two: 'ws-long', nurse: 'ws-nurse' },
  JF: {
    one: ['jf-standard', 'jf-standard', 'jf-standard', 'jf-phone'],
    two: 'jf-skin',
    nurse: 'jf-standard',
  },
}
const CAN_VIDEO = new Set(['WS-dr-lee', 'JF-dr-nowak'])

/** How full the book is: this week is busier than next. */
const density = (day) => (day <= DAYS.thu19 ? 0.28 : day <= DAYS.fri20 ? 0.22 : 0.15)

const makeCalm = () => {
  const people = { WS: [], JF: [] }
  for (let n = 0; n < 54; n += 1) {
    const practice = n % 5 < 3 ? 'WS' : 'JF'
    people[practice].push(person(inventedName(), inventedBirth(), { practice }))
  }
  const callers = { WS: [], JF: [] }
  for (let n = 0; n < 110; n += 1) {
    const practice = n % 5 < 3 ? 'WS' : 'JF'
    callers[practice].push(person(inventedName(), inventedBirth(), { practice, platform: false }))
  }

  const perDay = new Set()
  /** Somebody of the practice who has nothing else that day. */
  const someone = (list, day) => {
    for (let tries = 0; tries < 200; tries += 1) {
      const who = pick(list)
      const key = `${who.pmsPatientId} ${day}`
      if (perDay.has(key)) continue
      perDay.add(key)
      return who
    }
    throw new Error('nobody left to book')
  }

  let bookingCount = 0
  for (const { practitioner, from, to, slot } of sessions) {
    const code = PRACTITIONERS[practitioner][0]
    const pms = pmsOf(practitioner)
    const day = Math.floor(from / DAY)
    const evening = from % DAY >= 18 * 60
    for (let start = from; start + slot <= to; start += slot) {
      if (chance() > density(day)) continue
      const long = slot === 15 && chance() < 0.15
      const onlineWanted = chance() < 0.34
      const video = CAN_VIDEO.has(practitioner) && (evening || (onlineWanted && chance() < 0.12))
      const type = video
        ? `${code.toLowerCase()}-video`
        : slot === 10
          ? FILL[code].nurse
          : long
            ? FILL[code].two
            : pick(FILL[code].one)
      const end = start + TYPES[type][2]
      const free =
        !overlapsAny(reserved, pms, start, end) && !overlapsAny(blocks, pms, start, end) && end <= to
      if (!free) continue
      const today = day === DAYS.thu19
      const past = end <= READ_TAKEN - 30

      // What was booked online for this morning is judged, so the calm bookings of that day begin after lunch.
      if (onlineWanted && (!today || start > AS_OF + 20)) {
        bookingCount += 1
        const who = someone(people[code], day)
        const id = `BK-0${500 + bookingCount}`
        const accepted = Math.min(start - between(3, 9) * DAY, at(DAYS.wed18 - between(0, 4), '00:00'))
        const acceptedAt = Math.floor(accepted / DAY) * DAY + between(7 * 60, 22 * 60)
        const cancelled = chance() < 0.06
        const missed = !cancelled && past && chance() < 0.07
        const pmsId = `PMS-${80000 + bookingCount * 7}`
        const cancelledAt = acceptedAt + between(20, 400)
        const sent = start - 2 * DAY < WINDOW_OPENS
        booking(id, practitioner, type, start, who, {
          accepted: acceptedAt,
          base: {},
          pmsId,
          ...(cancelled
            ? { status: 'cancelled', told: 'cancelled', cancelled: cancelledAt, changed: cancelledAt }
            : { told: sent ? 'reminded' : 'confirmed' }),
          ...(video ? { videoLink: acceptedAt + 6 } : {}),
        })
        entry(practitioner, start, {
          id: pmsId,
          type,
          patient: who,
          ref: id,
          status: cancelled ? 'cancelled' : missed ? 'did_not_attend' : past ? 'completed' : 'booked',
          created: acceptedAt + 1,
          changed: cancelled ? cancelledAt + 1 : past ? end + 3 : undefined,
        })
        if (!cancelled) {
          // Friday morning's texts fell due while the line was down.
          const due = start - DAY
          usualReminders(
            id,
            undefined,
            due > WINDOW_OPENS && due < WINDOW_CLOSES ? 'reminder-missed' : undefined,
          )
        }
        continue
      }

      const who = someone(callers[code], day)
      const rang = at(Math.min(day, DAYS.thu19) - between(1, 7), '00:00') + between(8 * 60, 17 * 60)
      const walkIn = today && start > thu('09:00') && start < READ_TAKEN && chance() < 0.4
      const rangToday = !today && day > DAYS.thu19 && chance() < 0.12
      const created = walkIn
        ? start - between(5, 20)
        : rangToday
          ? thu('08:45') + between(0, 180)
          : Math.min(rang, at(DAYS.wed18, '17:30'))
      const done = start < thu('11:30') ? 'completed' : start < thu('11:45') ? 'in_consult' : 'arrived'
      const status = start < READ_TAKEN ? (!walkIn && chance() < 0.05 ? 'did_not_attend' : done) : 'booked'
      entry(practitioner, start, {
        type,
        patient: who,
        status,
        created,
        changed: status === 'completed' ? Math.min(end + 4, READ_TAKEN - 1) : undefined,
      })
    }
  }

  // The phone bookings of Dr Mehta's two days were cancelled at the desk, one call after another.
  let call = thu('10:18')
  for (const [day, clock] of [
    [DAYS.fri20, '09:15'],
    [DAYS.fri20, '10:45'],
    [DAYS.fri20, '11:30'],
    [DAYS.fri20, '14:00'],
    [DAYS.fri20, '16:30'],
    [DAYS.mon23, '09:00'],
    [DAYS.mon23, '11:15'],
    [DAYS.mon23, '15:00'],
  ]) {
    call += between(4, 9)
    entry('WS-dr-mehta', at(day, clock), {
      type: 'ws-standard',
      patient: someone(callers.WS, day),
      status: 'cancelled',
      created: earlier(between(2, 8), '10:30'),
      changed: call,
    })
  }

  // Recalls that are as they should be.
  const reasons = [
    'Flu vaccination',
    'Diabetes cycle of care',
    'Skin check',
    'Blood pressure review',
    'Bone density',
  ]
  for (let n = 0; n < 18; n += 1) {
    const who = n % 3 === 2 ? people.JF[n] : people.WS[n]
    const contacted = n % 4 === 0
    recall(`RC-${201 + n}`, who, {
      reason: pick(reasons),
      due: contacted ? dateOf(earlier(between(1, 12), '00:00')) : dateOf(at(between(20, 90), '00:00')),
      significant: n === 4,
      contacted: contacted ? earlier(between(1, 9), '10:15') : undefined,
      ...(n % 7 === 6 ? { status: 'completed', inPms: 'completed' } : {}),
    })
  }
}

// ── the line ────────────────────────────────────────────────────────────────────────────────────────────────────────

const makeLine = () => {
  const event = (minutes, what) => add('connection_events', { at: instant(minutes), event: what })
  event(thu('06:30'), 'connected') // the practice's server is switched on
  for (let minutes = thu('06:35'); minutes <= LINE_LOST; minutes += 5) event(minutes, 'heartbeat')
  event(thu('08:43'), 'disconnected')
  event(WINDOW_CLOSES, 'connected')
  for (let minutes = thu('12:00'); minutes <= AS_OF; minutes += 5) event(minutes, 'heartbeat')

  const sync = (entity, direction, clock, outcome = 'complete') =>
    add('syncs', { entity, direction, finished_at: instant(thu(clock)), outcome })
  for (const entity of ['locations', 'providers', 'patients', 'recalls']) sync(entity, 'read', '06:40')
  for (const clock of ['07:08', '07:38', '08:08', '08:38']) sync('appointments', 'write', clock)
  for (const clock of ['07:10', '07:40', '08:10']) sync('appointments', 'read', clock)
  sync('appointments', 'read', '08:40', 'partial')
  sync('appointments', 'write', '08:43', 'failed')
  for (const entity of ['locations', 'providers', 'patients', 'recalls']) sync(entity, 'read', '12:01')
  sync('appointments', 'read', '12:05')

  add('pms_reads', {
    taken_at: instant(READ_TAKEN),
    complete: true,
    database_identity: DATABASE,
    from_on: '2026-11-16',
    to_on: '2026-11-29',
  })
}

// ── write ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const cell = (value) => {
  const text = String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
const byCodePoint = (a, b) => (a < b ? -1 : a > b ? 1 : 0)
/** The order in which the rows of a file are written: as a person would look for them. */
const ORDER = {
  bookings: ['booking_id'],
  recalls: ['recall_id'],
  pms_recalls: ['pms_recall_id'],
  pms_appointments: ['start_local', 'pms_practitioner_id', 'pms_appointment_id'],
  pms_sessions: ['start_local', 'pms_practitioner_id'],
  pms_blocks: ['start_local', 'pms_practitioner_id'],
}

makeKnownBookings()
makeOutageBookings()
makeRecalls()
makeCalm()
makeLine()

mkdirSync(OUT, { recursive: true })
for (const [name, columns] of Object.entries(COLUMNS)) {
  const key = (row) => (ORDER[name] ?? []).map((column) => row[column]).join(' ')
  const rows = ORDER[name] ? [...files[name]].sort((a, b) => byCodePoint(key(a), key(b))) : files[name]
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))]
  writeFileSync(join(OUT, `${name}.csv`), lines.map((line) => `${line.map(cell).join(',')}\n`).join(''))
}

const sortedByKey = (object) =>
  Object.fromEntries(Object.entries(object).sort(([a], [b]) => byCodePoint(a, b)))
const whole = {
  asOf: utc(AS_OF),
  windowStart: utc(WINDOW_OPENS),
  windowEnd: utc(WINDOW_CLOSES),
  readTakenAt: utc(READ_TAKEN),
  holds: [],
  exitCode: 2,
  verdicts: sortedByKey(expected.verdicts),
  conflictsWith: sortedByKey(expected.conflictsWith),
  findings: expected.findings.sort((a, b) =>
    byCodePoint(`${a.code} ${a.subjectIds.join(' ')}`, `${b.code} ${b.subjectIds.join(' ')}`),
  ),
}

/** JSON as the project's formatter leaves it: on one line where it fits, except the outermost two levels of objects. */
const json = (value, depth = 0, used = 0) => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const list = Array.isArray(value)
  const parts = Object.entries(value).map(([key, part]) => [list ? '' : `${JSON.stringify(key)}: `, part])
  if (parts.length === 0) return list ? '[]' : '{}'
  const flat = parts.map(([name, part]) => name + json(part, 9)).join(', ')
  const line = list ? `[${flat}]` : `{ ${flat} }`
  if (depth === 9 || (depth > 1 && used + line.length < 110)) return line
  const indent = '  '.repeat(depth)
  const rows = parts.map(
    ([name, part]) => `${indent}  ${name}${json(part, depth + 1, indent.length + 2 + name.length)}`,
  )
  return `${list ? '[' : '{'}\n${rows.join(',\n')}\n${indent}${list ? ']' : '}'}`
}
writeFileSync(join(OUT, 'expected.json'), `${json(whole)}\n`)
