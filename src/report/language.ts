/**
 * The shape of the report's language. A language is one file that fills this in (`words.ts` is English); a code
 * without words does not compile. Sentences carry no names and no ids: those have columns of their own.
 */
import type {
  ActionActor,
  ActionKind,
  ActionStatus,
  FindingCode,
  HoldCode,
  PatientTold,
  PmsRecallStatus,
  RecallStatus,
  ReminderChannel,
  Urgency,
  VerdictCode,
} from '../reconcile/model.ts'
import type { Group, RowStatus, Severity } from './triage.ts'

/** What a sentence may depend on, besides its code. */
export interface Circumstances {
  readonly cancelledOnline: boolean
  /** Platform and book had agreed on the booking before: for a refused move the old entry still stands. */
  readonly hadBase: boolean
  readonly hasAlternative: boolean
  /** Who holds the wanted time. */
  readonly takenBy: 'entry' | 'booking' | 'both' | 'unknown'
  readonly overdue: boolean
  readonly clinicallySignificant: boolean
}

export type Phrase = string | ((circumstances: Circumstances) => string)

export interface CodeWords {
  readonly title: Phrase
  readonly happened: Phrase
  /** An imperative. */
  readonly todo: Phrase
}

export interface Words {
  /** For `lang` and for the wording of times. */
  readonly locale: string
  readonly verdicts: Readonly<Record<VerdictCode, CodeWords & { readonly rule: Phrase }>>
  readonly findings: Readonly<Record<FindingCode, CodeWords>>
  readonly actions: Readonly<Record<ActionKind, { readonly title: string; readonly todo: string }>>
  readonly holds: Readonly<Record<HoldCode, { readonly title: string; readonly means: string }>>
  readonly actors: Readonly<Record<ActionActor | 'nobody', string>>
  readonly urgencies: Readonly<Record<Urgency, string>>
  readonly severities: Readonly<Record<Severity, string>>
  readonly rowStatuses: Readonly<Record<RowStatus, string>>
  readonly actionStatuses: Readonly<Record<ActionStatus, string>>
  /** The two parts of a worklist. */
  readonly worklistGroups: Readonly<Record<'call-now' | 'to-do', string>>
  readonly groups: Readonly<Record<Group, { readonly title: string; readonly means: string }>>
  readonly told: Readonly<Record<PatientTold, string>>
  readonly channels: Readonly<Record<ReminderChannel, string>>
  readonly recallState: (platform: RecallStatus | null, pms: PmsRecallStatus | null) => string
  /** While the run is held nobody is to act on a row. */
  readonly whileHeld: (todo: string) => string
  /** Usually for people, but here the plan does it all. */
  readonly doneByPlan: string
  /** Usually automatic, but here a person has to look first. */
  readonly decideFirst: string
  /** What to do about anything of a patient who is listed as deceased. */
  readonly deceased: string
  readonly duration: (minutes: number) => string
  readonly slot: (start: string, practitioner: string) => string
  readonly summary: SummaryWords
  readonly page: PageWords
  readonly terminal: TerminalWords
  readonly mail: MailWords
}

/** Explanations of the keys of summary.csv. */
export interface SummaryWords {
  readonly runId: string
  readonly practice: string
  readonly asOf: string
  readonly windowStart: string
  readonly windowEnd: string
  readonly minutes: string
  readonly openMinutes: string
  readonly readTakenAt: string
  readonly readComplete: string
  readonly judged: string
  readonly firstDeadline: string
  readonly provenBest: string
}

export interface OutageWords {
  readonly practice: string
  readonly from: string
  readonly to: string
  readonly duration: string
  readonly open: string | null
  readonly judged: number
}

/** How the checked bookings come to be checked; the three add up to them. */
export interface Origins {
  /** Within the outage. */
  readonly accepted: number
  /** Accepted before it, and changed or cancelled within it. */
  readonly changed: number
  /** Not settled with the appointment book for other reasons. */
  readonly others: number
}

