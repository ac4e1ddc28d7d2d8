/**
 * PURE. The ids of entries: the UID, behind it the occurrence of a series (`…@20261119T220000Z`), and behind that the
 * practitioner where it is in somebody else's calendar already: a meeting of two is in both under one UID.
 */
import { type EpochMs, type Span, sameSpan } from '../../../reconcile/span.ts'

export interface Place extends Span {
  readonly pmsPractitionerId: string
  readonly pmsLocationId: string | null
}

export class Names {
  private readonly first = new Map<string, Place>()

  /** Null: a mere copy, in another calendar of the same practitioner. `originMs` null: no occurrence of a series. */
  of(uid: string, originMs: EpochMs | null, place: Place): string | null {
    const id = originMs === null ? uid : `${uid}@${basicUtc(originMs)}`
    const first = this.first.get(id)
    if (first === undefined) this.first.set(id, place)
    else if (first.pmsPractitionerId !== place.pmsPractitionerId) return `${id}#${place.pmsPractitionerId}`
    else if (sameSpan(first, place) && first.pmsLocationId !== place.pmsLocationId) return null
    return id
  }
}

/** `20261120T103000Z`. */
const basicUtc = (ms: EpochMs): string => `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
