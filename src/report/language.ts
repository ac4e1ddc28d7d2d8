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

export interface PageWords {
  readonly title: (practice: string) => string
  readonly outage: (outage: OutageWords) => string
  readonly noOutage: (practice: string) => string
  readonly nothingNeeded: string
  readonly addsUp: (judged: number) => string
  readonly onHold: string
  readonly counts: string
  readonly strip: string
  readonly stripText: (outage: OutageWords) => string
  readonly stripTick: (group: string, at: string) => string
  readonly lineUp: string
  readonly lineDown: string
  readonly none: string
  readonly alsoFound: string
  readonly recalls: string
  readonly reminders: string
  readonly video: string
  readonly actions: string
  readonly evidence: string
  readonly readAt: (at: string, complete: boolean) => string
  readonly neverRead: string
  readonly moreIn: (count: number, file: string) => string
  readonly firstDeadline: (at: string) => string
  readonly provenBest: string
  readonly notProvenBest: string
  readonly run: string
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
      | 'happened'
      | 'todo'
      | 'by'
      | 'who'
      | 'offer'
      | 'status'
      | 'urgency'
      | 'severity'
      | 'recall'
      | 'due'
      | 'reminder'
      | 'what'
      | 'why'
      | 'subjects'
      | 'after'
      | 'order',
      string
    >
  >
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
