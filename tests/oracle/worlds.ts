/**
 * Small, dense worlds for fast-check. A world is drawn as flat lists of small choices (`…Seed`) and then built, so
 * that a failing one shrinks by dropping rows and by falling back to the first, plainest choice.
 */
import fc from 'fast-check'
import { DateTime } from 'luxon'
import type {
  AppointmentType,
  Block,
  Booking,
  ConnectionEvent,
  Entry,
  Patient,
  PmsPatient,
  PmsRecall,
  Practice,
  Practitioner,
  Recall,
  Reminder,
  RunOptions,
  Session,
  Snapshot,
  Sync,
} from '../../src/reconcile/model.ts'
import type { EpochMs, Span } from '../../src/reconcile/span.ts'

export interface World {
  readonly snapshot: Snapshot
  readonly options: RunOptions
}

const MIN = 60_000
const DAY = 24 * 60 * MIN

/** One of these; write a value twice to see it twice as often, the plainest first. */
const of = <const T>(...choices: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...choices)
const upTo = (max: number) => fc.nat({ max })
const sometimes = (oneIn: number) => fc.nat({ max: oneIn - 1 }).map((n) => n === oneIn - 1)

// ── the scene: where, when, and how long the line was down ──────────────────────────────────────────────────────

/** The line goes down at `opens` (connection's wall clock); everything else is told in minutes from there. */
const SCENES = [
  { zone: 'Australia/Sydney', opens: '2026-11-20T09:00', other: 'Australia/Brisbane' },
  { zone: 'Australia/Perth', opens: '2026-11-19T08:30', other: 'Australia/Sydney' },
  { zone: 'Pacific/Auckland', opens: '2026-11-20T21:00', other: 'Australia/Perth' },
  { zone: 'Australia/Brisbane', opens: '2026-11-20T20:30', other: 'Pacific/Auckland' },
  { zone: 'Australia/Sydney', opens: '2026-10-03T23:30', other: 'Australia/Perth' },
  { zone: 'Australia/Sydney', opens: '2026-04-04T23:30', other: 'Australia/Lord_Howe' },
  { zone: 'Australia/Lord_Howe', opens: '2026-04-04T22:30', other: 'Australia/Sydney' },
  { zone: 'Australia/Lord_Howe', opens: '2026-10-03T23:00', other: 'Australia/Lord_Howe' },
  { zone: 'Pacific/Auckland', opens: '2026-09-26T23:00', other: 'Pacific/Auckland' },
] as const

/** Minutes from the opening; the outage of every style runs from 0 to 60. */
const CLOSES = 60

/** When things happened, in minutes from the opening: mostly while the line was down, and often just at its edges. */
const moment = of(20, 5, 0, 30, 60, 61, -1, 45, -90, 90, -3 * 1440, 59)
const momentOrNot = of(null, null, null, 10, 40, 0, 60, -30, 75, -1440)

const sceneSeed = fc.record({
  scene: of(...SCENES, ...SCENES.slice(0, 4)),
  asOf: of(75, 65, 75, 75, 60, 90, 180, 30, 62, 1440 + 60, 8 * 1440),
  style: of(
    'plain',
    'plain',
    'plain',
    'beats',
    'beats-only',
    'flapping',
    'open',
    'beats-open',
    'twice',
    'none',
    'wild',
  ),
  wild: fc.array(
    fc.tuple(
      of(0, 3, 5, 10, 11, 15, 40, 60, 64, 65, 70, -20, -5),
      of('connected', 'disconnected', 'heartbeat'),
    ),
    { maxLength: 5 },
  ),
  strays: fc.array(fc.tuple(of(-30, 0, 2, 60, 63, 70, 120), of('disconnected', 'connected', 'heartbeat')), {
    maxLength: 3,
  }),
  stray: sometimes(5),
  syncs: fc.array(
    fc.record({
      at: of(-10, -5, 0, -60, 5, 61, -1440 - 30),
      entity: of('appointments', 'appointments', 'patients'),
      direction: of('write', 'write', 'read'),
      outcome: of('complete', 'complete', 'partial', 'failed'),
    }),
    { maxLength: 3 },
  ),
  reconciled: fc.array(of([-3000, -2900], [-1440, -1380], [0, 60], [-10, 30], [-1440, -1400]), {
    maxLength: 2,
  }),
  someReconciled: sometimes(4),
  given: of(null, null, null, null, null, null, [0, 60], [-120, 65], [10, 20], [-1440, 75]),
})

