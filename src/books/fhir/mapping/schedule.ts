/** PURE. Schedules: whose the slots are, and where. Only a schedule that has slots to be looked at is judged. */

import type { Json } from '../rest.ts'
import { actorsOf } from './actors.ts'
import type { Mapping } from './mapping.ts'
import { idOf, nameOf, objectsAt } from './resource.ts'

export interface ScheduleRow {
  readonly practitionerIds: readonly [string, ...string[]]
  readonly locationId: string | null
  readonly isOffered: boolean
}

/** By the schedule's id; null: it is nobody's, which is a fault then. */
export type ScheduleOf = (id: string) => ScheduleRow | null

export function schedulesIn(resources: readonly Json[], mapping: Mapping): ScheduleOf {
  const byId = new Map(resources.map((resource) => [idOf(resource), resource]))
  const known = new Map<string, ScheduleRow | null>()
  return (id) => {
    let row = known.get(id)
    if (row === undefined) {
      row = scheduleRow(id, byId.get(id) ?? null, mapping)
      known.set(id, row)
    }
    return row
  }
}

function scheduleRow(id: string, resource: Json | null, mapping: Mapping): ScheduleRow | null {
  const subject = nameOf({ resourceType: 'Schedule', id })
  if (resource === null) {
    mapping.remarks.fault(subject, 'it is not there, so its slots belong to nobody')
    return null
  }
  const { practitionerIds, locationId } = actorsOf(objectsAt(resource, 'actor'), resource, mapping)
  const [first, ...others] = practitionerIds
  if (first === undefined) {
    mapping.remarks.fault(
      subject,
      'it names no practitioner by an id of this server, so its slots belong to nobody',
    )
    return null
  }
  return { practitionerIds: [first, ...others], locationId, isOffered: resource['active'] !== false }
}
