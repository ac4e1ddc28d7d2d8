/** The id of a run as people type it: whole, or as much of its beginning as fits one run only. */
import type { Queries } from '../db/database.ts'
import { listRuns } from '../db/runs.ts'
import { UsageError } from './config.ts'
import { didYouMean } from './suggest.ts'

/** As much as other tools show of an id. Less is a slip rather than a name. */
const SHORTEST = 8
const WHOLE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A whole id is taken as it is, so that asking for one run never reads the list of all; `noSuchRun` then says that it is not there. */
export async function runIdOf(db: Queries, typed: string): Promise<string> {
  if (WHOLE.test(typed)) return typed
  const ids = await runIds(db)
  if (ids.includes(typed)) return typed
  const fits = typed.length < SHORTEST ? [] : ids.filter((id) => id.startsWith(typed.toLowerCase()))
  const [only] = fits
  if (only !== undefined && fits.length === 1) return only
  if (fits.length > 1) {
    const some = fits.slice(0, 3).join(', ')
    const rest = fits.length > 3 ? ` and ${fits.length - 3} more` : ''
    throw new UsageError(`${fits.length} runs begin with ${typed}: ${some}${rest}; give more of the id`)
  }
  throw noRun(typed, ids)
}

export const noSuchRun = async (db: Queries, runId: string): Promise<UsageError> =>
  noRun(runId, await runIds(db))

const runIds = async (db: Queries): Promise<string[]> => (await listRuns(db)).map(({ runId }) => runId)

const noRun = (typed: string, ids: readonly string[]): UsageError =>
  new UsageError(
    ids.length === 0
      ? `there is no run ${typed}, and no other yet: rejoin run --all makes one`
      : `there is no run ${typed}${didYouMean(typed, ids)}; rejoin runs lists them`,
  )