const readSeed = fc.record({
  kind: of('whole', 'whole', 'whole', 'whole', 'whole', 'days', 'days', 'incomplete', 'none'),
  taken: of(65, 75, 62, 60, 59, -30, 300),
  identity: of(
    { ours: 'db-1', theirs: 'db-1' },
    { ours: 'db-1', theirs: 'db-1' },
    { ours: 'db-1', theirs: null },
    { ours: null, theirs: 'db-1' },
    { ours: null, theirs: null },
    { ours: 'db-1', theirs: 'db-2' },
  ),
  from: of(null, null, 0, 1, -40),
  to: of(null, 40, 1, 0, 2),
})

// ── the practices and their people ──────────────────────────────────────────────────────────────────────────────

const practiceSeed = fc.record({ elsewhere: sometimes(3), location: of(null, 'L1', 'L2', 'L1') })
const practitionerSeed = fc.record({
  practice: upTo(2),
  pms: of('D1', 'D2', 'D1', 'D2', 'D3', null),
  video: of(true, null, true, false),
})
const typeSeed = fc.record({
  practice: upTo(2),
  mode: of('in_person', 'video', 'video', 'phone'),
  pms: of('T1', 'T2', 'T1', 'T2', 'T1', null),
  minutes: of(15, 30),
})

/** How one patient of the platform looks in the PMS. The first four identify somebody, the others do not. */
const LOOKS = [
  'itself',
  'accents',
  'inactive-twin',
  'inactive',
  'twins',
  'deceased',
  'nobody',
  'other-birth',
  'deceased-twin',
  'two-inactive',
] as const
const patientSeed = fc.record({
  practice: upTo(2),
  name: upTo(4),
  birth: of('known', 'known', 'known', 'known', 'unknown'),
  linked: of(true, false, true, false, false),
  /** The platform has this person twice. */
  again: sometimes(6),
  look: of('itself', 'accents', 'itself', 'accents', ...LOOKS),
  spelling: upTo(2),
})

const NAMES = [
  { family: 'Müller-Smith', given: 'Zoë', alike: ['MULLER SMITH', 'Mu\u0308ller\u2010Smith', 'mullersmith'] },
  { family: "O'Brien", given: 'Ann', alike: ['O’Brien', 'OBRIEN', 'o brien'] },
  { family: 'Nguyễn', given: 'Bảo', alike: ['NGUYEN', 'Nguyen', 'nguyễn'] },
  { family: 'Straße', given: 'José', alike: ['STRASSE', 'Stra\u00ADße', 'strasse'] },
  { family: 'Lee', given: 'Sam', alike: ['LEE', 'Le e', 'lee'] },
] as const
const BARE_GIVEN: Record<string, string> = {
  Zoë: 'ZOE',
  Ann: 'ann',
  Bảo: 'Bao',
  José: 'Jose\u0301',
  Sam: 'SAM',
}

// ── bookings, and entries made after them ───────────────────────────────────────────────────────────────────────

/** Wanted starts, minutes from the opening: the same afternoon on a coarse grid, next days, and a few awkward ones. */
const slot = of(
  180,
  180,
  195,
  210,
  190,
  200,
  225,
  240,
  180,
  195,
  210,
  120,
  1440,
  1455,
  1470,
  2880,
  75,
  30,
  0,
  -60,
  9 * 1440,
  6 * 1440 + 1200,
)
const length = of(15, 30, 15, 30, 20, 10)
const bookingSeed = fc.record({
  practitioner: upTo(2),
  type: upTo(3),
  patient: upTo(4),
  slot,
  near: of(180, 195, 180, 190, 200, 210, 185),
  move: of('earlier', 'later', 'other-practitioner', 'earlier', 'later', 'longer', 'same'),
  length,
  status: of('confirmed', 'pending', 'confirmed', 'pending', 'confirmed', 'cancelled', 'dismissed'),
  told: of('confirmed', 'pending', 'nothing', 'reminded', 'cancelled', null),
  accepted: moment,
  changed: momentOrNot,
  cancelled: of(null, 30, 0, 40, -30, 75),
  base: of(
    'none',
    'none',
    'none',
    'none',
    'none',
    'none',
    'none',
    'same',
    'same',
    'earlier',
    'later',
    'other-practitioner',
    'longer',
    'other-practitioner-earlier',
    'next-day',
    'before-opening',
  ),
  synced: of(-1440, -30, 62, 70, 50),
  pmsId: of('none', 'none', 'none', 'gone', 'any'),
  any: upTo(9),
  link: of(null, null, 20),
  oddId: sometimes(12),
})

