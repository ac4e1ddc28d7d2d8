/**
 * Made-up connections of any size, always the same for the same numbers: one outage of a day, a book of quarter hours
 * from nine to five in which four of five are taken, and bookings of every common kind. Nouns as in src/reconcile/model.
 */
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const SLOT = 15 * MINUTE
const SLOTS_A_DAY = 32
/** No change of offset falls into the weeks that are used. */
export const ZONES = [
  { zone: 'Australia/Sydney', hours: 11 },
  { zone: 'Australia/Brisbane', hours: 10 },
  { zone: 'Australia/Perth', hours: 8 },
  { zone: 'Pacific/Auckland', hours: 13 },
]
const THURSDAY = Date.UTC(2026, 10, 19)
export const AS_OF = THURSDAY + 4.5 * HOUR
const DOWN = THURSDAY - 20 * HOUR
const UP = THURSDAY + 4 * HOUR
const READ = THURSDAY + 4.25 * HOUR
const LONG_AGO = THURSDAY - 18 * DAY

/** What of twenty bookings is what; the rest are to be inserted into free time. */
const KINDS = [
  'taken',
  'taken',
  'inserted',
  'inserted',
  'entered',
  'entered',
  'elsewhere',
  'cancelled',
  'moved-in-book',
  'moved-online',
]

const usualKind = (b) => KINDS[b % 20] ?? 'free'

/**
 * A snapshot as `gather` would read it. `full`: the share of all quarter hours that is taken; `kindOf`: what the nth
 * booking is.
 */
export function worldOf({ index, entries, bookings, practitioners = 4, full = 0.8, kindOf = usualKind }) {
  const id = String(index).padStart(4, '0')
  const { zone, hours } = ZONES[index % ZONES.length]
  const world = frame(id, zone, practitioners)
  const slots = slotsOf(THURSDAY + DAY + 9 * HOUR - hours * HOUR, practitioners, full, chance(index + 1))
  const free = []
  const others = []
  const patients = Math.max(1, Math.ceil(entries / 4))
  const entriesOfBookings = Math.ceil((bookings * 7) / KINDS.length / 2)
  while (others.length < Math.max(1, entries - entriesOfBookings)) {
    const slot = slots.next()
    if (!slot.taken) free.push(slot)
    else others.push(entry(world, slot, { pmsPatientId: `P${id}-${others.length % patients}` }))
  }
  // Cancelled ones stay in the book as rows, and their time is free.
  for (let i = 7; i < others.length; i += 40) others[i].status = 'cancelled'
  const freeSlot = () => free.shift() ?? slots.next()
  const busySlot = (b) => others[Math.floor((b * others.length) / bookings)]
  for (let b = 0; b < bookings; b++) addBooking(world, id, b, kindOf(b), freeSlot, busySlot)
  for (let p = 0; p < patients; p++) world.book.patients.push(pmsPatient(`P${id}-${p}`, p))
  for (let day = 0; day <= slots.lastDay() + 14; day++) addSessions(world, slots.dayStart(day), practitioners)
  return world
}

function addBooking(world, id, b, kind, freeSlot, busySlot) {
  const wanted = kind === 'taken' ? busySlot(b) : freeSlot()
  const pmsPatientId = `Q${id}-${b}`
  const booking = {
    bookingId: `b${id}-${b}`,
    practiceId: `p${id}`,
    practitionerId: `d${id}-${wanted.pmsPractitionerId.slice(1)}`,
    appointmentTypeId: `t${id}`,
    patientId: `u${id}-${b}`,
    startMs: wanted.startMs,
    endMs: wanted.endMs,
    status: kind === 'cancelled' ? 'cancelled' : 'pending',
    patientTold: 'pending',
    acceptedMs: THURSDAY + 1.5 * HOUR + (b % 7_200) * 1_000,
    changedMs: null,
    cancelledMs: kind === 'cancelled' ? THURSDAY + 3.8 * HOUR : null,
    pmsAppointmentId: null,
    syncedMs: null,
    base: null,
    videoLinkMs: null,
  }
  const own = { pmsPatientId, createdMs: THURSDAY + 2 * HOUR }
  if (kind === 'inserted') entry(world, wanted, { ...own, externalRef: booking.bookingId })
  if (kind === 'entered') entry(world, wanted, own)
  if (kind === 'elsewhere') entry(world, freeSlot(), own)
  if (kind === 'moved-in-book' || kind === 'moved-online') {
    const elsewhere = freeSlot()
    const stored = entry(world, kind === 'moved-in-book' ? elsewhere : wanted, {
      pmsPatientId,
      externalRef: booking.bookingId,
    })
    Object.assign(booking, {
      status: 'confirmed',
      patientTold: 'confirmed',
      acceptedMs: LONG_AGO,
      syncedMs: LONG_AGO + MINUTE,
      pmsAppointmentId: stored.pmsAppointmentId,
      base: { practitionerId: booking.practitionerId, startMs: wanted.startMs, endMs: wanted.endMs },
    })
    if (kind === 'moved-online') {
      booking.practitionerId = `d${id}-${elsewhere.pmsPractitionerId.slice(1)}`
      Object.assign(booking, {
        startMs: elsewhere.startMs,
        endMs: elsewhere.endMs,
        changedMs: THURSDAY + 3 * HOUR,
      })
    }
  }
  world.bookings.push(booking)
  world.patients.push(patient(booking.patientId, id, b, pmsPatientId))
  world.book.patients.push(pmsPatient(pmsPatientId, b))
  world.reminders.push({
    reminderId: `r${id}-${b}`,
    bookingId: booking.bookingId,
    channel: 'sms',
    dueMs: booking.startMs - DAY,
    sentMs: null,
    aboutStartMs: null,
  })
}

