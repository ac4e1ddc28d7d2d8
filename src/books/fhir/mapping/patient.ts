/** PURE. Patients. A name is taken only as the server itself split it: guessing where a family name begins finds wrong people. */
import type { PmsPatientStatus } from '../../../reconcile/model.ts'
import { parseDay } from '../../calendar.ts'
import type { Json } from '../rest.ts'
import { isPartOfDate } from './instant.ts'
import type { Mapping } from './mapping.ts'
import { idOf, nameOf, objectAt, objectsAt, textAt, textsAt } from './resource.ts'

export function patientsIn(resources: readonly Json[], mapping: Mapping): void {
  for (const resource of resources) patientIn(resource, mapping)
}

function patientIn(resource: Json, { reading, remarks }: Mapping): void {
  const subject = nameOf(resource)
  const id = idOf(resource)
  if (id === null) {
    remarks.fault(subject, 'nothing can be said of it')
    return
  }
  const name = nameIn(resource)
  if (name === null) {
    remarks.warn(subject, 'it has no name in parts, and was left out')
    return
  }
  const birth = resource['birthDate'] ?? null
  const birthOn = typeof birth === 'string' && parseDay(birth) !== null ? birth : null
  if (birth !== null && birthOn === null && !isPartOfDate(birth)) {
    remarks.warn(subject, 'its birth date is no day, and was left out')
  }
  reading.patient(subject, {
    pmsPatientId: id,
    ...name,
    birthOn,
    mobile: mobileIn(resource),
    status: statusOf(resource),
  })
}

/** The names that somebody goes by, in the order in which they are believed. Maiden and nicknames are other people's. */
const USES: readonly (string | null)[] = ['official', 'usual', null]

function nameIn(resource: Json): { familyName: string; givenName: string } | null {
  const names = objectsAt(resource, 'name')
  const inOrder = [...names.filter(isCurrent), ...names.filter((name) => !isCurrent(name))]
  for (const use of USES) {
    for (const name of inOrder) {
      const familyName = textAt(name, 'family')?.trim() ?? ''
      const givenName = textsAt(name, 'given').join(' ').trim()
      if (textAt(name, 'use') === use && familyName !== '' && givenName !== '')
        return { familyName, givenName }
    }
  }
  return null
}

const isCurrent = (value: Json): boolean => textAt(objectAt(value, 'period'), 'end') === null

function mobileIn(resource: Json): string | null {
  const phones = objectsAt(resource, 'telecom').filter(
    (one) => (one['system'] === 'phone' && one['use'] === 'mobile') || one['system'] === 'sms',
  )
  return textAt(phones.find(isCurrent) ?? null, 'value')
}

/** A record that is not said to be out of use is in use: so says the standard. */
function statusOf(resource: Json): PmsPatientStatus {
  if (resource['deceasedBoolean'] === true || textAt(resource, 'deceasedDateTime') !== null) return 'deceased'
  const isReplaced = objectsAt(resource, 'link').some((link) => link['type'] === 'replaced-by')
  return resource['active'] === false || isReplaced ? 'inactive' : 'active'
}