const shift = of(0, 0, 0, 0, 0, 5, 10, -10, 15, -15, 60, -30, 1440, 20 * 1440, 8 * 1440, 30 * 1440)
const entrySeed = fc.record({
  /** `any`: as told below. The others make it a plain one of a booking; `rival`: somebody else's in its time. */
  kind: of(
    'own',
    'own',
    'own',
    'rival',
    'rival',
    'rival',
    'any',
    'any',
    'any',
    'placeholder',
    'cancelled',
    'again',
    'moved',
  ),
  ofBase: of(true, true, false),
  like: of('booking', 'booking', 'booking', 'base', 'base', 'nobody'),
  booking: upTo(7),
  shift,
  length: of(0, 0, 0, 0, 15, -5),
  practitioner: of('same', 'same', 'same', 'same', 'D1', 'D2'),
  patient: of('same', 'same', 'same', 'same', 'another', 'another', 'unknown'),
  another: upTo(4),
  ref: of('none', 'none', 'none', 'none', 'own', 'own', 'anothers', 'foreign'),
  linked: sometimes(4),
  type: of('same', 'same', 'T1', 'T2', null),
  location: of(null, 'L1', 'L2'),
  status: of(
    'booked',
    'booked',
    'booked',
    'booked',
    'booked',
    'cancelled',
    'cancelled',
    'placeholder',
    'did_not_attend',
    'arrived',
    'completed',
    'in_consult',
  ),
  created: of(30, 0, 10, null, null, -1, -1440, 70),
  changed: of(null, null, 30, -1440 * 2, 70),
  slot,
})

/** Rows of one practitioner's time; `wide` sessions cover everything, so that most bookings lie inside one. */
const hoursSeed = fc.record({
  sessions: of('wide', 'wide', 'none', 'none', 'rows', 'wide-and-rows'),
  capacity: of(1, 1, 2),
  rows: fc.array(
    fc.record({
      pms: of('D1', 'D2', 'D3'),
      start: of(150, 190, 120, 180, 0, 1440, 165, -60),
      length: of(120, 240, 60, 30, 1440),
      capacity: of(1, 2, 3),
      location: of(null, 'L1', 'L2'),
    }),
    { maxLength: 5 },
  ),
  blocks: fc.array(
    fc.record({
      pms: of('D1', 'D2'),
      start: of(180, 205, 210, 1440, 240, 90),
      length: of(15, 30, 5),
      location: of(null, 'L2'),
    }),
    { maxLength: 2 },
  ),
  someBlocks: sometimes(3),
})

// ── recalls and reminders ───────────────────────────────────────────────────────────────────────────────────────

const dueDay = of(0, -30, 1, 40, -1)
const recallSeed = fc.record({
  practice: upTo(2),
  patient: upTo(4),
  pms: of(
    'same',
    'same',
    'due',
    'reason',
    'significant',
    'unknown-values',
    'completed',
    'cancelled',
    'absent',
    'unlinked',
  ),
  due: dueDay,
  reason: of('Skin check', 'Bloods', null),
  significant: of(true, false, null),
  status: of('active', 'paused', 'active', 'paused', 'completed', 'cancelled'),
  contacted: of(null, null, -1440),
  pausedBy: of(null, 0, 1, 2, 3),
  type: of(null, 0, 1, 2),
})
const pmsRecallSeed = fc.record({
  patient: upTo(4),
  due: dueDay,
  status: of('active', 'active', 'completed', 'cancelled'),
})
const reminderSeed = fc.record({
  booking: upTo(7),
  due: of(30, 0, 60, 61, -1, 200),
  sent: of(null, 30, -60),
  about: of('start', 'base', null, 'other', 'past'),
  channel: of('sms', 'email', 'push'),
})

const worldSeed = fc.record({
  /**
   * `rush`: everybody wants the same hour and nothing else stands in the way. `moves`: bookings that the book has,
   * moved online into each other's time.
   */
  theme: of('mixed', 'mixed', 'mixed', 'rush', 'moves', 'rush-and-moves'),
  scene: sceneSeed,
  read: readSeed,
  practices: fc.array(practiceSeed, { minLength: 1, maxLength: 3 }),
  practitioners: fc.array(practitionerSeed, { minLength: 2, maxLength: 3 }),
  types: fc.array(typeSeed, { minLength: 1, maxLength: 4 }),
  patients: fc.array(patientSeed, { minLength: 2, maxLength: 5 }),
  bookings: fc.array(bookingSeed, { maxLength: 8, size: 'max' }),
  entries: fc.array(entrySeed, { maxLength: 10, size: 'max' }),
  hours: hoursSeed,
  recalls: fc.array(recallSeed, { maxLength: 3, size: 'max' }),
  pmsRecalls: fc.array(pmsRecallSeed, { maxLength: 2 }),
  reminders: fc.array(reminderSeed, { maxLength: 3, size: 'max' }),
  restored: sometimes(12),
  /** In a restored book: how many bookings are still there. */
  filler: of(0, 12, 13, 16, 17, 20),
})
type Seed<A> = A extends fc.Arbitrary<infer T> ? T : never
type WorldSeed = Seed<typeof worldSeed>

