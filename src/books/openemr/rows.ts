/** The rows of OpenEMR that matter, as the database hands them out: every id, date and time as its text, nothing believed yet. */

/** `openemr_postcalendar_events`. There are no foreign keys, and provider and patient are texts. */
export interface EventRow {
  readonly pc_eid: string
  readonly pc_catid: string
  /** users.id as text; '' or '0': nobody's. */
  readonly pc_aid: string | null
  /** patient_data.pid as text; '' or '0': no patient. */
  readonly pc_pid: string | null
  readonly pc_eventDate: string | null
  /** Of a series: its last day. */
  readonly pc_endDate: string | null
  readonly pc_startTime: string | null
  readonly pc_endTime: string | null
  /** Seconds, as text. */
  readonly pc_duration: string | null
  readonly pc_alldayevent: string | null
  readonly pc_recurrtype: string
  /** PHP's serialize(). */
  readonly pc_recurrspec: string | null
  readonly pc_apptstatus: string | null
  /** '1': live. */
  readonly pc_eventstatus: string | null
  readonly pc_prefcatid: string | null
  readonly pc_facility: string | null
  /** Free text; our marker stands in it. */
  readonly pc_hometext: string | null
  /** When the row was last written by the form: wall clock. There is no column that tells when it was made. */
  readonly pc_time: string | null
}

/** `openemr_postcalendar_categories`. */
export interface CategoryRow {
  readonly pc_catid: string
  /** What it is, whatever id or name the practice gave it: `in_office`, `out_of_office`, `lunch`, … */
  readonly pc_constant_id: string | null
  /** 0 patient, 1 provider, 2 clinic, 3 group. */
  readonly pc_cattype: string
}

/** `patient_data`. */
export interface PatientRow {
  readonly pid: string
  readonly lname: string | null
  readonly fname: string | null
  readonly DOB: string | null
  readonly phone_cell: string | null
  readonly deceased_date: string | null
}

/** `medex_recalls`: one per patient; what is done is deleted. */
export interface RecallRow {
  readonly r_ID: string
  readonly r_pid: string
  readonly r_eventDate: string | null
  readonly r_reason: string | null
}

export interface OpenEmrRows {
  readonly events: readonly EventRow[]
  readonly categories: readonly CategoryRow[]
  readonly patients: readonly PatientRow[]
  readonly recalls: readonly RecallRow[]
  /** users.id of everybody who has a column in the calendar. */
  readonly providers: readonly string[]
  /** globals: `calendar_interval`, in minutes. */
  readonly slotMinutes: number
}
