/** Searching as the standard has it: every parameter of a type, what is not known is an error, pages by `_offset`. */
import { dateTest, rangeOf } from './dates.mjs'

export class BadSearch extends Error {}

const MOST_OFFSET = 10_000

/** A kind of parameter: (what it looks at) → (value, modifier) → test of a resource. */
const code = (at) => (value, modifier) => {
  const wanted = value.split(',')
  if (modifier === 'not') return (resource) => !wanted.includes(String(at(resource)))
  return (resource) => at(resource) !== undefined && wanted.includes(String(at(resource)))
}
const date = (at) => (value) => {
  const tests = value.split(',').map(dateTest)
  if (tests.includes(null)) throw new BadSearch('not a date')
  return (resource) => tests.some((test) => [at(resource)].flat().some((own) => test(own)))
}
const token = (at) => (value) => {
  const wanted = split(value, ',').map((one) => {
    const [first, ...rest] = split(one, '|')
    return (rest.length === 0 ? [null, first] : [first, rest.join('|')]).map((text) => text && plain(text))
  })
  return (resource) =>
    (at(resource) ?? []).some((own) =>
      wanted.some(
        ([system, text]) =>
          (system === null || (own.system ?? '') === system) &&
          (text === '' || (own.value ?? own.code) === text),
      ),
    )
}
/** At a sign that no backslash stands before. */
const split = (text, sign) => text.split(new RegExp(`(?<!\\\\)[${sign}]`))
const plain = (text) => text.replace(/\\(.)/g, '$1')
const reference = (at, type) => (value) => {
  const wanted = value
    .split(',')
    .map((one) => (one.includes('/') || type === undefined ? one : `${type}/${one}`))
  return (resource) =>
    [at(resource)].flat().some((own) => {
      const text = own?.reference
      if (text === undefined || (type !== undefined && !text.startsWith(`${type}/`))) return false
      return wanted.some((one) => text === one || (!one.includes('/') && text.endsWith(`/${one}`)))
    })
}
const words = (at) => (value, modifier) => {
  const fold = (text) =>
    modifier === 'exact' ? text : text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const wanted = split(value, ',').map(plain).map(fold)
  return (resource) =>
    at(resource)
      .filter((text) => text !== undefined)
      .some((text) =>
        wanted.some((one) => (modifier === 'exact' ? text === one : fold(text).startsWith(one))),
      )
}

const identifier = token((r) => r.identifier)
const actors = (r) => (r.participant ?? []).map((one) => one.actor)
const names = (r) => (Array.isArray(r.name) ? r.name : [])
const allNames = (r) => names(r).flatMap((one) => [one.family, ...(one.given ?? []), one.text])
const request = {
  identifier,
  status: code((r) => r.status),
  intent: code((r) => r.intent),
  patient: reference((r) => r.subject, 'Patient'),
  subject: reference((r) => r.subject),
  occurrence: date((r) => r.occurrenceDateTime ?? r.occurrencePeriod?.start),
  authored: date((r) => r.authoredOn),
  category: token((r) => (r.category ?? []).flatMap((one) => one.coding ?? [])),
  code: token((r) => r.code?.coding),
}
const person = {
  identifier,
  active: code((r) => r.active),
  name: words(allNames),
  family: words((r) => names(r).map((one) => one.family)),
  given: words((r) => names(r).flatMap((one) => one.given ?? [])),
  telecom: token((r) => r.telecom),
  phone: token((r) => (r.telecom ?? []).filter((one) => one.system === 'phone')),
}

export const PARAMETERS = {
  Appointment: {
    identifier,
    status: code((r) => r.status),
    date: date((r) => r.start),
    actor: reference(actors),
    practitioner: reference(actors, 'Practitioner'),
    patient: reference(actors, 'Patient'),
    location: reference(actors, 'Location'),
    slot: reference((r) => r.slot ?? [], 'Slot'),
    'appointment-type': token((r) => r.appointmentType?.coding),
    'service-type': token((r) => (r.serviceType ?? []).flatMap((one) => one.coding ?? [])),
  },
  Slot: {
    identifier,
    status: code((r) => r.status),
    start: date((r) => r.start),
    schedule: reference((r) => r.schedule, 'Schedule'),
  },
  Schedule: {
    identifier,
    active: code((r) => r.active),
    actor: reference((r) => r.actor ?? []),
    date: date((r) => [r.planningHorizon?.start, r.planningHorizon?.end]),
  },
  Patient: { ...person, birthdate: date((r) => r.birthDate) },
  Practitioner: person,
  PractitionerRole: {
    identifier,
    active: code((r) => r.active),
    practitioner: reference((r) => r.practitioner, 'Practitioner'),
    location: reference((r) => r.location ?? [], 'Location'),
  },
  Location: { identifier, status: code((r) => r.status), name: words((r) => [r.name]) },
  ServiceRequest: { ...request, requester: reference((r) => r.requester) },
  CommunicationRequest: { ...request, recipient: reference((r) => r.recipient ?? []) },
}
const COMMON = {
  _id: (value) => {
    const wanted = value.split(',')
    return (resource) => wanted.includes(resource.id)
  },
  _lastUpdated: date((r) => r.meta.lastUpdated),
}
/** What can be sorted by: the dates of a type. */
const SORT_KEYS = {
  _lastUpdated: (r) => r.meta.lastUpdated,
  _id: (r) => r.id,
  date: (r) => r.start,
  start: (r) => r.start,
  birthdate: (r) => r.birthDate,
  family: (r) => names(r)[0]?.family,
  occurrence: (r) => r.occurrenceDateTime,
}

/** Every resource that fits, in order. Throws BadSearch for what is not known: silence would find too many. */
export function matching(store, type, query) {
  const tests = []
  for (const [asked, value] of query) {
    if (['_count', '_offset', '_sort', '_total', '_format'].includes(asked)) continue
    const [name, modifier] = asked.split(':')
    const parameter = COMMON[name] ?? PARAMETERS[type][name]
    if (parameter === undefined) throw new BadSearch('unknown search parameter')
    if (modifier !== undefined && !['not', 'exact'].includes(modifier))
      throw new BadSearch('unknown modifier')
    tests.push(parameter(value, modifier))
  }
  const rows = store.all(type).filter((resource) => tests.every((test) => test(resource)))
  return sorted(rows, query.get('_sort'))
}

/** Where a page begins and how many rows it has. */
export function pageOf(query, usual) {
  const count = whole(query.get('_count') ?? usual)
  const offset = whole(query.get('_offset') ?? 0)
  if (offset > MOST_OFFSET) throw new BadSearch('the offset is too large')
  return { offset, count: Math.min(Math.max(count, 1), 1000) }
}

function whole(value) {
  if (!/^\d+$/.test(String(value))) throw new BadSearch('not a number')
  return Number(value)
}

function sorted(rows, by) {
  if (by === null || by === undefined) return rows
  const keys = by.split(',').map((one) => {
    const down = one.startsWith('-')
    const key = SORT_KEYS[down ? one.slice(1) : one]
    if (key === undefined) throw new BadSearch('unknown order')
    return { key, sign: down ? -1 : 1 }
  })
  const place = (value) => (value === undefined ? '' : (rangeOf(value)?.from ?? value))
  return rows.toSorted((a, b) => {
    for (const { key, sign } of keys) {
      const [left, right] = [place(key(a)), place(key(b))]
      if (left !== right) return left < right ? -sign : sign
    }
    return 0
  })
}
