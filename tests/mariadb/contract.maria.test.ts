/** OpenEMR's book, held against what every book must do. */
import type { Book, Entry, EntryStatus } from '../../src/reconcile/model.ts'
import type { EpochMs } from '../../src/reconcile/span.ts'
import { bookContract } from '../books/contract/suite.ts'
import { CLOCK, span } from '../books/contract/world.ts'
import { openPractice } from './practice.ts'
import { Wire } from './proxy.ts'
import { CATEGORY } from './tables.ts'

type World = Omit<Book, 'read'>

/** Nobody can be in two places, recalls have no id that stays, and when a row was last written stands for when it was made. */
const known = (world: World): World => ({
  ...world,
  blocks: world.blocks.map((block) => ({ ...block, pmsLocationId: null, reason: 'lunch' })),
  recalls: world.recalls.map((recall) => ({ ...recall, pmsRecallId: `recall:${recall.pmsPatientId}` })),
})

const STATUSES: Readonly<Record<EntryStatus, string>> = {
  booked: '-',
  arrived: '@',
  in_consult: '<',
  completed: '>',
  did_not_attend: '?',
  cancelled: 'x',
  placeholder: '-',
}

const day = (ms: EpochMs): string => CLOCK.localDay(ms)
const time = (ms: EpochMs): string => CLOCK.localIso(ms).slice(11, 19)
/** On the wall, as OpenEMR counts: a night in which an hour is skipped is as long as any other. */
function wallSeconds(startMs: EpochMs, endMs: EpochMs): number {
  const wall = (ms: EpochMs): number => Date.parse(`${CLOCK.localIso(ms).slice(0, 19)}Z`)
  return (wall(endMs) - wall(startMs)) / 1_000
}

const practice = await openPractice()
const { hostname, port } = new URL(practice.address)
const wire = await Wire.to(hostname, Number(port))
const open = async () => practice.book({ host: '127.0.0.1', port: wire.port, clock: CLOCK })

const timesOf = ({ startMs, endMs }: { readonly startMs: EpochMs; readonly endMs: EpochMs }) => ({
  pc_eventDate: day(startMs),
  pc_startTime: time(startMs),
  pc_endTime: time(endMs),
  pc_duration: wallSeconds(startMs, endMs),
})

const typeIn = (entry: Entry): Promise<string> =>
  practice.event({
    ...timesOf(entry),
    pc_eid: entry.pmsAppointmentId,
    pc_catid: entry.pmsTypeId ?? 0,
    pc_aid: entry.pmsPractitionerId,
    pc_pid: entry.pmsPatientId ?? '',
    pc_facility: entry.pmsLocationId ?? 0,
    pc_apptstatus: STATUSES[entry.status],
    pc_hometext: entry.externalRef === null ? 'by phone' : `paid [rejoin:${entry.externalRef}]`,
    pc_time: entry.createdMs === null ? null : `${day(entry.createdMs)} ${time(entry.createdMs)}`,
  })

async function put(world: World): Promise<void> {
  const { desk } = practice
  await desk.query('create table if not exists gone like patient_data')
  await desk.query('create table if not exists patient_data like gone')
  await desk.query('drop table gone')
  await desk.query('delete from medex_recalls')
  await desk.query('delete from patient_data')
  await desk.query('delete from users')
  await practice.empty()
  for (const id of ['11', '12']) {
    await desk.query('insert into users (id, authorized, active, calendar) values (?, 1, 1, 1)', [id])
  }
  for (const { pmsPatientId, familyName, givenName, birthOn, status } of world.patients) {
    await desk.query(
      'insert into patient_data (pid, pubpid, lname, fname, DOB, deceased_date) values (?, ?, ?, ?, ?, ?)',
      [
        pmsPatientId,
        pmsPatientId,
        familyName,
        givenName,
        birthOn,
        status === 'deceased' ? '2026-01-02' : null,
      ],
    )
  }
  for (const { pmsPatientId, dueOn, reason } of world.recalls) {
    await desk.query(
      'insert into medex_recalls (r_PRACTID, r_pid, r_eventDate, r_reason) values (1, ?, ?, ?)',
      [pmsPatientId, dueOn, reason],
    )
  }
  for (const entry of world.entries) await typeIn(entry)
  for (const session of world.sessions) {
    for (const [constant, ms] of [
      ['in_office', session.startMs],
      ['out_of_office', session.endMs],
    ] as const) {
      await practice.event({
        ...timesOf({ startMs: ms, endMs: ms }),
        pc_catid: CATEGORY[constant] ?? 0,
        pc_aid: session.pmsPractitionerId,
        pc_pid: '',
        pc_facility: session.pmsLocationId ?? 0,
      })
    }
  }
  for (const block of world.blocks) {
    await practice.event({
      ...timesOf(block),
      pc_catid: CATEGORY['lunch'] ?? 0,
      pc_aid: block.pmsPractitionerId,
      pc_pid: '',
      pc_facility: block.pmsLocationId ?? 0,
    })
  }
}

bookContract('OpenEMR', {
  known,
  put,
  open,
  async spoilOneRow() {
    await practice.event({
      ...timesOf(span('mon 15:00', 'mon 15:30')),
      pc_aid: '11',
      pc_startTime: '128:00:00',
      pc_title: 'Markerfamily',
    })
  },
  async breakHalfWay() {
    await practice.desk.query('rename table patient_data to gone')
  },
  writing: {
    open,
    async desk(entry) {
      await typeIn(entry)
    },
    async deskCancels(id) {
      await practice.desk.query(
        "update openemr_postcalendar_events set pc_apptstatus = 'x' where pc_eid = ?",
        [id],
      )
    },
    async loseNextAnswer() {
      wire.on({ label: 'create', loseAnswer: true })
    },
    seesBlocks: true,
  },
  close: () => wire.close(),
})
