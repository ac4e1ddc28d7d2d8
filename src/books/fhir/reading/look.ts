/**
 * SHELL. Looking at a book that others write in. One page is one look; over several pages a row can slip from a page that
 * was not turned yet to one that was, so such a search is done again until two looks agree.
 */
import type { EpochMs } from '../../../reconcile/span.ts'
import { areSame, Collected } from '../mapping/collected.ts'
import type { FhirRest, Json, Query } from '../rest.ts'

export interface Looking {
  readonly rest: FhirRest
  readonly now: () => EpochMs
  /** What cannot be true of an answer, or could not be seen. */
  readonly fault: (subject: string, what: string) => void
}

const MOST_LOOKS = 4

export class Look {
  private readonly looking: Looking
  private firstMs: EpochMs | null = null

  constructor(looking: Looking) {
    this.looking = looking
  }

  /** As of when: the clock of the server at its first answer, else ours. */
  get takenMs(): EpochMs {
    return this.firstMs ?? this.looking.now()
  }

  async all(type: string, query: Query): Promise<readonly Json[]> {
    const first = await this.once(type, query)
    if (first.pages <= 1) return first.resources
    return this.untilTwoAgree(type, first.resources, async () => (await this.once(type, query)).resources)
  }

  async untilTwoAgree(
    type: string,
    first: readonly Json[],
    again: () => Promise<readonly Json[]>,
  ): Promise<readonly Json[]> {
    let seen = first
    for (let looks = 1; looks < MOST_LOOKS; looks++) {
      const found = await again()
      if (areSame(seen, found)) return found
      seen = found
    }
    this.looking.fault(type, 'they kept changing while they were read')
    return seen
  }

  private async once(type: string, query: Query): Promise<{ resources: readonly Json[]; pages: number }> {
    const { rest, now, fault } = this.looking
    const askedMs = now()
    const collected = new Collected()
    let pages = 0
    for await (const { resources, troubles, dateMs } of rest.search(type, query)) {
      this.firstMs ??= dateMs ?? askedMs
      for (const trouble of troubles) fault(type, trouble)
      collected.add(resources)
      pages++
    }
    return { resources: collected.all(), pages }
  }
}