export interface PageWords {
  readonly title: (practice: string) => string
  readonly outage: (outage: OutageWords) => string
  readonly noOutage: (practice: string) => string
  readonly nothingNeeded: string
  /** The first deadline, and the next one where the first has come already. */
  readonly deadline: (at: string) => string
  readonly deadlineNow: (next: string | null) => string
  /** For times without a zone of their own. */
  readonly zone: (timeZone: string) => string
  readonly skip: string
  readonly contents: string
  readonly onHold: string
  readonly nobodyActs: string
  readonly counts: string
  /** The counts as a sum that the reader can check. */
  readonly sum: (counts: readonly number[], judged: number) => string
  readonly origins: (origins: Origins) => string
  readonly work: string
  readonly workOrder: string
  readonly noWork: string
  readonly workParts: (bookings: number, others: number) => string
  readonly atOnce: string
  readonly dueOn: (day: string) => string
  /** Which item of the work list a row is. */
  readonly inWork: (number: number) => string
  readonly andMore: (count: number) => string
  readonly settled: string
  readonly strip: string
  /** The picture in words: marks shown, and bookings that were made at another time. */
  readonly stripText: (outage: OutageWords, elsewhere: number) => string
  /** What bar and dashes below the picture are. */
  readonly stripHours: string
  readonly stripLane: (group: string, count: number) => string
  readonly lineDown: string
  readonly open: string
  readonly closed: string
  readonly chart: string
  readonly chartText: (judged: number) => string
  /** How many of a bar are in which group. */
  readonly chartPart: (group: string, count: number | null) => string
  readonly none: string
  readonly alsoFound: string
  readonly recalls: string
  readonly reminders: string
  readonly video: string
  readonly health: string
  readonly asOf: (at: string) => string
  readonly judgedAt: (at: string) => string
  readonly outagesBefore: string
  readonly outagesSeen: (count: number, duration: string) => string
  readonly actions: string
  readonly actionsMean: string
  readonly evidence: string
  readonly readAt: (at: string, complete: boolean) => string
  readonly neverRead: string
  readonly moreIn: (count: number, file: string) => string
  readonly moreWork: (count: number) => string
  readonly provenBest: string
  readonly notProvenBest: string
  readonly run: string
  readonly filesBeside: (files: readonly string[]) => string
  readonly labels: Readonly<
    Record<
      | 'appointment'
      | 'practitioner'
      | 'booking'
      | 'entry'
      | 'takenBy'
      | 'group'
      | 'patient'
      | 'birthOn'
      | 'mobile'
      | 'told'
      | 'by'
      | 'who'
      | 'offer'
      | 'status'
      | 'urgency'
      | 'recall'
      | 'due'
      | 'reminder'
      | 'ref'
      | 'what'
      | 'why'
      | 'subjects'
      | 'after'
      | 'order',
      string
    >
  >
  readonly index: IndexWords
  readonly day: DayWords
}

/** The page for support: all practices of a run, or of several. */
export interface IndexWords {
  readonly title: string
  readonly lead: (practices: number, connections: number) => string
  readonly practices: string
  readonly notRun: string
  readonly notRunMeans: string
  readonly nothing: string
  readonly noOutage: string
  readonly range: (from: string, to: string, duration: string) => string
  readonly judged: string
  readonly attention: Readonly<Record<'held' | 'someone' | 'nobody', string>>
  readonly labels: Readonly<
    Record<'practice' | 'connection' | 'run' | 'outage' | 'holds' | 'deadline' | 'attention', string>
  >
}

