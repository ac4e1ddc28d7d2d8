/** PURE. `rejoin explain`: one booking's evidence in the order in which one would ask. Ids only, no names. */
import { wallClock } from '../../books/wall-time.ts'
import type { Explanation, HeldBy } from '../../reconcile/explain.ts'
import type { Entry, Reconciliation, Snapshot } from '../../reconcile/model.ts'
import type { EpochMs, Span } from '../../reconcile/span.ts'
import { runFacts } from '../facts.ts'
import type { Words } from '../language.ts'
import { saying } from '../sayings.ts'
import { subjectOfJudgement } from '../subjects.ts'
import { visible } from '../visible.ts'
import { english } from '../words.ts'
import { wrapped } from './columns.ts'
import { type Ink, painter } from './paint.ts'

const LABEL = 14

export function explanationText(
  snapshot: Snapshot,
  result: Reconciliation,
  evidence: Explanation,
  { width, colour, words = english }: { width: number; colour: boolean; words?: Words },
): string {
  const { booking, base, entry, judgement, window } = evidence
  const practice = snapshot.practices.find(({ practiceId }) => practiceId === booking.practiceId)
  const zone = practice?.timeZone ?? snapshot.connection.timeZone
  const at = (ms: EpochMs): string => wallClock(zone).localIso(ms)
  const span = (s: Span): string => `${at(s.startMs)} to ${at(s.endMs)}`
  const lines: string[] = []
  const paint = painter(colour)
  const say = (label: string, text: string, ink: Ink | null = null): void => {
    const told = wrapped(label.padEnd(LABEL), visible(text), width, LABEL)
    const labels = told.map((line) => line.slice(0, LABEL))
    const texts = told.map((line) => line.slice(LABEL))
    lines.push(
      ...texts.map((one, at) => {
        const start =
          at === 0 && label !== '' ? paint('faint', label) + ' '.repeat(LABEL - label.length) : labels[at]
        return `${start}${ink === null ? one : paint(ink, one)}`.trimEnd()
      }),
    )
  }
  const place = (practitionerId: string, s: Span): string => `${practitionerId}, ${span(s)}`

  say('Booking', `${booking.bookingId} of ${booking.practiceId} (${zone}), type ${booking.appointmentTypeId}`)
  say('Online', `${booking.status}, ${place(booking.practitionerId, booking)}`)
  say(
    '',
    `accepted ${at(booking.acceptedMs)}${changes(evidence, at)}; patient was told: ${booking.patientTold ?? 'not known'}`,
  )
  say(
    'Base',
    base === null
      ? 'none: platform and book never agreed on it'
      : `${place(base.practitionerId, base)}, synced ${at(booking.syncedMs ?? 0)}`,
  )
  say('Patient', PATIENT[evidence.patient])
  say(
    'Practitioner',
    evidence.pmsPractitionerId === null
      ? 'not linked to the PMS'
      : `${evidence.pmsPractitionerId} in the PMS`,
  )
  say('Book', entry === null ? 'no entry found' : entryText(entry, span, at))
  say(
    'Paired by',
    judgement?.pair ? PAIRED[judgement.pair.matchedBy] : entry === null ? 'nothing' : 'see the entry',
  )
  say(
    'Read',
    evidence.readComplete ? 'complete for that day' : 'not complete for that day: an absence proves nothing',
  )
  say('Window', window === null ? words.terminal.noOutage : span(window))
  if (evidence.sides !== null)
    say('Both sides', `online ${evidence.sides.online}, book ${evidence.sides.book}, against the base`)

  if (judgement === null) {
    say('Verdict', 'not judged: nothing happened to it in the window, and it is in step or over')
  } else {
    const said = saying(words, subjectOfJudgement(runFacts(snapshot, result), judgement))
    say('Verdict', `${judgement.verdict}: ${said.title}`, 'head')
    say('Rule', said.rule)
    say('Meaning', said.happened)
    say('To do', said.todo)
    say('Urgency', words.urgencies[judgement.urgency])
    if (judgement.conflictGroup !== null) say('Decide with', `group ${judgement.conflictGroup}`)
    if (judgement.alternative !== null) {
      say('Offer', place(judgement.alternative.practitionerId, judgement.alternative))
    }
  }
  if (evidence.holders.length === 0) say('In that time', 'nothing')
  for (const [at, holder] of evidence.holders.entries())
    say(at === 0 ? 'In that time' : '', `${HOLDER[holder.kind]} ${holderText(holder)}, ${span(holder)}`)
  for (const finding of evidence.findings) say('Finding', `${finding.code} ${finding.subjectIds.join(' ')}`)
  for (const action of evidence.actions) {
    say('Action', `${action.kind} by ${words.actors[action.who]}, ${action.status} (${action.actionId})`)
  }
  return `${lines.join('\n')}\n`
}

const PATIENT: Readonly<Record<Explanation['patient'], string>> = {
  known: 'one PMS patient',
  new: 'no PMS patient fits: new to the practice',
  unclear: 'several PMS patients fit',
}

const PAIRED = {
  'external-ref': 'the entry carries the booking’s id (step 1)',
  'pms-appointment-id': 'the platform knows the entry’s id (step 2)',
  'same-time': 'same patient, same practitioner, at most ten minutes apart (step 3)',
  elsewhere: 'same patient, entered since the window opened, within a week (step 4)',
  're-entered': 'the only entry of the same patient made since its own one went (step 5)',
} as const

const HOLDER: Readonly<Record<HeldBy['kind'], string>> = {
  entry: 'entry',
  placeholder: 'placeholder',
  'served-booking': 'online booking',
  block: 'blocked time of',
  session: 'session of',
}

const holderText = ({ id, capacity }: HeldBy): string =>
  capacity === undefined ? id : `${id} (room for ${capacity})`

function entryText(entry: Entry, span: (s: Span) => string, at: (ms: EpochMs) => string): string {
  const since = entry.createdMs === null ? '' : `, created ${at(entry.createdMs)}`
  const changed = entry.changedMs === null ? '' : `, changed ${at(entry.changedMs)}`
  const ref = entry.externalRef === null ? '' : `, carries ${entry.externalRef}`
  return `${entry.pmsAppointmentId} ${entry.status}, ${entry.pmsPractitionerId}, ${span(entry)}${ref}${since}${changed}`
}

function changes({ booking }: Explanation, at: (ms: EpochMs) => string): string {
  const changed = booking.changedMs === null ? '' : `, changed ${at(booking.changedMs)}`
  const cancelled = booking.cancelledMs === null ? '' : `, cancelled ${at(booking.cancelledMs)}`
  return changed + cancelled
}
