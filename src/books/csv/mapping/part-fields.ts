/** PURE. The fields that each part of an export may have, their kinds, and which of them it cannot do without. */
import { ENTRY_STATUSES, PMS_PATIENT_STATUSES, PMS_RECALL_STATUSES } from '../../../reconcile/model.ts'
import type { PartName } from './mapping.ts'

export type FieldSpec =
  | { readonly kind: 'text' }
  | { readonly kind: 'number' }
  | { readonly kind: 'day' }
  | { readonly kind: 'moment' }
  | { readonly kind: 'name' }
  | WordsSpec

/** A word out of a closed list. `usual`: what words mean where the mapping has no table of its own. */
export interface WordsSpec {
  readonly kind: 'words'
  readonly values: readonly string[]
  readonly usual: Readonly<Record<string, string>>
}

export interface PartSpec {
  readonly fields: Readonly<Record<string, FieldSpec>>
  /** Of each line at least one must be mapped; in a line, names joined by `+` count together. */
  readonly needed: readonly (readonly string[])[]
}

const text: FieldSpec = { kind: 'text' }
const number: FieldSpec = { kind: 'number' }
const day: FieldSpec = { kind: 'day' }
const moment: FieldSpec = { kind: 'moment' }
const words = (values: readonly string[]): FieldSpec => ({
  kind: 'words',
  values,
  usual: Object.fromEntries(values.map((value) => [value, value])),
})
const flag: FieldSpec = {
  kind: 'words',
  values: ['true', 'false'],
  usual: {
    true: 'true',
    false: 'false',
    yes: 'true',
    no: 'false',
    y: 'true',
    n: 'false',
    '1': 'true',
    '0': 'false',
  },
}
const span = { start: moment, end: moment, lengthMinutes: number, lengthSeconds: number }
const place = { practitioner: text, location: text }
const spanNeeded = [['start'], ['end', 'lengthMinutes', 'lengthSeconds']]

export const PART_FIELDS: Readonly<Record<PartName, PartSpec>> = {
  read: {
    fields: { takenAt: moment, complete: flag, databaseIdentity: text, fromOn: day, toOn: day },
    needed: [['takenAt']],
  },
  appointments: {
    fields: {
      pmsAppointmentId: text,
      ...span,
      ...place,
      patient: text,
      type: text,
      status: words(ENTRY_STATUSES),
      externalRef: text,
      created: moment,
      changed: moment,
      reason: text,
    },
    needed: [['pmsAppointmentId'], ['practitioner'], ...spanNeeded],
  },
  sessions: {
    fields: { ...span, ...place, capacity: number, slotMinutes: number },
    needed: [['practitioner'], ...spanNeeded],
  },
  blocks: { fields: { ...span, ...place, reason: text }, needed: [['practitioner'], ...spanNeeded] },
  patients: {
    fields: {
      patient: text,
      familyName: text,
      givenName: text,
      fullName: { kind: 'name' },
      birthOn: day,
      mobile: text,
      status: words(PMS_PATIENT_STATUSES),
    },
    needed: [['patient'], ['familyName+givenName', 'fullName']],
  },
  recalls: {
    fields: {
      pmsRecallId: text,
      patient: text,
      reason: text,
      dueOn: day,
      clinicallySignificant: flag,
      status: words(PMS_RECALL_STATUSES),
    },
    needed: [['pmsRecallId'], ['patient'], ['dueOn']],
  },
}
