/** The kinds of books there are. */
import { csvBook } from './csv.ts'
import { fhirBook } from './fhir.ts'
import { httpBook } from './http.ts'
import { icalBook } from './ical.ts'
import type { ReadSettings } from './kind.ts'
import { openEmrBook } from './openemr.ts'

export const BOOK_KINDS: Readonly<Record<string, ReadSettings>> = {
  csv: csvBook,
  fhir: fhirBook,
  http: httpBook,
  ical: icalBook,
  openemr: openEmrBook,
}
