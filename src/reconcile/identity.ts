/** Who is the same patient (contract § 3.1). A mobile number alone never identifies: families share them. */
import { addTo } from './group.ts'
import type { Patient, PmsPatient } from './model.ts'

export type Identity =
  | { readonly kind: 'known'; readonly pmsPatientId: string }
  /** Nobody in the PMS fits: a new patient. */
  | { readonly kind: 'new' }
  /** Several fit; a person must choose. */
  | { readonly kind: 'unclear'; readonly pmsPatientIds: readonly string[] }

export interface Identities {
  of(patient: Patient): Identity
}

/** Answers for the PMS patients of one connection. */
export function identities(pmsPatients: readonly PmsPatient[]): Identities {
  const byName = new Map<string, PmsPatient[]>()
  for (const patient of pmsPatients) {
    if (patient.birthOn === null) continue
    const key = personKey(patient.familyName, patient.givenName, patient.birthOn)
    addTo(byName, key, patient)
  }
  const answers = new Map<string, Identity>()
  return {
    of(patient) {
      let answer = answers.get(patient.patientId)
      if (answer === undefined) {
        answer = identify(patient, byName)
        answers.set(patient.patientId, answer)
      }
      return answer
    },
  }
}

function identify(patient: Patient, byName: ReadonlyMap<string, readonly PmsPatient[]>): Identity {
  if (patient.pmsPatientId !== null) return { kind: 'known', pmsPatientId: patient.pmsPatientId }
  if (patient.birthOn === null) return { kind: 'new' }
  const fitting = byName.get(personKey(patient.familyName, patient.givenName, patient.birthOn)) ?? []
  const current = fitting.filter((candidate) => candidate.status !== 'inactive')
  const candidates = current.length > 0 ? current : fitting
  const [only] = candidates
  if (only === undefined) return { kind: 'new' }
  if (candidates.length === 1) return { kind: 'known', pmsPatientId: only.pmsPatientId }
  return { kind: 'unclear', pmsPatientIds: candidates.map((candidate) => candidate.pmsPatientId) }
}

const personKey = (familyName: string, givenName: string, birthOn: string): string =>
  `${foldName(familyName)}\u0000${foldName(givenName)}\u0000${birthOn}`

// Accents are dropped only from the blocks of combining marks for European scripts: the vowel signs of Devanagari,
// Thai or Hebrew are letters to their readers, and without them different people would look alike.
const COMBINING_ACCENTS = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/gu
const IGNORED =
  /[\s\p{Pd}\u00ad\u2043\u2212'\u2018\u2019\u201a\u201b\u2032\u2035`\u00b4\u02b9\u02bb-\u02bf\u02c8\u02ca\u02cb\u055a\u05f3\ua78b\ua78c\uff07]/gu

/**
 * A name without what typists vary: case, accents (NFKD), white space, hyphens, dashes, apostrophes. Spacing
 * characters that NFKD would split (´ into space and accent) are dropped either way.
 */
export function foldName(name: string): string {
  return name
    .replace(IGNORED, '')
    .normalize('NFKD')
    .replace(COMBINING_ACCENTS, '')
    .toUpperCase()
    .normalize('NFKD')
    .replace(COMBINING_ACCENTS, '')
    .replace(IGNORED, '')
}