/** `prefix` keeps the platform's ids apart when several worlds go into one bundle. */
export const world = (prefix = ''): fc.Arbitrary<World> =>
  fc.noBias(worldSeed).map((seed) => build(themed(seed), prefix))

// ── building ────────────────────────────────────────────────────────────────────────────────────────────────────

/** The list taken as a ring, so that every number means one of its members. */
function at<T>(ring: readonly T[], index: number): T {
  const found = ring[index % ring.length]
  if (found === undefined) throw new Error('nothing to choose from')
  return found
}

/** Clears the way to the claims of § 3.4, which a wholly random world rarely reaches. */
function themed(seed: WorldSeed): WorldSeed {
  const { theme } = seed
  if (theme === 'mixed') return seed
  const most = <T>(list: readonly T[], plainer: (one: T, n: number) => T) =>
    list.map((one, n) => (n === list.length - 1 && n > 1 ? one : plainer(one, n)))
  return {
    ...seed,
    restored: false,
    scene: { ...seed.scene, asOf: seed.scene.asOf > 180 ? 75 : seed.scene.asOf },
    read: { ...seed.read, kind: 'whole' },
    practitioners: most(seed.practitioners, (one, n) => ({
      ...one,
      pms: one.pms ?? (n === 0 ? 'D1' : 'D2'),
    })),
    types: most(seed.types, (one) => ({ ...one, pms: one.pms ?? 'T1' })),
    patients: most(seed.patients, (one) => ({ ...one, linked: true })),
    bookings: most(seed.bookings, (one, n) => ({
      ...one,
      slot: one.near,
      status: one.status === 'cancelled' || one.status === 'dismissed' ? 'pending' : one.status,
      pmsId: 'none',
      base: theme === 'rush' || (theme === 'rush-and-moves' && n % 2 === 1) ? 'none' : one.move,
    })),
    entries: most(seed.entries.slice(0, 4), (one) => ({
      ...one,
      like: one.like === 'base' ? 'nobody' : one.like,
      kind: one.kind === 'own' ? 'rival' : one.kind,
    })),
  }
}

