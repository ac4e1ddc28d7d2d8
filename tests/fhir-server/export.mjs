/** Bulk export: asked for with `$export`, ready after some polls, then one NDJSON file for each type, as of the asking. */
import { randomUUID } from 'node:crypto'
import { TYPES } from './store.mjs'

export class Exports {
  jobs = new Map()

  constructor(polls) {
    this.polls = polls
  }

  /** The id of a new export. */
  begin(store, query, url) {
    const types = query.get('_type')?.split(',') ?? TYPES
    const since = Date.parse(query.get('_since') ?? '1970-01-01')
    const id = randomUUID()
    const files = types
      .filter((type) => TYPES.includes(type))
      .map((type) => [type, store.all(type).filter((one) => Date.parse(one.meta.lastUpdated) >= since)])
      .filter(([, rows]) => rows.length > 0)
    this.jobs.set(id, { files: new Map(files), left: this.polls, at: new Date().toISOString(), url })
    return id
  }

  /** Undefined: there is none of that id. Null: not yet. */
  manifest(id, base) {
    const job = this.jobs.get(id)
    if (job === undefined) return undefined
    if (job.left-- > 0) return null
    return {
      transactionTime: job.at,
      request: job.url,
      requiresAccessToken: true,
      output: [...job.files].map(([type, rows]) => ({
        type,
        url: `${base}/export-file/${id}/${type}`,
        count: rows.length,
      })),
      error: [],
    }
  }

  file(id, type) {
    const rows = this.jobs.get(id)?.files.get(type)
    return rows?.map((row) => `${JSON.stringify(row)}\n`).join('')
  }

  end(id) {
    return this.jobs.delete(id)
  }
}