/** The pictures of practitioner-days. `ids` are of bookings; a time is an hour from 0 to 23 and a minute. */
export interface DayWords {
  readonly title: string
  readonly means: string
  readonly conflicts: string
  readonly offers: string
  readonly more: (count: number) => string
  readonly clock: (hour: number, minute: number) => string
  /** On the axis: every half hour has one, so it is short. */
  readonly mark: (hour: number, minute: number) => string
  /** On days of which the clock shows an hour twice, or skips one. */
  readonly withOffset: (time: string, offset: string) => string
  readonly between: (from: string, to: string) => string
  /** Beside an axis that says whether it is morning. */
  readonly brief: (hour: number, minute: number) => string
  readonly column: (practitioner: string, day: string) => string
  readonly described: (span: string, entries: number, bookings: number, offers: number) => string
  readonly lanes: Readonly<Record<'book' | 'online', string>>
  readonly sessionFrom: (at: string) => string
  readonly sessionTo: (at: string) => string
  readonly sessions: (spans: readonly string[]) => string
  readonly away: (spans: readonly string[]) => string
  readonly grounds: Readonly<Record<'off' | 'elsewhere' | 'away', string>>
  readonly hidden: (span: string, count: number) => string
  readonly busyElsewhere: string
  /** `short` stands in the box, `long` in the list under the picture. */
  readonly entry: Readonly<
    Record<
      | 'desk'
      | 'online'
      | 'attended'
      | 'did-not-attend'
      | 'cancelled'
      | 'placeholder'
      | 'frees'
      | 'moves-away',
      { readonly short: string; readonly long: string }
    >
  >
  readonly answersFor: (id: string) => string
  readonly holdsAgainst: (ids: readonly string[]) => string
  readonly samePatient: (ids: readonly string[]) => string
  readonly booking: Readonly<
    Record<'no-room' | 'away' | 'no-session' | 'goes-in' | 'moves-here' | 'kept' | 'later' | 'look', string>
  >
  readonly laterBooking: string
  readonly takenBy: (ids: readonly string[]) => string
  readonly offerTo: (id: string) => string
  readonly orTo: (id: string) => string
  readonly offerLong: (id: string) => string
  readonly orLong: (id: string) => string
  readonly also: (boxes: readonly string[]) => string
  readonly notDrawn: (count: number) => string
}

export interface TerminalWords {
  readonly connection: string
  readonly run: string
  readonly practices: string
  readonly window: string
  readonly asOf: string
  readonly read: string
  readonly noOutage: string
  readonly held: string
  readonly never: string
  readonly complete: string
  readonly notComplete: string
  readonly judged: string
  readonly totals: string
  readonly findings: string
  readonly actions: string
  readonly nobody: string
  /** Of the judged: how many nobody has to do anything about any more. */
  readonly settled: (count: number) => string
  readonly more: (count: number) => string
  readonly heads: readonly [string, string, string, string, string]
  readonly takenBy: string
  readonly offer: string
}

/** What a mail says first: somebody has to do something, nobody may act yet, the plan does it all, all is well. */
export type LetterKind = 'action' | 'hold' | 'automatic' | 'nothing'

/** How much there is of what the subject speaks of: bookings, and whatever else was found. */
export interface SubjectWords {
  readonly bookings: number
  readonly others: number
  /** On one line, short, and harmless. */
  readonly practice: string
  readonly run: string
}

/** The email of a run. Times are those of the practice. First times: `null` is at once, and then there may be a next. */
export interface MailWords {
  /** In the address line, beside the sender's address. */
  readonly sender: string
  readonly subjects: Readonly<Record<LetterKind, (about: SubjectWords) => string>>
  readonly headings: Readonly<Record<LetterKind, string>>
  readonly calls: (bookings: number, others: number) => string
  readonly firstCall: (at: string | null, next: string | null) => string
  readonly decisions: (bookings: number, others: number) => string
  readonly firstDecision: (at: string | null, next: string | null) => string
  /** While the run is held: when the first of all that would be due. */
  readonly heldUntil: (at: string | null) => string
  readonly nothingElse: string
  readonly addsUp: (judged: number) => string
  readonly settled: (count: number) => string
  readonly planned: (count: number) => string
  readonly outage: string
  readonly bookings: string
  readonly others: string
  readonly book: string
  readonly forPeople: (count: number) => string
  readonly where: string
  readonly reportAt: string
  readonly askForReport: (run: string) => string
  readonly attached: string
  readonly attachedMinimal: (names: string) => string
  readonly attachedZip: (name: string) => string
  readonly tooLarge: string
  readonly evidence: string
  readonly automatic: string
  readonly noNames: string
  readonly run: (run: string) => string
}
