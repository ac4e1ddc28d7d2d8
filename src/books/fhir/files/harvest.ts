/** What files of resources come to: every line looked at, those that matter kept, those that cannot be read told. */
import { Collected } from '../mapping/collected.ts'
import type { FhirResources } from '../mapping/mapping.ts'
import { isChosen } from '../mapping/recall-search.ts'
import { typeOf } from '../mapping/resource.ts'
import type { FhirOptions } from '../options.ts'
import type { Json } from '../rest.ts'
import { ndjsonLines } from './ndjson.ts'

/** The kinds of resource that a book is made of. */
export const typesOf = ({ recalls }: FhirOptions): readonly string[] => [
  ...new Set(['Appointment', 'Slot', 'Schedule', 'Patient', ...(recalls === null ? [] : [recalls.resource])]),
]

export interface FileRead {
  /** Of any kind. */
  readonly count: number
  readonly resources: readonly Json[]
}

/** `fault`: line and kind of trouble. */
export async function fileOf(
  chunks: AsyncIterable<Uint8Array>,
  options: FhirOptions,
  fault: (line: number, what: string) => void,
): Promise<FileRead> {
  const types = new Set(typesOf(options))
  const resources: Json[] = []
  let count = 0
  for await (const line of ndjsonLines(chunks)) {
    count++
    if (line.kind === 'bad') fault(line.line, line.what)
    else if (types.has(typeOf(line.resource))) resources.push(line.resource)
  }
  return { count, resources }
}

export function sorted(resources: readonly Json[], { recalls }: FhirOptions): FhirResources {
  const all = new Collected().add(resources).all()
  const of = (type: string): Json[] => all.filter((resource) => typeOf(resource) === type)
  return {
    appointments: of('Appointment'),
    slots: of('Slot'),
    schedules: of('Schedule'),
    patients: of('Patient'),
    recalls:
      recalls === null ? [] : of(recalls.resource).filter((resource) => isChosen(resource, recalls.search)),
  }
}