/** A practice whose book is nearly full, and bookings that all want taken times: who loses, and where is there room? */
export function crowdedWorld({ lost, practitioners, full, seed }) {
  const world = frame('0000', 'Australia/Brisbane', practitioners)
  const next = chance(seed)
  const opens = THURSDAY + DAY - HOUR
  for (let who = 0; who < practitioners; who++) {
    for (let day = 0; day < 15; day++) {
      for (let slot = 0; slot < SLOTS_A_DAY; ) {
        const slots = Math.min(next() < 0.5 ? 1 : 2, SLOTS_A_DAY - slot)
        const startMs = opens + day * DAY + slot * SLOT
        // Two in a row are one decision, so that the share of taken quarter hours comes out as asked for.
        if (next() < full) {
          const span = { pmsPractitionerId: `D${who}`, startMs, endMs: startMs + slots * SLOT }
          entry(world, span, { pmsPatientId: `X${world.book.entries.length}` })
        }
        slot += slots
      }
    }
  }
  for (let day = 0; day < 15; day++) addSessions(world, opens + day * DAY, practitioners)
  const near = world.book.entries.filter(({ startMs }) => startMs < opens + 5 * DAY)
  for (let b = 0; b < lost; b++) {
    const wanted = near[Math.floor(next() * near.length)]
    const lengthened = { ...wanted, endMs: wanted.startMs + SLOT * (1 + Math.floor(next() * 4)) }
    addBooking(
      world,
      '0000',
      b,
      'taken',
      () => lengthened,
      () => lengthened,
    )
  }
  return world
}

function frame(id, timeZone, practitioners) {
  const connectionId = `c${id}`
  const practiceId = `p${id}`
  return {
    connection: { connectionId, name: `Line ${id}`, timeZone, databaseIdentity: `db-${id}` },
    practices: [
      { practiceId, connectionId, name: `Practice ${id}`, timeZone, pmsLocationId: null, managerEmail: null },
    ],
    liveHours: [1, 2, 3, 4, 5].map((weekday) => ({ practiceId, weekday, opens: '09:00', closes: '17:00' })),
    practitioners: Array.from({ length: practitioners }, (_, who) => ({
      practitionerId: `d${id}-${who}`,
      practiceId,
      name: `Dr ${who}`,
      pmsPractitionerId: `D${who}`,
      acceptsVideo: true,
    })),
    appointmentTypes: [
      {
        appointmentTypeId: `t${id}`,
        practiceId,
        name: 'Standard',
        durationMinutes: 15,
        mode: 'in_person',
        pmsTypeId: 'T1',
      },
    ],
    patients: [],
    bookings: [],
    recalls: [],
    reminders: [],
    events: [
      { atMs: DOWN - DAY, event: 'connected' },
      { atMs: DOWN, event: 'disconnected' },
      { atMs: UP, event: 'connected' },
    ],
    syncs: [{ entity: 'appointments', direction: 'read', finishedMs: READ, outcome: 'complete' }],
    reconciled: [],
    book: {
      read: { takenMs: READ, complete: true, databaseIdentity: `db-${id}`, fromOn: null, toOn: null },
      entries: [],
      sessions: [],
      blocks: [],
      patients: [],
      recalls: [],
    },
  }
}

/** Every quarter hour of every practitioner, in order of time; `taken` by chance. */
function slotsOf(opens, practitioners, full, next) {
  let at = 0
  return {
    next() {
      const quarter = Math.floor(at / practitioners)
      const startMs = opens + Math.floor(quarter / SLOTS_A_DAY) * DAY + (quarter % SLOTS_A_DAY) * SLOT
      const pmsPractitionerId = `D${at % practitioners}`
      at++
      return { pmsPractitionerId, startMs, endMs: startMs + SLOT, taken: next() < full }
    },
    dayStart: (day) => opens + day * DAY,
    lastDay: () => Math.floor(at / practitioners / SLOTS_A_DAY),
  }
}

function entry(world, { pmsPractitionerId, startMs, endMs }, more) {
  const made = {
    pmsAppointmentId: `E${world.book.entries.length}`,
    pmsLocationId: null,
    pmsPractitionerId,
    pmsPatientId: null,
    pmsTypeId: 'T1',
    startMs,
    endMs,
    status: 'booked',
    externalRef: null,
    createdMs: LONG_AGO,
    changedMs: null,
    ...more,
  }
  world.book.entries.push(made)
  return made
}

function addSessions(world, startMs, practitioners) {
  for (let who = 0; who < practitioners; who++) {
    const pmsPractitionerId = `D${who}`
    const endMs = startMs + SLOTS_A_DAY * SLOT
    world.book.sessions.push({
      pmsPractitionerId,
      pmsLocationId: null,
      startMs,
      endMs,
      capacity: 1,
      slotMinutes: 15,
    })
  }
}

const patient = (patientId, id, n, pmsPatientId) => ({
  patientId,
  practiceId: `p${id}`,
  familyName: `Family${n}`,
  givenName: `Given${n}`,
  birthOn: '1980-01-01',
  mobile: `0400 ${String(n).padStart(6, '0')}`,
  email: null,
  pmsPatientId,
})

const pmsPatient = (pmsPatientId, n) => ({
  pmsPatientId,
  familyName: `Family${n}`,
  givenName: `Given${n}`,
  birthOn: '1980-01-01',
  mobile: null,
  status: 'active',
})

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
function chance(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
