/** Every check, in one list. A new one is a new function and one word here. */
import { bookOverlaps, stalePlaceholders } from './book.ts'
import { attributesDiffer, patientDeceased, patientDoubleBooked } from './patient.ts'
import { recallFindings } from './recall.ts'
import { reminderFindings } from './reminder.ts'
import type { Check } from './scene.ts'
import { videoFindings } from './video.ts'

export const checks: readonly Check[] = [
  recallFindings,
  reminderFindings,
  videoFindings,
  patientDoubleBooked,
  attributesDiffer,
  bookOverlaps,
  stalePlaceholders,
  patientDeceased,
]
