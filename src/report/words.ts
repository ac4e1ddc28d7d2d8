/**
 * The only prose of the report, in English. Another language is another file of this shape (`language.ts`). The words
 * are those of reception: appointment book, did not attend, dismiss, "time already taken".
 */
import type { Circumstances, Words } from './language.ts'

const offerOr = (otherwise: string) => (c: Circumstances) =>
  c.hasAlternative
    ? 'Call the patient, apologise and offer the suggested time. If it does not suit, agree on another or dismiss the online booking.'
    : otherwise

const CALL_AND_OFFER =
  'Call the patient, apologise and agree on another time. If none suits, dismiss the online booking.'

const staysIn = (c: Circumstances): string =>
  c.hadBase ? ' The old appointment stays in the appointment book.' : ''

const DECEASED =
  'Send nothing and call nobody. The practice manager decides what happens with the appointment or recall.'

const TAKERS = {
  entry: 'an appointment that the practice put into the appointment book',
  booking: 'an online booking that was made earlier',
  both: 'an appointment in the appointment book and an earlier online booking',
  unknown: 'something that came first',
} as const

export const english: Words = {
  locale: 'en-AU',
  verdicts: {
    'cancelled-but-attended': {
      title: 'Cancelled online, but the patient came',
      happened: 'The booking was cancelled online, yet the appointment book shows that the patient came.',
      todo: 'Leave the appointment book as it is. Check that no cancellation message or fee goes out.',
      rule: 'cancelled online, attended: what happened at the practice stands',
    },
    'cancelled-but-marked-dna': {
      title: 'Cancelled online, but marked did not attend',
      happened: 'The patient cancelled online, but the appointment book says did not attend.',
      todo: 'Change the entry from did not attend to cancelled and waive any fee.',
      rule: 'cancelled online, marked did not attend: a person decides',
    },
    'cancel-in-book': {
      title: 'Cancelled online, still in the appointment book',
      happened: 'The patient cancelled online, but the appointment is still in the appointment book.',
      todo: 'Cancel the appointment in the appointment book, so that the time can be given to someone else.',
      rule: 'cancelled online, booked in the book: the entry is to be cancelled',
    },
    'nothing-to-insert': {
      title: 'Booked and cancelled online',
      happened: 'The booking was made and cancelled online before it reached the appointment book.',
      todo: 'Nothing to do.',
      rule: 'cancelled online, not in the book: nothing to insert',
    },
    'did-not-attend': {
      title: 'Did not attend',
      happened: 'The appointment book says that the patient did not attend.',
      todo: 'Nothing to do: the online booking is marked did not attend.',
      rule: 'did not attend: the book stands',
    },
    'inserted-twice': {
      title: 'In the appointment book twice',
      happened: 'The same online booking is in the appointment book more than once.',
      todo: 'Keep the entry that has been worked with and cancel the other, without a message to the patient.',
      rule: 'two or more live entries carry this booking’s reference',
    },
    'cancelled-in-book': {
      title: 'Cancelled in the appointment book',
      happened: 'The appointment was cancelled in the appointment book, but the booking still stands online.',
      todo: 'Make sure that the patient knows: call unless the practice already has. Then cancel the online booking.',
      rule: 'cancelled in the book, not online: the book stands',
    },
    'already-inserted': {
      title: 'Already in the appointment book',
      happened: 'The booking had reached the appointment book, but the answer was lost with the line.',
      todo: 'Nothing to do: the booking is linked to its entry and confirmed.',
      rule: 'an entry carries this booking’s reference or number at its own time',
    },
    'already-entered': {
      title: 'Already entered by reception',
      happened: 'Reception has already typed this booking into the appointment book.',
      todo: 'Nothing to do: do not dismiss the booking. It is linked to the entry and confirmed.',
      rule: 'same patient, same practitioner, starts at most 10 minutes apart: linked, not dismissed',
    },
    'entered-elsewhere': {
      title: 'Entered at another time or practitioner',
      happened: 'The patient has an appointment in the book at another time or with another practitioner.',
      todo: 'Check with whoever entered it, or the patient, which one counts. Then link or dismiss the online booking.',
      rule: 'the same patient’s entry stands elsewhere: never inserted as well',
    },
    inconclusive: {
      title: 'Could not be checked',
      happened:
        'The appointment book could not be read completely for that day, so nothing can be concluded.',
      todo: 'Look the booking up in the appointment book by hand, or wait for the next complete read.',
      rule: 'the read is not complete for that day: absence proves nothing',
    },
    'setup-missing': {
      title: 'Setup missing',
      happened: 'The practitioner or the appointment type is not linked to the practice software.',
      todo: 'Link the practitioner and the appointment type in the settings. The booking keeps its turn until then.',
      rule: 'practitioner or appointment type has no number in the practice software',
    },
    'patient-unclear': {
      title: 'Patient unclear',
      happened: 'Several patients in the practice software fit this booking.',
      todo: 'Choose the right patient. The booking keeps its turn until then.',
      rule: 'several patients fit: never chosen by the program',
    },
    'start-passed': {
      title: 'Start time already passed',
      happened: 'The appointment time passed before the booking could reach the appointment book.',
      todo: 'Check whether the patient came. If not, call, apologise and rebook. Never mark did not attend.',
      rule: 'the start has passed: a past appointment is not inserted',
    },
    'practitioner-unavailable': {
      title: 'Practitioner unavailable',
      happened: (c) => `The practitioner is blocked out in the appointment book at that time.${staysIn(c)}`,
      todo: offerOr(CALL_AND_OFFER),
      rule: 'overlaps time that is blocked out for the practitioner',
    },
    'outside-session': {
      title: 'Outside session',
      happened: (c) => `The practitioner has no session at that time.${staysIn(c)}`,
      todo: offerOr(CALL_AND_OFFER),
      rule: 'lies inside none of the practitioner’s sessions',
    },
    'time-already-taken': {
      title: 'Time already taken',
      happened: (c) => `The time is already taken by ${TAKERS[c.takenBy]}.${staysIn(c)}`,
      todo: offerOr(CALL_AND_OFFER),
      rule: (c) =>
        c.takenBy === 'booking'
          ? 'time already taken: the booking made earlier stands first'
          : 'time already taken: the book’s own entry stands first',
    },
    insert: {
      title: 'Goes into the appointment book',
      happened: 'The time is free: the booking can go into the appointment book.',
      todo: 'Nothing to do: the booking is entered and confirmed automatically.',
      rule: 'the time is free',
    },
    'in-step': {
      title: 'In step',
      happened: (c) =>
        c.cancelledOnline
          ? 'The booking is cancelled on both sides.'
          : 'The online booking and the appointment book say the same.',
      todo: 'Nothing to do.',
      rule: 'both sides agree',
    },
    'moved-in-book': {
      title: 'Moved in the appointment book',
      happened: 'The appointment was moved in the appointment book.',
      todo: 'Nothing to do unless the patient has not been told: the online booking follows the appointment book.',
      rule: 'moved in the book only: the book stands',
    },
    'vanished-from-book': {
      title: 'Vanished from the appointment book',
      happened: 'The appointment was in the appointment book before and is no longer there.',
      todo: (c) =>
        c.hasAlternative
          ? 'Find out why it is gone. If by mistake, put it back at the suggested time; otherwise call the patient.'
          : 'Find out why it is gone. If by mistake, put it back; otherwise call the patient.',
      rule: 'gone from a complete read, without being cancelled',
    },
    attended: {
      title: 'Patient came',
      happened: 'The appointment book shows that the patient came.',
      todo: 'Nothing to do.',
      rule: 'attended: what happened at the practice stands',
    },
    'move-in-book': {
      title: 'Moved online',
      happened: 'The patient moved the appointment online, and the new time is free.',
      todo: 'Move the appointment in the appointment book to the new time.',
      rule: 'moved online only, and the new time is free',
    },
    'moved-on-both-sides': {
      title: 'Moved on both sides',
      happened: 'The appointment was moved online and, to a different time, in the appointment book.',
      todo: 'Call the patient and agree on which time counts. Until then the appointment book stands.',
      rule: 'moved to different places on both sides: a person decides',
    },
    'moved-online-cancelled-in-book': {
      title: 'Moved online, cancelled in the appointment book',
      happened: 'The patient moved the appointment online, while it was cancelled in the appointment book.',
      todo: 'Call the patient and find out whether they still want to come.',
      rule: 'moved online, cancelled in the book: a person decides',
    },
    'cancelled-online-moved-in-book': {
      title: 'Cancelled online, moved in the appointment book',
      happened: 'The booking was cancelled online, while the appointment was moved in the appointment book.',
      todo: 'Find out whether the patient still wants the new time. Then keep or cancel the appointment.',
      rule: 'cancelled online, moved in the book: a person decides',
    },
  },
  findings: {
    'recall-closed-in-pms': {
      title: 'Recall closed in the practice software',
      happened: 'The recall is completed, cancelled or gone in the practice software, but still runs online.',
      todo: 'Nothing to do: the recall is stopped before another message leaves.',
    },
    'recall-missing': {
      title: (c) => (c.overdue ? 'Recall missing and overdue' : 'Recall missing'),
      happened: (c) =>
        c.overdue
          ? 'A recall of the practice software never reached the platform, and it is overdue.'
          : 'A recall of the practice software never reached the platform.',
      todo: (c) =>
        c.clinicallySignificant
          ? 'Have a clinician check that the patient is contacted. The recall is brought over.'
          : 'Nothing to do: the recall is brought over.',
    },
    'recall-still-open-in-pms': {
      title: 'Recall still open in the practice software',
      happened: 'The recall is closed online but still open in the practice software.',
      todo: 'Have a clinician decide whether it is done, and close or reopen it.',
    },
    'recall-to-resume': {
      title: 'Recall to start again',
      happened: 'The recall was paused because the patient booked; that booking leaves no appointment.',
      todo: 'Nothing to do: the recall starts again.',
    },
    'recall-booked': {
      title: 'Recall has an appointment',
      happened: 'The patient has booked the appointment that the recall asks for.',
      todo: 'Nothing to do: the recall is paused until the appointment.',
    },
    'recall-changed': {
      title: (c) => (c.overdue ? 'Recall changed and overdue' : 'Recall changed'),
      happened: (c) =>
        c.overdue
          ? 'The recall was changed in the practice software, and by its new date it is overdue.'
          : 'The recall was changed in the practice software.',
      todo: 'Nothing to do: the recall follows the practice software.',
    },
    'recall-overdue': {
      title: 'Recall overdue',
      happened: 'The recall is due and the patient has never been contacted.',
      todo: (c) =>
        c.clinicallySignificant
          ? 'Contact the patient by phone today and record the attempt.'
          : 'Send the recall now, or call the patient.',
    },
    'reminder-missed': {
      title: 'Reminder not sent',
      happened: 'A reminder fell due while the line was down and was not sent.',
      todo: 'Nothing to do: the reminder is sent now.',
    },
    'reminder-out-of-date': {
      title: 'Reminder out of date',
      happened: 'A reminder was sent for a time that no longer holds.',
      todo: 'Tell the patient the right time, or that there is no appointment.',
    },
    'video-start-passed': {
      title: 'Video: start passed without a link',
      happened: 'A video appointment has begun or passed without a link; none can be made any more.',
      todo: 'Call the patient and hold the consultation by phone, or rebook.',
    },
    'video-link-pending': {
      title: 'Video: link on its way',
      happened: 'The appointment reached the platform less than 15 minutes ago; the link is being made.',
      todo: 'Wait 15 minutes and look again.',
    },
    'video-practitioner-not-enabled': {
      title: 'Video: practitioner does not accept video',
      happened: 'There is no link, because the practitioner does not accept video appointments.',
      todo: 'Switch video on for the practitioner and recreate the appointment, or change it to another kind.',
    },
    'video-type-not-linked': {
      title: 'Video: appointment type not linked',
      happened: 'There is no link, because the appointment type is not linked to the practice software.',
      todo: 'Link the appointment type and recreate the appointment.',
    },
    'video-practitioner-in-several-practices': {
      title: 'Video: practitioner in several practices',
      happened: 'There is no link, because the practitioner belongs to several practices of one database.',
      todo: 'Ask support to unlink the practitioner in all but one practice. Then recreate the appointment.',
    },
    'video-link-missing': {
      title: 'Video: link missing',
      happened: 'A video appointment has no link, and none of the known causes explains it.',
      todo: 'Recreate the appointment. If there is still no link, ask support.',
    },
    'patient-double-booked': {
      title: 'Patient double-booked',
      happened: 'The patient has another appointment at the same time with another practitioner.',
      todo: 'Ask the patient which appointment to keep.',
    },
    'duration-differs': {
      title: 'Different length',
      happened: 'The entry in the appointment book has another length than the online booking.',
      todo: 'Check that the length in the appointment book is the right one.',
    },
    'type-differs': {
      title: 'Different appointment type',
      happened: 'The entry in the appointment book has another appointment type than the online booking.',
      todo: 'Check that the appointment type in the appointment book is the right one.',
    },
    'book-overlap': {
      title: 'Overlap in the appointment book',
      happened: 'Two appointments in the appointment book share time, beyond what the session allows.',
      todo: 'Check whether both are meant, and move one if not.',
    },
    'stale-placeholder': {
      title: 'Placeholder left over',
      happened: 'A placeholder still holds time for a booking that no longer needs it.',
      todo: 'Nothing to do: the placeholder is removed.',
    },
    'patient-deceased': {
      title: 'Patient listed as deceased',
      happened: 'The practice software lists this patient as deceased. Every message is held back.',
      todo: DECEASED,
    },
  },
  actions: {
    'create-patient': {
      title: 'Create the patient',
      todo: 'Create the patient’s file in the practice software.',
    },
    'create-appointment': {
      title: 'Enter the appointment',
      todo: 'Enter the appointment in the appointment book.',
    },
    'move-appointment': {
      title: 'Move the appointment',
      todo: 'Move the appointment in the appointment book to the proposed time.',
    },
    'cancel-appointment': {
      title: 'Cancel the appointment',
      todo: 'Cancel the appointment in the appointment book.',
    },
    'remove-placeholder': {
      title: 'Remove the placeholder',
      todo: 'Remove the placeholder from the appointment book.',
    },
    'hold-slot': { title: 'Hold the time', todo: 'Hold the proposed time with a placeholder.' },
    'link-booking': { title: 'Link the booking', todo: 'Link the online booking to its entry.' },
    'update-booking': {
      title: 'Update the booking',
      todo: 'Bring the online booking into line with the appointment book.',
    },
    'cancel-booking': { title: 'Cancel the booking', todo: 'Cancel the online booking.' },
    'confirm-booking': { title: 'Confirm the booking', todo: 'Confirm the online booking.' },
    'offer-alternative': {
      title: 'Offer another time',
      todo: 'Offer the patient the proposed time, or agree on another.',
    },
    'call-patient': { title: 'Call the patient', todo: 'Call the patient.' },
    'notify-patient': { title: 'Tell the patient', todo: 'Tell the patient what has changed.' },
    'import-recall': {
      title: 'Bring the recall over',
      todo: 'Bring the recall over from the practice software.',
    },
    'update-recall': {
      title: 'Update the recall',
      todo: 'Bring the recall into line with the practice software.',
    },
    'close-recall': { title: 'Close the recall', todo: 'Close the recall and send nothing more.' },
    'pause-recall': { title: 'Pause the recall', todo: 'Pause the recall until the appointment.' },
    'resume-recall': { title: 'Start the recall again', todo: 'Start the recall again.' },
    'send-recall': { title: 'Send the recall', todo: 'Send the recall, or call the patient.' },
    'send-reminder': { title: 'Send the reminder', todo: 'Send the reminder that was missed.' },
    'send-correction': {
      title: 'Send a correction',
      todo: 'Tell the patient that the reminder no longer holds.',
    },
    'fix-setup': { title: 'Fix the setup', todo: 'Complete the setup, then check this booking again.' },
    'recreate-appointment': {
      title: 'Recreate the appointment',
      todo: 'Recreate the appointment so that it gets a video link.',
    },
    'resend-video-link': {
      title: 'Send the video link again',
      todo: 'Send the patient the video link again.',
    },
    review: { title: 'Review', todo: 'Look at both sides and decide.' },
  },
  holds: {
    'line-down': {
      title: 'The line is still down',
      means:
        'The connection to the appointment book is not back. What follows is provisional; run again once it is.',
    },
    'book-not-read-since-reconnect': {
      title: 'The appointment book has not been read since the line came back',
      means:
        'What reception entered meanwhile is not seen yet. Wait for the next complete read and run again.',
    },
    'read-incomplete': {
      title: 'The appointment book was not read completely',
      means: 'What could not be read may hold appointments. Nothing is entered until a complete read.',
    },
    'wrong-database': {
      title: 'This is another database',
      means: 'The appointment book that was read is not the one this practice is connected to. Call support.',
    },
    'book-looks-restored': {
      title: 'The appointment book looks restored from a backup',
      means:
        'Many appointments vanished at once. Call nobody and cancel nothing: ask support or your IT first.',
    },
  },
  actors: {
    automatic: 'Automatic',
    reception: 'Reception',
    'practice-manager': 'Practice manager',
    support: 'Support',
    clinician: 'Clinician',
    nobody: 'Nobody',
  },
  urgencies: {
    overdue: 'Overdue',
    now: 'Now',
    today: 'Today',
    'next-day': 'Next day',
    'this-week': 'This week',
    later: 'Later',
  },
  severities: { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low', info: 'Info' },
  rowStatuses: {
    open: 'Open',
    planned: 'Automatic, not done yet',
    'on-hold': 'On hold',
    done: 'Done automatically',
    resolved: 'Resolved',
    inconclusive: 'Inconclusive',
    none: 'Nothing to do',
  },
  actionStatuses: {
    proposed: 'Proposed',
    approved: 'Approved',
    rejected: 'Rejected',
    held: 'On hold',
    applied: 'Done',
    declined: 'Declined: the world has changed since',
    failed: 'Failed',
  },
  worklistGroups: { 'call-now': 'Call now', 'to-do': 'To do' },
  groups: {
    call: { title: 'Needs a phone call now', means: 'Somebody is to call a patient today.' },
    decide: { title: 'Needs a decision', means: 'A person has to look and decide.' },
    automatic: {
      title: 'Done automatically',
      means: 'The plan takes care of it; nobody needs to do anything.',
    },
    nothing: { title: 'Nothing to do', means: 'Everything is as it should be.' },
  },
  told: {
    nothing: 'Nothing',
    pending: 'Pending',
    confirmed: 'Confirmed',
    reminded: 'Reminded',
    cancelled: 'Cancelled',
  },
  channels: { sms: 'SMS', email: 'Email', push: 'Push notification' },
  recallState: (platform, pms) =>
    `Online: ${platform ?? 'not there'}; practice software: ${pms ?? 'not there'}`,
  whileHeld: (todo) => `On hold: check with support before you act on this. Afterwards: ${todo}`,
  doneByPlan: 'Nothing to do: the plan takes care of it.',
  decideFirst: 'Decide first: see the other rows about this booking or patient.',
  deceased: DECEASED,
  duration: (minutes) => {
    const days = Math.floor(minutes / 1440)
    const hours = Math.floor((minutes % 1440) / 60)
    const rest = minutes % 60
    const parts = [days > 0 ? `${days} d` : '', hours > 0 ? `${hours} h` : '', rest > 0 ? `${rest} min` : '']
    return parts.filter((part) => part !== '').join(' ') || '0 min'
  },
  slot: (start, practitioner) => `${start} ${practitioner}`,
  summary: {
    runId: 'Quote this to support',
    practice: 'The practice this report is for',
    asOf: 'The moment at which the run judged the world',
    windowStart: 'Last sign that the line was up before it went down',
    windowEnd: 'The line was back, or the moment of the run if it was not',
    minutes: 'Length of the outage in minutes',
    openMinutes: 'Minutes of the outage within opening hours; empty when those are not known',
    readTakenAt: 'When the appointment book was read',
    readComplete: 'Whether it was read completely',
    judged: 'Online bookings checked; the four counts below add up to it, and so do the verdicts',
    firstDeadline: 'The first time by which a person has to act',
    provenBest: 'Whether the suggested times are proven to be the best possible together',
  },
  page: {
    title: (practice) => `After the outage: ${practice}`,
    outage: ({ practice, from, to, duration, open, judged }) =>
      `The line to the appointment book of ${practice} was down from ${from} to ${to} (${duration}${
        open === null ? '' : `, of which ${open} in opening hours`
      }); ${judged === 1 ? '1 online booking was' : `${judged} online bookings were`} checked.`,
    noOutage: (practice) => `There was no outage of ${practice} to reconcile.`,
    nothingNeeded: 'Checked: nothing is needed from anyone.',
    addsUp: (judged) => (judged === 1 ? '1 booking checked in all' : `${judged} bookings checked in all`),
    onHold: 'On hold: do not act on this report yet',
    counts: 'The bookings at a glance',
    strip: 'The outage and the bookings made during it',
    stripText: ({ from, to, judged }) =>
      `The line was down from ${from} to ${to}. ${judged === 1 ? 'One mark stands for the booking' : `Each of the marks stands for one of the ${judged} bookings`} as it was made online.`,
    stripTick: (group, at) => `${group}: made ${at}`,
    lineUp: 'line up',
    lineDown: 'line down',
    none: 'None.',
    alsoFound: 'Also found in the appointment book',
    recalls: 'Recalls',
    reminders: 'Reminders',
    video: 'Video appointments',
    actions: 'Action list',
    evidence: 'What this report rests on',
    readAt: (at, complete) =>
      `The appointment book was read ${at}, ${complete ? 'completely' : 'but not completely'}.`,
    neverRead: 'The appointment book has never been read.',
    moreIn: (count, file) => `${count} more in ${file}.`,
    firstDeadline: (at) => `First deadline: ${at}.`,
    provenBest: 'The suggested times are proven to be the best possible together.',
    notProvenBest: 'The suggested times are good, but not proven to be the best possible together.',
    run: 'Run',
    labels: {
      appointment: 'Appointment',
      practitioner: 'Practitioner',
      booking: 'Booking',
      entry: 'In the book',
      takenBy: 'Taken by',
      group: 'Belongs together with',
      patient: 'Patient',
      birthOn: 'Born',
      mobile: 'Mobile',
      told: 'Patient was told',
      happened: 'What happened',
      todo: 'What to do',
      by: 'By',
      who: 'Who',
      offer: 'Time to offer',
      status: 'Status',
      urgency: 'Urgency',
      severity: 'Severity',
      recall: 'Recall',
      due: 'Due',
      reminder: 'Reminder',
      what: 'What',
      why: 'Why',
      subjects: 'For',
      after: 'After',
      order: 'No.',
    },
  },
  terminal: {
    connection: 'Connection',
    run: 'Run',
    practices: 'Practices',
    window: 'Outage',
    asOf: 'As of',
    read: 'Book read',
    noOutage: 'no outage to reconcile',
    held: 'HELD',
    never: 'never',
    complete: 'complete',
    notComplete: 'NOT COMPLETE',
    judged: 'judged',
    totals: 'Totals',
    findings: 'Findings',
    actions: 'Actions',
    nobody: 'Nothing needs anyone.',
    settled: (count) => `${count} of these done or resolved since`,
    more: (count) => `… and ${count} more`,
    heads: ['booking', 'verdict', 'when', 'practitioner', 'in the book'],
    takenBy: 'taken by',
    offer: 'offer',
  },
}