function build(seed: WorldSeed, prefix: string): World {
  const { scene } = seed.scene
  const opens = DateTime.fromISO(scene.opens, { zone: scene.zone })
  const minute = (minutes: number): EpochMs => opens.toMillis() + minutes * MIN
  const minuteOrNot = (minutes: number | null): EpochMs | null => (minutes === null ? null : minute(minutes))
  const day = (days: number): string => opens.plus({ days }).toFormat('yyyy-MM-dd')
  const { ours: ourIdentity, theirs: theirIdentity } = seed.read.identity

  const practices = seed.practices.map(
    (practice, n): Practice => ({
      practiceId: `${prefix}practice-${n + 1}`,
      connectionId: `${prefix}connection`,
      name: `Practice ${n + 1}`,
      timeZone: practice.elsewhere ? scene.other : scene.zone,
      pmsLocationId: practice.location,
      managerEmail: null,
    }),
  )
  const practitioners = seed.practitioners.map(
    (practitioner, n): Practitioner => ({
      practitionerId: `${prefix}dr-${n + 1}`,
      practiceId: at(practices, practitioner.practice).practiceId,
      name: `Dr ${n + 1}`,
      pmsPractitionerId: practitioner.pms,
      acceptsVideo: practitioner.video,
    }),
  )
  const appointmentTypes = seed.types.map(
    (type, n): AppointmentType => ({
      appointmentTypeId: `${prefix}type-${n + 1}`,
      practiceId: at(practices, type.practice).practiceId,
      name: `Type ${n + 1}`,
      durationMinutes: type.minutes,
      mode: type.mode,
      pmsTypeId: type.pms,
    }),
  )
  const { patients, pmsPatients, desk } = buildPatients(seed, prefix, practices)
  /** Whom the desk would have taken: the linked one, or the first look-alike. */
  const atTheDesk = (patient: number): string => at(desk, patient)

  const drafts = seed.bookings.map((booking, n) => {
    const practitioner = at(practitioners, booking.practitioner)
    const startMs = minute(booking.slot)
    const endMs = startMs + booking.length * MIN
    return {
      seed: booking,
      // Ids beyond the basic plane sort differently by code point and by UTF-16 unit.
      bookingId: `${prefix}${booking.oddId ? (n % 2 === 0 ? '\u{1F600}' : '\uFF21') : ''}booking-${n + 1}`,
      practitioner,
      startMs,
      endMs,
      base: seed.restored
        ? { practitionerId: practitioner.practitionerId, startMs, endMs }
        : baseOf(booking, practitioners, practitioner, startMs, endMs),
    }
  })
  type Draft = (typeof drafts)[number]

  const linkedEntry = new Map<Draft, string>()
  const entries = (seed.restored ? seed.entries.slice(0, 2) : seed.entries)
    .map(plainer)
    .map((entry, n): Entry => {
      const pmsAppointmentId = `E${n + 1}`
      const like = drafts.length === 0 || entry.like === 'nobody' ? undefined : at(drafts, entry.booking)
      const place =
        like === undefined
          ? { startMs: minute(entry.slot), endMs: minute(entry.slot + 15) }
          : entry.like === 'base' && like.base !== null
            ? like.base
            : like
      const wantedPractitioner =
        like !== undefined && entry.like === 'base' && like.base !== null
          ? practitioners.find((one) => one.practitionerId === like.base?.practitionerId)
          : like?.practitioner
      const startMs = place.startMs + entry.shift * MIN
      const endMs = Math.max(startMs + 5 * MIN, place.endMs + (entry.shift + entry.length) * MIN)
      if (like !== undefined && entry.linked) linkedEntry.set(like, pmsAppointmentId)
      const refs = {
        none: null,
        own: like?.bookingId ?? null,
        anothers: drafts.length === 0 ? null : at(drafts, entry.another).bookingId,
        foreign: 'somebody-else-17',
      }
      return {
        pmsAppointmentId,
        pmsLocationId: entry.location,
        pmsPractitionerId:
          entry.practitioner === 'same'
            ? (wantedPractitioner?.pmsPractitionerId ?? 'D1')
            : entry.practitioner,
        pmsPatientId:
          entry.patient === 'unknown'
            ? null
            : atTheDesk(entry.patient === 'same' && like !== undefined ? like.seed.patient : entry.another),
        pmsTypeId:
          entry.type === 'same'
            ? like === undefined
              ? null
              : at(appointmentTypes, like.seed.type).pmsTypeId
            : entry.type,
        startMs,
        endMs,
        status: entry.status,
        externalRef: refs[entry.ref],
        createdMs: minuteOrNot(entry.created),
        changedMs: minuteOrNot(entry.changed),
      }
    })

  if (seed.theme === 'moves' || seed.theme === 'rush-and-moves') {
    drafts.forEach((draft, n) => {
      if (draft.base === null) return
      const before = practitioners.find((one) => one.practitionerId === draft.base?.practitionerId)
      entries.push({
        pmsAppointmentId: `E-own-${n + 1}`,
        pmsLocationId: null,
        pmsPractitionerId: before?.pmsPractitionerId ?? 'D1',
        pmsPatientId: atTheDesk(draft.seed.patient),
        pmsTypeId: null,
        startMs: draft.base.startMs,
        endMs: draft.base.endMs,
        status: 'booked',
        externalRef: draft.bookingId,
        createdMs: null,
        changedMs: null,
      })
    })
  }

  const bookings = drafts.map((draft): Booking => {
    const { seed: booking, bookingId, practitioner, startMs, endMs, base } = draft
    const off = booking.status === 'cancelled' || booking.status === 'dismissed'
    const ids = {
      none: null,
      gone: 'E-gone',
      any: entries.length === 0 ? null : at(entries, booking.any).pmsAppointmentId,
    }
    return {
      bookingId,
      practiceId: practitioner.practiceId,
      practitionerId: practitioner.practitionerId,
      appointmentTypeId: at(appointmentTypes, booking.type).appointmentTypeId,
      patientId: at(patients, booking.patient).patientId,
      startMs,
      endMs,
      status: booking.status,
      patientTold: booking.told,
      acceptedMs: minute(base === null ? booking.accepted : Math.min(booking.accepted, 0) - 2880),
      changedMs: minuteOrNot(booking.changed),
      cancelledMs: off ? minuteOrNot(booking.cancelled) : null,
      pmsAppointmentId: linkedEntry.get(draft) ?? ids[booking.pmsId],
      syncedMs: base === null ? null : minute(booking.synced),
      base,
      videoLinkMs: minuteOrNot(booking.link),
    }
  })
  const survivors = bookings.length === 0 || !seed.restored ? 0 : seed.filler
  for (let n = 0; n < survivors; n++) {
    const like = at(bookings, 0)
    const place = { startMs: minute(4 * 1440 + n * 15), endMs: minute(4 * 1440 + n * 15 + 15) }
    const { practitionerId, pmsPractitionerId } = at(practitioners, 0)
    const pmsAppointmentId = `E-kept-${n + 1}`
    const bookingId = `${prefix}kept-${n + 1}`
    bookings.push({
      ...like,
      ...place,
      bookingId,
      practitionerId,
      pmsAppointmentId,
      status: 'confirmed',
      acceptedMs: minute(-4000),
      changedMs: null,
      cancelledMs: null,
      syncedMs: minute(-3000),
      base: { ...place, practitionerId },
    })
    entries.push({
      ...place,
      pmsAppointmentId,
      pmsLocationId: null,
      pmsPractitionerId: pmsPractitionerId ?? 'D1',
      pmsPatientId: null,
      pmsTypeId: null,
      status: 'booked',
      externalRef: bookingId,
      createdMs: null,
      changedMs: null,
    })
  }

  const snapshot: Snapshot = {
    connection: {
      connectionId: `${prefix}connection`,
      name: 'Connection',
      timeZone: scene.zone,
      databaseIdentity: ourIdentity,
    },
    practices,
    liveHours: [],
    practitioners,
    appointmentTypes,
    patients,
    bookings,
    ...buildRecalls(seed, prefix, {
      practices,
      patients,
      appointmentTypes,
      bookings,
      day,
      minuteOrNot,
      atTheDesk,
      pmsPatients,
      entries,
      minute,
      theirIdentity,
    }),
    reminders: buildReminders(seed, prefix, bookings, minute, minuteOrNot),
    events: buildEvents(seed, minute),
    syncs: seed.scene.syncs.map(
      (sync): Sync => ({
        entity: sync.entity,
        direction: sync.direction,
        finishedMs: minute(sync.at),
        outcome: sync.outcome,
      }),
    ),
    reconciled: seed.scene.someReconciled
      ? seed.scene.reconciled.map(([from, to]): Span => ({ startMs: minute(from), endMs: minute(to) }))
      : [],
  }
  const { given } = seed.scene
  const asOfMs = minute(seed.scene.asOf)
  return {
    snapshot,
    options:
      given === null
        ? { asOfMs }
        : { asOfMs, window: { startMs: minute(given[0]), endMs: minute(given[1]) } },
  }
}

