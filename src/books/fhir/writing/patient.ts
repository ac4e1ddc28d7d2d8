/** SHELL. A file for a person who has none. Names cannot be a condition, so it is looked for first, and made under our own key. */
import { foldName } from '../../../reconcile/identity.ts'
import { BookSilent, type Person, type ReadableBook, type Write } from '../../book.ts'
import type { How } from '../mapping/mapping.ts'
import { objectsAt, textAt, textsAt } from '../mapping/resource.ts'
import { carrying } from '../reading/searches.ts'
import type { Json } from '../rest.ts'
import { identifierIs, patientBody } from './body.ts'
import { type Line, WriteRefused } from './line.ts'

export async function createPatient(
  line: Line,
  write: Extract<Write, { kind: 'create-patient' }>,
  key: string,
  book: Pick<ReadableBook, 'patientsLike'>,
  { options }: How,
): Promise<string> {
  const mark = { system: `${options.identifierSystem}/patient`, value: key }
  const condition = carrying(mark.system, mark.value)
  const [ours] = await line.all('Patient', condition)
  if (ours !== undefined) return String(ours['id'])
  const alike = await book.patientsLike(write)
  if (alike.some((one) => isSame(one, write))) throw new WriteRefused('patient-exists')
  const made = await line.create('Patient', patientBody(write, write.mobile, mark), identifierIs(mark))
  const found = await line.read('Patient', made.id)
  if (found === null || !isOf(found.resource, write)) {
    throw new BookSilent('the book does not show the patient that was written')
  }
  return made.id
}

const isSame = (one: Person, other: Person): boolean =>
  one.birthOn === other.birthOn &&
  foldName(one.familyName) === foldName(other.familyName) &&
  foldName(one.givenName) === foldName(other.givenName)

/** A server may write names its own way: in capitals, without accents. */
const isOf = (resource: Json, person: Person): boolean =>
  objectsAt(resource, 'name').some((name) =>
    isSame(
      {
        familyName: textAt(name, 'family') ?? '',
        givenName: textsAt(name, 'given').join(' '),
        birthOn: textAt(resource, 'birthDate'),
      },
      person,
    ),
  )
