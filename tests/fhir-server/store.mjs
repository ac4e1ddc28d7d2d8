/**
 * The resources of the stand-in and the ledger of every write that was carried out, one line of JSON each, in the file
 * before the answer leaves. State is the seed and the ledger, so the process may be killed at any moment.
 */
import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'

export const TYPES = [
  'Appointment',
  'Slot',
  'Schedule',
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'Location',
  'ServiceRequest',
  'CommunicationRequest',
]

export class Store {
  /** By type, then by id; null: deleted. */
  rows = new Map(TYPES.map((type) => [type, new Map()]))

  constructor(seedFile, ledgerFile) {
    for (const resource of JSON.parse(readFileSync(seedFile, 'utf8'))) this.place(stamped(resource))
    for (const line of ledgerLines(ledgerFile)) {
      if (line.method === 'DELETE') this.rows.get(line.type).set(line.id, null)
      else this.place(line.resource)
    }
    this.ledger = openSync(ledgerFile, 'a')
  }

  /** Undefined: there never was one. Null: deleted. */
  get(type, id) {
    return this.rows.get(type).get(id)
  }

  all(type) {
    return [...this.rows.get(type).values()].filter((resource) => resource !== null)
  }

  create(type, body, by) {
    return this.keep('POST', stamped({ ...body, resourceType: type, id: randomUUID() }), by)
  }

  update(type, id, body, by) {
    return this.keep('PUT', stamped({ ...body, resourceType: type, id }), by)
  }

  delete(type, id, by) {
    this.append({ method: 'DELETE', type, id, by })
    this.rows.get(type).set(id, null)
  }

  close() {
    closeSync(this.ledger)
  }

  keep(method, resource, by) {
    this.append({ method, type: resource.resourceType, id: resource.id, by, resource })
    return this.place(resource)
  }

  place(resource) {
    this.rows.get(resource.resourceType).set(resource.id, resource)
    return resource
  }

  append(line) {
    writeSync(this.ledger, `${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`)
  }
}

/** A version of its own. What a client says about `meta.versionId` and `meta.lastUpdated` counts for nothing. */
const stamped = (resource) => ({
  ...resource,
  id: resource.id ?? randomUUID(),
  meta: { ...resource.meta, versionId: randomUUID(), lastUpdated: new Date().toISOString() },
})

/** The last line may have been cut by a kill; it was never answered, and is taken out. */
function ledgerLines(file) {
  if (!existsSync(file)) return []
  const text = readFileSync(file, 'utf8')
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  if (whole !== text) writeFileSync(file, whole)
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}
