/**
 * PURE. Ids of what OpenEMR keeps without one of its own. An occurrence of a series is `EID@YYYY-MM-DD`, the one on the
 * series' own date plain `EID`. A recall is `recall:PID`: every save deletes and inserts it anew, so that `r_ID` would
 * make one recall look closed and another one missing, while a patient has only one. The prefix keeps a stored `r_ID`
 * from being taken for somebody's file number.
 */
import { parseDay } from '../../calendar.ts'

export const occurrenceId = (eid: string, on: string, firstOn: string): string =>
  on === firstOn ? eid : `${eid}@${on}`

/** The row that an entry comes from, and the day where it is a later occurrence. Null: no id of ours. */
export function eventOf(
  pmsAppointmentId: string,
): { readonly eid: string; readonly on: string | null } | null {
  const [, eid, on = null] = /^([0-9]+)(?:@(.{10}))?$/.exec(pmsAppointmentId) ?? []
  if (eid === undefined || (on !== null && parseDay(on) === null)) return null
  return { eid, on }
}

/** Ids of others are texts without keys behind them; '' and '0' are nobody and nowhere. */
export function idOf(text: string | null): string | null {
  const id = (text ?? '').trim()
  return id === '' || id === '0' ? null : id
}

export const recallIdOf = (pid: string): string => `recall:${pid}`

export function patientOfRecall(pmsRecallId: string): string | null {
  return /^recall:([0-9]+)$/.exec(pmsRecallId)?.[1] ?? null
}
