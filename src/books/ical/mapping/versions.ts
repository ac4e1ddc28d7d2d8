/**
 * PURE. The events of a file by their UID: of several versions of one thing the one that counts, and beside each series
 * the occurrences that were changed by themselves.
 */

import { BadComponent, type Properties, utcInstant } from '../text/properties.ts'
import { instantIn } from '../zones/zone.ts'
import type { Zones } from '../zones/zones.ts'
import type { Heading } from './events.ts'

export interface Version {
  readonly subject: string
  readonly heading: Heading
  readonly properties: Properties
  readonly zones: Zones
}

/** What one UID stands for. */
export interface Family {
  /** Null: only changed occurrences are in the file. */
  readonly series: Version | null
  readonly overrides: readonly Version[]
}

/** `onDoubt`: two versions that claim the same and say something else; the first is kept. */
export function familiesOf(versions: readonly Version[], onDoubt: (version: Version) => void): Family[] {
  const byUid = new Map<string, Map<string, Version>>()
  for (const version of versions) {
    const { uid, recurrenceId } = version.heading
    const key =
      recurrenceId === null
        ? ''
        : `${recurrenceId.kind} ${instantIn(recurrenceId.zone, recurrenceId.localMs).ms}`
    const family = byUid.get(uid) ?? new Map<string, Version>()
    byUid.set(uid, family)
    const known = family.get(key)
    const order = known === undefined ? 1 : newer(version, known)
    if (order > 0) family.set(key, version)
    else if (order === 0 && known !== undefined && contentOf(known) !== contentOf(version)) onDoubt(version)
  }
  return [...byUid.values()].map((family) => ({
    series: family.get('') ?? null,
    overrides: [...family].flatMap(([key, version]) => (key === '' ? [] : [version])),
  }))
}

/** The revision that counts is the highest SEQUENCE, then the one that was written last. */
function newer(a: Version, b: Version): number {
  return a.heading.sequence - b.heading.sequence || stampOf(a) - stampOf(b)
}

function stampOf({ properties }: Version): number {
  try {
    return utcInstant(properties.text('DTSTAMP') ?? '') ?? 0
  } catch (error) {
    if (error instanceof BadComponent) return 0
    throw error
  }
}

const contentOf = ({ properties }: Version): string =>
  properties.component.lines.map(({ text }) => text).join('\n')