/** Most entries of a real book are plain: a booking as it was taken, or somebody else in the time it wants. */
function plainer(entry: Seed<typeof entrySeed>): Seed<typeof entrySeed> {
  const plain = { ...entry, length: 0, practitioner: 'same', status: 'booked' } as const
  const nearby = Math.abs(entry.shift) > 15 ? 0 : entry.shift
  switch (entry.kind) {
    case 'any':
      return entry
    case 'rival':
      return { ...plain, like: 'booking', patient: 'another', ref: 'none', linked: false, shift: nearby }
    case 'own':
      return {
        ...plain,
        like: entry.ofBase ? 'base' : 'booking',
        patient: 'same',
        shift: entry.ofBase ? 0 : entry.shift,
      }
    case 'again':
      return { ...plain, like: 'base', patient: 'same', ref: 'none', linked: false, created: 30 }
    case 'moved':
      return { ...plain, like: 'booking', patient: 'same', ref: 'own', practitioner: entry.practitioner }
    case 'placeholder':
      return {
        ...plain,
        like: 'booking',
        status: 'placeholder',
        ref: entry.linked ? 'none' : 'own',
        shift: nearby,
      }
    case 'cancelled':
      return { ...plain, like: 'base', patient: 'same', status: 'cancelled', shift: nearby }
  }
}

function baseOf(
  booking: Seed<typeof bookingSeed>,
  practitioners: readonly Practitioner[],
  practitioner: Practitioner,
  startMs: EpochMs,
  endMs: EpochMs,
): Booking['base'] {
  const { practitionerId } = practitioner
  const moved = (minutes: number) => ({
    practitionerId,
    startMs: startMs + minutes * MIN,
    endMs: endMs + minutes * MIN,
  })
  switch (booking.base) {
    case 'none':
      return null
    case 'same':
      return moved(0)
    case 'earlier':
      return moved(-15)
    case 'later':
      return moved(15)
    case 'next-day':
      return moved(1440)
    case 'before-opening':
      return moved(-booking.slot - 30)
    case 'longer':
      return { practitionerId, startMs, endMs: endMs + 15 * MIN }
    case 'other-practitioner-earlier':
      return { ...moved(-15), practitionerId: at(practitioners, booking.practitioner + 1).practitionerId }
    case 'other-practitioner':
      return { ...moved(0), practitionerId: at(practitioners, booking.practitioner + 1).practitionerId }
  }
}

