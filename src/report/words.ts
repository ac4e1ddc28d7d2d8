/**
 * The only prose of the report, in English. Another language is another file of this shape (`language.ts`). The words
 * are those of reception: appointment book, did not attend, dismiss, "time already taken".
 */
import type { Circumstances, SubjectWords, Words } from './language.ts'

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

const counted = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`

/** `7 online bookings and 3 other things`. */
function things({ bookings, others }: SubjectWords): string {
  const online = counted(bookings, 'online booking', 'online bookings')
  if (others === 0) return online
  return bookings === 0
    ? counted(others, 'thing', 'things')
    : `${online} and ${counted(others, 'other thing', 'other things')}`
}

const whose = ({ practice, run }: SubjectWords): string => `, ${practice}, run ${run}`

const due = (at: string | null, next: string | null): string =>
  at !== null ? `by ${at}` : next === null ? 'at once' : `at once, the next by ${next}`

const split = (bookings: number, others: number): string =>
  bookings === 0 || others === 0
    ? ''
    : `: ${counted(bookings, 'online booking', 'online bookings')}, ${counted(others, 'other', 'others')}`

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
    deadline: (at) => `First deadline: ${at}.`,
    deadlineNow: (next) =>
      next === null ? 'First deadline: at once.' : `First deadline: at once; the next is ${next}.`,
    zone: (timeZone) => `Times without a zone are those of ${timeZone}.`,
    skip: 'Skip to the work list',
    contents: 'On this page',
    onHold: 'On hold: do not act on this report yet',
    nobodyActs:
      'Nobody is to call a patient or change anything because of this report before support says so.',
    counts: 'The bookings at a glance',
    sum: (counts, judged) =>
      `${counts.join(' + ')} = ${judged === 1 ? '1 online booking' : `${judged} online bookings`} checked`,
    origins: ({ accepted, changed, others }) => {
      const parts = [
        accepted === 0 ? '' : `${accepted} accepted during the outage`,
        changed === 0 ? '' : `${changed} accepted before and changed or cancelled during it`,
        others === 0 ? '' : `${others} from another time that did not agree with the appointment book`,
      ].filter((part) => part !== '')
      return `They are: ${parts.join('; ')}.`
    },
    work: 'Work list',
    workOrder: 'Everything that needs a person, in the order in which to work.',
    noWork: 'Nothing on this list: nobody has anything to do.',
    workParts: (bookings, others) =>
      [
        bookings === 0 ? '' : bookings === 1 ? '1 online booking' : `${bookings} online bookings`,
        others === 0 ? '' : others === 1 ? '1 other matter' : `${others} other matters`,
      ]
        .filter((part) => part !== '')
        .join(' and '),
    atOnce: 'At once',
    dueOn: (day) => `due ${day}`,
    inWork: (number) => `No. ${number} in the work list`,
    andMore: (count) => `and ${count} more`,
    settled: 'Resolved since',
    strip: 'The outage and the bookings made during it',
    stripText: ({ from, to, judged }, elsewhere) =>
      `The line was down from ${from} to ${to}. ${
        judged === 0
          ? 'No booking was made online meanwhile'
          : judged === 1
            ? 'The mark stands for the booking as it was made online'
            : `Each of the ${judged} marks stands for a booking as it was made online`
      }${
        elsewhere === 0
          ? '.'
          : `; ${elsewhere === 1 ? '1 more that was checked was' : `${elsewhere} more that were checked were`} made at another time.`
      }`,
    stripHours: 'The bar below the marks is the opening hours; dashes are the time outside them.',
    stripLane: (group, count) => `${group}: ${count}`,
    lineDown: 'line down',
    open: 'open',
    closed: 'closed',
    chart: 'What became of the bookings',
    chartText: (judged) =>
      judged === 1
        ? 'The booking that was checked.'
        : `The ${judged} bookings that were checked, by verdict.`,
    chartPart: (group, count) => (count === null ? group : `${group}: ${count}`),
    none: 'None.',
    alsoFound: 'Also found in the appointment book',
    recalls: 'Recalls',
    reminders: 'Reminders',
    video: 'Video appointments',
    health: 'Connection health',
    asOf: (at) => `What was known of the line ${at}.`,
    judgedAt: (at) => `It tells how things stood ${at}.`,
    outagesBefore: 'Outages',
    outagesSeen: (count, duration) =>
      count === 0 ? 'none in the last 28 days' : `${count} in the last 28 days, together ${duration}`,
    actions: 'Action list',
    actionsMean: 'Every single step of the plan, those of people and those that are automatic.',
    evidence: 'What this report rests on',
    readAt: (at, complete) =>
      `The appointment book was read ${at}, ${complete ? 'completely' : 'but not completely'}.`,
    neverRead: 'The appointment book has never been read.',
    moreIn: (count, file) => `${count} more in ${file}.`,
    moreWork: (count) => `${count} more are in the CSV files beside this page.`,
    provenBest: 'The suggested times are proven to be the best possible together.',
    notProvenBest: 'The suggested times are good, but not proven to be the best possible together.',
    run: 'Run',
    filesBeside: (files) => `The files beside this page hold every row: ${files.join(', ')}.`,
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
      by: 'By',
      who: 'Who',
      offer: 'Offer',
      status: 'Status',
      urgency: 'Urgency',
      recall: 'Recall',
      due: 'Due',
      reminder: 'Reminder',
      ref: 'Number',
      what: 'What',
      why: 'Why',
      subjects: 'For',
      after: 'After',
      order: 'No.',
    },
    index: {
      title: 'All practices of this run',
      lead: (practices, connections) =>
        `${practices === 1 ? '1 practice' : `${practices} practices`} of ${
          connections === 1 ? '1 connection' : `${connections} connections`
        }. Each name leads to the report that its practice gets.`,
      practices: 'Practices',
      notRun: 'Could not be run',
      notRunMeans: 'For these connections there is no report of this run; its messages say why.',
      nothing: 'No practice was reported on.',
      noOutage: 'None',
      range: (from, to, duration) => `${from} to ${to} (${duration})`,
      judged: 'Bookings checked',
      attention: { held: 'On hold or inconclusive', someone: 'Needs someone', nobody: 'Needs nobody' },
      labels: {
        practice: 'Practice',
        connection: 'Connection',
        run: 'Run',
        outage: 'Outage',
        holds: 'Holds',
        deadline: 'First deadline',
        attention: 'Attention',
      },
    },
    day: {
      title: 'The days in the appointment book',
      means:
        'On the left what stands in the appointment book, on the right what came online. A broken line is a time to offer, stripes are time in which the practitioner is not there, and grey is outside the session. Under each picture stands the same in words.',
      conflicts: 'Days on which two sides want the same time',
      offers: 'Other days with times to offer',
      more: (count) =>
        `${count === 1 ? '1 more day is' : `${count} more days are`} not drawn here; bookings.csv has every row.`,
      clock: (hour, minute) =>
        `${hour % 12 || 12}${minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`} ${hour < 12 ? 'am' : 'pm'}`,
      mark: (hour, minute) =>
        minute === 0
          ? `${hour % 12 || 12} ${hour < 12 ? 'am' : 'pm'}`
          : `${hour % 12 || 12}:${String(minute).padStart(2, '0')}`,
      withOffset: (time, offset) => `${time} (UTC${offset})`,
      between: (from, to) => `${from} to ${to}`,
      brief: (hour, minute) => `${hour % 12 || 12}:${String(minute).padStart(2, '0')}`,
      column: (practitioner, day) => `${practitioner}, ${day}`,
      described: (span, entries, bookings, offers) =>
        `${span}. In the book: ${entries}. Online: ${bookings}. Times to offer: ${offers}. The list below says the same in words.`,
      lanes: { book: 'In the book', online: 'Online' },
      sessionFrom: (at) => `session since ${at}`,
      sessionTo: (at) => `session until ${at}`,
      sessions: (spans) => (spans.length === 0 ? 'No session on this day.' : `Session: ${spans.join(', ')}.`),
      away: (spans) => `Not there: ${spans.join(', ')}.`,
      grounds: { off: 'outside the session', elsewhere: 'session elsewhere', away: 'not there' },
      hidden: (span, count) =>
        count === 0
          ? `${span} left out`
          : `${span} left out, ${count === 1 ? '1 entry' : `${count} entries`}`,
      busyElsewhere: 'busy elsewhere',
      entry: {
        desk: { short: 'desk', long: 'in the book, typed in at the desk' },
        online: { short: 'online', long: 'in the book, from online' },
        attended: { short: 'came', long: 'in the book; the patient came' },
        'did-not-attend': { short: 'did not come', long: 'in the book; the patient did not come' },
        cancelled: { short: 'cancelled', long: 'cancelled in the book' },
        placeholder: { short: 'placeholder', long: 'a placeholder in the book' },
        frees: { short: 'cancelled online', long: 'still in the book, but cancelled online' },
        'moves-away': { short: 'moves away', long: 'still in the book, but moves to another time' },
      },
      answersFor: (id) => `for ${id}`,
      holdsAgainst: (ids) => `Holds time that ${ids.join(', ')} wanted.`,
      samePatient: (ids) => `The same patient as ${ids.join(', ')}.`,
      booking: {
        'no-room': 'no room',
        away: 'not there',
        'no-session': 'no session',
        'goes-in': 'gets the time',
        'moves-here': 'moves here',
        kept: 'time kept',
        later: 'came later',
        look: 'to decide',
      },
      laterBooking: 'Made online, and not part of this run',
      takenBy: (ids) => `Taken by ${ids.join(', ')}.`,
      offerTo: (id) => `offer ${id}`,
      orTo: (id) => `or ${id}`,
      offerLong: (id) => `time to offer to ${id}`,
      orLong: (id) => `free as well, for ${id}`,
      also: (boxes) => `Also in the picture: ${boxes.join('; ')}.`,
      notDrawn: (count) => `${count} more at these times; bookings.csv has every row.`,
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
  mail: {
    sender: 'Rejoin',
    subjects: {
      action: (about) => `Action needed: ${things(about)} to check${whose(about)}`,
      hold: (about) => `On hold, do not act yet: ${things(about)} checked so far${whose(about)}`,
      automatic: (about) =>
        `Nothing needed from you: ${things(about)} taken care of automatically${whose(about)}`,
      nothing: (about) => `Checked, nothing needed: ${things(about)}${whose(about)}`,
    },
    headings: {
      action: 'Action needed',
      hold: 'On hold: do not act yet',
      automatic: 'Nothing needed from you',
      nothing: 'Checked, nothing needed',
    },
    calls: (bookings, others) =>
      `${bookings + others === 1 ? '1 phone call is' : `${bookings + others} phone calls are`} needed now${split(bookings, others)}.`,
    firstCall: (at, next) => `The first call is due ${due(at, next)}.`,
    decisions: (bookings, others) =>
      `${bookings + others === 1 ? '1 thing needs' : `${bookings + others} things need`} a decision${split(bookings, others)}.`,
    firstDecision: (at, next) => `The first decision is due ${due(at, next)}.`,
    heldUntil: (at) =>
      at === null
        ? 'Get help with this at once: some of what follows cannot wait.'
        : `Get help with this soon: the first of what follows would be due by ${at}.`,
    nothingElse: 'Nobody at the practice has to do anything.',
    addsUp: (judged) => (judged === 1 ? '1 booking checked in all.' : `${judged} bookings checked in all.`),
    settled: (count) =>
      count === 1
        ? '1 of all this has been dealt with since.'
        : `${count} of all these have been dealt with since.`,
    planned: (count) =>
      count === 1
        ? '1 of the automatic changes had not been made yet when this email was written.'
        : `${count} of the automatic changes had not been made yet when this email was written.`,
    outage: 'What happened',
    bookings: 'The online bookings',
    others: 'Also found',
    book: 'In the appointment book',
    forPeople: (count) => (count === 1 ? '1 of them needs a person' : `${count} of them need a person`),
    where: 'The report',
    reportAt: 'The report has every booking and what, if anything, to do about it:',
    askForReport: (run) =>
      `The report has every booking and what, if anything, to do about it. Ask whoever looks after Rejoin for the report of run ${run}.`,
    attached: 'Attached',
    attachedMinimal: (names) =>
      `${names}: the lists of the report, without names, birth dates and phone numbers. They still hold booking numbers and times, so treat them as personal information.`,
    attachedZip: (name) =>
      `${name}: the lists of the report with names and phone numbers, encrypted. Open it with 7-Zip or a like program (the one built into Windows may not do) and the password that your practice was given. The password is never sent by email.`,
    tooLarge: 'The lists of the report are too large for an email. You find them where the report is.',
    evidence: 'What this rests on',
    automatic: 'This email was written by a program. Please do not answer it: nobody reads the answers.',
    noNames: 'The email itself names no patient, on purpose.',
    run: (run) => `Run ${run}: quote this to support.`,
  },
}
