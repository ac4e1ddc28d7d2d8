/** What the server answers to a request: reading, searching, writing under conditions, exporting. Carries out what is to be carried out. */
import { Exports } from './export.mjs'
import { BadSearch, matching, PARAMETERS, pageOf } from './search.mjs'
import { TYPES } from './store.mjs'

/** `options`: as on the command line of server.mjs. */
export function answering(store, options) {
  const exports = new Exports(Number(options['export-polls']))
  return answerTo

  function answerTo(request, wrong) {
    const { type, id, method, body } = request
    if (method === 'GET' && type === 'metadata') return { status: 200, body: metadata() }
    if (options.export && ['$export', 'export', 'export-file'].includes(type)) return exportAnswer(request)
    if (!TYPES.includes(type)) return outcome(404, 'not-supported')
    if (request.isSearch) return search(request, wrong)
    if (method === 'GET') {
      const found = store.get(type, id)
      return found ? versioned(200, found) : outcome(found === null ? 410 : 404, 'not-found')
    }
    if (method === 'DELETE') {
      if (store.get(type, id)) store.delete(type, id, 'client')
      return { status: 204 }
    }
    const resource = parsed(body)
    if (resource?.resourceType !== type) return outcome(400, 'invalid')
    if (type === 'Appointment' && ['start', 'end'].some((name) => !isInstant(resource[name])))
      return outcome(400, 'invalid')
    if (method === 'POST' && id === undefined) return create(request, resource, wrong.has('pretend'))
    if (method === 'PUT' && id !== undefined) return update(request, resource, wrong.has('pretend'))
    return outcome(405, 'not-supported')
  }

  function create({ type, headers }, resource, pretend) {
    const condition = options['no-conditions'] ? undefined : headers['if-none-exist']
    if (condition !== undefined) {
      const there = searched(() => matching(store, type, new URLSearchParams(condition)))
      if (!Array.isArray(there)) return there
      if (there.length > 1) return outcome(412, 'multiple-matches')
      if (there.length === 1) return versioned(200, there[0])
    }
    if (pretend) {
      const meta = { versionId: 'never', lastUpdated: new Date().toISOString() }
      return versioned(201, { ...resource, id: 'never-written', meta })
    }
    return versioned(201, store.create(type, resource, 'client'))
  }

  function update({ type, id, headers }, resource, pretend) {
    const there = store.get(type, id)
    if (!there) return outcome(there === null ? 410 : 404, 'not-found')
    if (resource.id !== id) return outcome(400, 'invalid')
    const wanted = headers['if-match']
    if (wanted !== undefined && wanted !== etagOf(there)) return outcome(412, 'conflict')
    if (pretend) return versioned(200, { ...resource, meta: { ...there.meta, versionId: 'never' } })
    return versioned(200, store.update(type, id, resource, 'client'))
  }

  function search({ base, type, query }, wrong) {
    const found = searched(() => {
      const all = matching(store, type, query)
      return [{ all, ...pageOf(query, options.page) }]
    })
    if (!Array.isArray(found)) return found
    const [{ all, offset, count }] = found
    const from = wrong.has('repeat') && offset > 0 ? offset - 1 : offset
    const entry = all
      .slice(from, from + count)
      .map((resource) => ({ fullUrl: `${base}/${type}/${resource.id}`, resource, search: { mode: 'match' } }))
    if (wrong.has('outcome')) {
      entry.push({ resource: outcome(0, 'incomplete').body, search: { mode: 'outcome' } })
    }
    const link = [{ relation: 'self', url: `${base}/${type}?${query}` }]
    const next = new URLSearchParams(query)
    next.set('_offset', String(wrong.has('next-same') ? offset : from + count))
    if (wrong.has('next-elsewhere')) link.push({ relation: 'next', url: wrong.get('next-elsewhere').url })
    else if (from + count < all.length || wrong.has('next-same'))
      link.push({ relation: 'next', url: `${base}/${type}?${next}` })
    const total = wrong.has('total') ? wrong.get('total').value : all.length
    return { status: 200, body: { resourceType: 'Bundle', type: 'searchset', total, link, entry } }
  }

  function searched(find) {
    try {
      return find()
    } catch (error) {
      if (error instanceof BadSearch) return outcome(400, 'invalid')
      throw error
    }
  }

  function exportAnswer({ type, id, base, url, query, method }) {
    if (type === '$export') {
      const job = exports.begin(store, query, url.href)
      return { status: 202, headers: { 'content-location': `${base}/export/${job}` } }
    }
    if (type === 'export' && method === 'DELETE') return { status: exports.end(id) ? 202 : 404 }
    if (type === 'export') {
      const manifest = exports.manifest(id, base)
      if (manifest === undefined) return outcome(404, 'not-found')
      if (manifest === null) return { status: 202, headers: { 'retry-after': '1', 'x-progress': 'on it' } }
      return { status: 200, body: manifest }
    }
    const text = exports.file(id, url.pathname.split('/').at(-1))
    if (text === undefined) return outcome(404, 'not-found')
    return { status: 200, headers: { 'content-type': 'application/fhir+ndjson' }, body: text }
  }

  function metadata() {
    return {
      resourceType: 'CapabilityStatement',
      status: 'active',
      date: '2026-01-01',
      kind: 'instance',
      fhirVersion: '4.0.1',
      format: ['json'],
      implementation: { description: 'stand-in', url: 'urn:stand-in' },
      rest: [
        {
          mode: 'server',
          resource: TYPES.map((type) => ({
            type,
            versioning: options['no-versions'] ? 'no-version' : 'versioned-update',
            conditionalCreate: !options['no-conditions'],
            interaction: ['read', 'create', 'update', 'delete', 'search-type'].map((code) => ({ code })),
            searchParam: Object.keys(PARAMETERS[type]).map((name) => ({ name, type: 'string' })),
          })),
        },
      ],
    }
  }

  function versioned(status, resource) {
    if (options['no-versions']) {
      const { versionId: _, ...meta } = resource.meta
      return { status, body: { ...resource, meta } }
    }
    return {
      status,
      headers: { etag: etagOf(resource), 'last-modified': new Date(resource.meta.lastUpdated).toUTCString() },
      body: resource,
    }
  }
}

const etagOf = (resource) => `W/"${resource.meta.versionId}"`

export const outcome = (status, code) => ({
  status,
  body: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] },
})

/** An instant without an offset is refused, as by real servers; not there is allowed. */
const isInstant = (value) =>
  value === undefined ||
  (typeof value === 'string' &&
    /T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(value) &&
    !Number.isNaN(Date.parse(value)))

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