function buildPatients(
  seed: WorldSeed,
  prefix: string,
  practices: readonly Practice[],
): { patients: Patient[]; pmsPatients: PmsPatient[]; desk: string[] } {
  const desk: string[] = []
  const patients: Patient[] = []
  const pmsPatients: PmsPatient[] = []
  seed.patients.forEach((one, n) => {
    const before = patients.at(-1)
    if (one.again && before !== undefined) {
      patients.push({ ...before, patientId: `${prefix}patient-${n + 1}` })
      desk.push(at(desk, n - 1))
      return
    }
    const name = at(NAMES, one.name)
    const pmsPatientId = `M${n + 1}`
    desk.push(pmsPatientId)
    patients.push({
      patientId: `${prefix}patient-${n + 1}`,
      practiceId: at(practices, one.practice).practiceId,
      familyName: name.family,
      givenName: name.given,
      birthOn: one.birth === 'known' ? '1980-02-29' : null,
      mobile: '0400 000 000',
      email: null,
      pmsPatientId: one.linked ? pmsPatientId : null,
    })
    const itself: PmsPatient = {
      pmsPatientId,
      familyName: name.family,
      givenName: name.given,
      birthOn: '1980-02-29',
      mobile: '0400 000 000',
      status: 'active',
    }
    const alike: PmsPatient = {
      ...itself,
      familyName: at(name.alike, one.spelling),
      givenName: BARE_GIVEN[name.given] ?? name.given,
    }
    const twin: PmsPatient = { ...alike, pmsPatientId: `${pmsPatientId}b` }
    const looks: Record<(typeof LOOKS)[number], PmsPatient[]> = {
      itself: [itself],
      accents: [alike],
      inactive: [{ ...itself, status: 'inactive' }],
      'inactive-twin': [itself, { ...twin, status: 'inactive' }],
      'two-inactive': [
        { ...itself, status: 'inactive' },
        { ...twin, status: 'inactive' },
      ],
      twins: [itself, twin],
      deceased: [{ ...alike, status: 'deceased' }],
      'deceased-twin': [
        { ...itself, status: null },
        { ...twin, status: 'deceased' },
      ],
      nobody: [],
      'other-birth': [
        { ...itself, birthOn: '1980-02-28' },
        { ...twin, birthOn: null },
      ],
    }
    pmsPatients.push(...looks[one.look])
  })
  return { patients, pmsPatients, desk }
}

interface Made {
  readonly practices: readonly Practice[]
  readonly patients: readonly Patient[]
  readonly appointmentTypes: readonly AppointmentType[]
  readonly bookings: readonly Booking[]
  readonly pmsPatients: readonly PmsPatient[]
  readonly entries: readonly Entry[]
  readonly theirIdentity: string | null
  readonly day: (days: number) => string
  readonly minute: (minutes: number) => EpochMs
  readonly minuteOrNot: (minutes: number | null) => EpochMs | null
  readonly atTheDesk: (patient: number) => string
}

/** The platform's recalls, and the book with the PMS's own beside them. */
function buildRecalls(seed: WorldSeed, prefix: string, made: Made): Pick<Snapshot, 'recalls' | 'book'> {
  const theirs: PmsRecall[] = seed.pmsRecalls.map((recall, n) => ({
    pmsRecallId: `PR-alone-${n + 1}`,
    pmsPatientId: made.atTheDesk(recall.patient),
    reason: 'Skin check',
    dueOn: made.day(recall.due),
    clinicallySignificant: true,
    status: recall.status,
  }))
  const recalls = seed.recalls.map((recall, n): Recall => {
    const pmsRecallId = recall.pms === 'unlinked' ? null : `PR${n + 1}`
    const ours: Recall = {
      recallId: `${prefix}recall-${n + 1}`,
      practiceId: at(made.practices, recall.practice).practiceId,
      patientId: at(made.patients, recall.patient).patientId,
      pmsRecallId,
      reason: recall.reason,
      dueOn: made.day(recall.due),
      clinicallySignificant: recall.significant,
      status: recall.status,
      lastContactedMs: made.minuteOrNot(recall.contacted),
      pausedByBookingId:
        recall.status !== 'paused' || recall.pausedBy === null || made.bookings.length === 0
          ? null
          : at(made.bookings, recall.pausedBy).bookingId,
      appointmentTypeId:
        recall.type === null ? null : at(made.appointmentTypes, recall.type).appointmentTypeId,
    }
    if (pmsRecallId !== null && recall.pms !== 'absent') {
      theirs.push({
        pmsRecallId,
        pmsPatientId: made.atTheDesk(recall.patient),
        reason: recall.pms === 'unknown-values' ? null : recall.pms === 'reason' ? 'Cervical' : recall.reason,
        dueOn: made.day(recall.pms === 'due' ? recall.due - 10 : recall.due),
        clinicallySignificant:
          recall.pms === 'unknown-values' ? null : recall.pms === 'significant' ? true : recall.significant,
        status: recall.pms === 'completed' || recall.pms === 'cancelled' ? recall.pms : 'active',
      })
    }
    return ours
  })
  const { kind, taken, from, to } = seed.read
  return {
    recalls,
    book: {
      read:
        kind === 'none'
          ? null
          : {
              takenMs: made.minute(taken),
              complete: kind !== 'incomplete',
              databaseIdentity: made.theirIdentity,
              fromOn: kind === 'days' && from !== null ? made.day(from) : null,
              toOn: kind === 'days' && to !== null ? made.day(Math.max(to, from ?? to)) : null,
            },
      entries: made.entries,
      sessions: buildSessions(seed, made.minute),
      blocks: seed.hours.someBlocks ? buildBlocks(seed, made.minute) : [],
      patients: made.pmsPatients,
      recalls: theirs,
    },
  }
}

/** One row per practitioner, location and start: that is the key in a bundle. */
function unique<T extends { pmsPractitionerId: string; pmsLocationId: string | null; startMs: EpochMs }>(
  rows: readonly T[],
): T[] {
  const key = (row: T) => `${row.pmsPractitionerId} ${row.pmsLocationId} ${row.startMs}`
  return rows.filter((row, n) => rows.findIndex((other) => key(other) === key(row)) === n)
}

function buildSessions(seed: WorldSeed, minute: (minutes: number) => EpochMs): Session[] {
  const { sessions, capacity, rows } = seed.hours
  const wide = ['D1', 'D2', 'D3'].map(
    (pmsPractitionerId): Session => ({
      pmsPractitionerId,
      pmsLocationId: null,
      startMs: minute(-3 * 1440),
      endMs: minute(60 * 1440),
      capacity,
      slotMinutes: 15,
    }),
  )
  const single = rows.map(
    (row): Session => ({
      pmsPractitionerId: row.pms,
      pmsLocationId: row.location,
      startMs: minute(row.start),
      endMs: minute(row.start + row.length),
      capacity: row.capacity,
      slotMinutes: 15,
    }),
  )
  if (sessions === 'none') return []
  if (sessions === 'wide') return wide
  return unique(sessions === 'rows' ? single : [...wide, ...single])
}

function buildBlocks(seed: WorldSeed, minute: (minutes: number) => EpochMs): Block[] {
  return unique(
    seed.hours.blocks.map(
      (block): Block => ({
        pmsPractitionerId: block.pms,
        pmsLocationId: block.location,
        startMs: minute(block.start),
        endMs: minute(block.start + block.length),
        reason: 'Meeting',
      }),
    ),
  )
}

function buildReminders(
  seed: WorldSeed,
  prefix: string,
  bookings: readonly Booking[],
  minute: (minutes: number) => EpochMs,
  minuteOrNot: (minutes: number | null) => EpochMs | null,
): Reminder[] {
  if (bookings.length === 0) return []
  return seed.reminders.map((reminder, n): Reminder => {
    const booking = at(bookings, reminder.booking)
    const about = {
      start: booking.startMs,
      base: (booking.base ?? booking).startMs,
      other: booking.startMs + 15 * MIN,
      past: minute(-DAY / MIN),
    }
    return {
      reminderId: `${prefix}reminder-${n + 1}`,
      bookingId: booking.bookingId,
      channel: reminder.channel,
      dueMs: minute(reminder.due),
      sentMs: minuteOrNot(reminder.sent),
      aboutStartMs: reminder.about === null ? null : about[reminder.about],
    }
  })
}

function buildEvents(seed: WorldSeed, minute: (minutes: number) => EpochMs): ConnectionEvent[] {
  const { style, wild, stray, strays, asOf } = seed.scene
  type Told = readonly [number, ConnectionEvent['event']]
  const beats = (from: number, until: number): Told[] => {
    const told: Told[] = []
    for (let beat = from; beat <= until && told.length < 20; beat += 10) told.push([beat, 'heartbeat'])
    return told
  }
  const styles: Record<typeof style, readonly Told[]> = {
    plain: [
      [-1440, 'connected'],
      [0, 'disconnected'],
      [CLOSES, 'connected'],
    ],
    open: [
      [-1440, 'connected'],
      [0, 'disconnected'],
    ],
    beats: [...beats(-20, 0), [4, 'disconnected'], [CLOSES, 'connected'], ...beats(CLOSES + 5, asOf)],
    'beats-only': [...beats(-20, 0), ...beats(CLOSES, asOf)],
    'beats-open': [...beats(-20, 0), [CLOSES, 'disconnected']],
    flapping: [
      [0, 'disconnected'],
      [10, 'connected'],
      [14, 'disconnected'],
      [20, 'connected'],
      [25, 'disconnected'],
      [CLOSES, 'connected'],
      [CLOSES + 4, 'disconnected'],
      [CLOSES + 4, 'connected'],
    ],
    twice: [
      [-1440, 'disconnected'],
      [-1380, 'connected'],
      [0, 'disconnected'],
      [0, 'connected'],
      [5, 'disconnected'],
      [CLOSES, 'connected'],
    ],
    none: [],
    wild,
  }
  return [...styles[style], ...(stray ? strays : [])].map(([minutes, event]) => ({
    atMs: minute(minutes),
    event,
  }))
}
