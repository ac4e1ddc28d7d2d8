/**
 * A stand-in for a FHIR R4 server, as a process of its own: small, but conforming in what a book lives on (versions,
 * conditions, searches, pages), and as careless as real servers are: overlapping appointments are accepted, and so are
 * those that end before they start. It checks nothing that a caller should have checked.
 *
 *   node server.mjs --seed FILE --ledger FILE [--port N] [--page N] [--header "name: value"]
 *                   [--client ID:SECRET] [--token-seconds N] [--export] [--export-polls N] [--no-versions] [--no-conditions]
 *
 * Says `listening PORT` on stdout. The book is under /fhir; POST /oauth/token gives tokens.
 * For tests: POST /control/faults (faults.mjs), POST /control/desk {resources}, POST /control/forget (tokens, faults),
 * GET /control/asked, GET /control/rows?type=Appointment
 */
import { createServer } from 'node:http'
import { parseArgs } from 'node:util'
import { Access } from './access.mjs'
import { answering, outcome } from './answers.mjs'
import { Faults } from './faults.mjs'
import { Store } from './store.mjs'

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string' },
    ledger: { type: 'string' },
    port: { type: 'string', default: '0' },
    page: { type: 'string', default: '20' },
    header: { type: 'string' },
    client: { type: 'string' },
    'token-seconds': { type: 'string', default: '60' },
    export: { type: 'boolean', default: false },
    'export-polls': { type: 'string', default: '1' },
    'no-versions': { type: 'boolean', default: false },
    'no-conditions': { type: 'boolean', default: false },
  },
})

const store = new Store(options.seed, options.ledger)
const faults = new Faults()
const answerTo = answering(store, options)
const access = new Access({
  header: options.header ?? null,
  client: options.client ?? null,
  tokenSeconds: Number(options['token-seconds']),
})
let asked = 0

const server = createServer((message, response) => {
  handle(message, response).catch((error) => {
    process.stderr.write(`fhir server: ${error.stack}\n`)
    response.destroy()
  })
})
server.listen(Number(options.port), '127.0.0.1', () => {
  process.stdout.write(`listening ${server.address().port}\n`)
})

async function handle(message, response) {
  const url = new URL(message.url, `http://${message.headers.host}`)
  const body = await bodyOf(message)
  if (url.pathname.startsWith('/control/')) return control(url, body, response)
  if (url.pathname === '/oauth/token') {
    const [status, json] = access.token(message.headers, new URLSearchParams(body))
    return response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
  }
  const base = `${url.origin}/fhir`
  if (!url.pathname.startsWith('/fhir/')) return trouble(response, 404, 'not-found')
  asked++
  const [type, id] = url.pathname.slice('/fhir/'.length).split('/')
  const isSearch = message.method === 'GET' ? id === undefined : id === '_search'
  const request = {
    base,
    url,
    type,
    id,
    isSearch,
    // A search may be posted, so that names stay out of addresses.
    query:
      id === '_search'
        ? new URLSearchParams([...url.searchParams, ...new URLSearchParams(body)])
        : url.searchParams,
    method: isSearch ? 'GET' : message.method,
    headers: message.headers,
    body,
  }
  const wrong = faults.of(request)
  if (wrong.has('late')) await sleep(wrong.get('late').ms)
  if (wrong.has('drop-before')) return response.destroy()
  if (wrong.has('status')) return refuse(response, wrong.get('status'))
  if (!access.allows(message.headers)) return trouble(response, 401, 'login')
  const inserted = wrong.get('insert')
  if (inserted !== undefined && inserted.when !== 'after') desk(inserted.resources)
  const answer = answerTo(request, wrong)
  if (inserted !== undefined && inserted.when === 'after') desk(inserted.resources)
  if (wrong.has('touch')) store.update(type, answer.body.id, { ...answer.body, priority: 5 }, 'server')
  if (wrong.has('slow')) await sleep(wrong.get('slow').ms)
  if (wrong.has('drop-after')) return response.destroy()
  if (wrong.has('garbage')) return response.writeHead(200).end('<html>Welcome to the hotel network</html>')
  if (wrong.has('date')) response.setHeader('date', wrong.get('date').value)
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value)
  if (typeof answer.body === 'string') return response.writeHead(answer.status).end(answer.body)
  response.writeHead(answer.status, { 'content-type': 'application/fhir+json; charset=utf-8' })
  response.end(answer.body === undefined ? '' : JSON.stringify(answer.body))
}

function control({ pathname, searchParams }, body, response) {
  const said = body === '' ? {} : JSON.parse(body)
  let answer = {}
  if (pathname === '/control/faults') faults.add(said)
  else if (pathname === '/control/desk') answer = desk(said.resources)
  else if (pathname === '/control/forget') {
    access.forget()
    faults.clear()
  } else if (pathname === '/control/asked') answer = { asked }
  else if (pathname === '/control/rows') answer = store.all(searchParams.get('type'))
  else return trouble(response, 404, 'not-found')
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
}

/** The practice's own staff at their own program, of the same book. */
const desk = (resources) =>
  resources.map((one) =>
    one.id === undefined
      ? store.create(one.resourceType, one, 'desk')
      : store.update(one.resourceType, one.id, one, 'desk'),
  )

function trouble(response, status, code) {
  response.writeHead(status, { 'content-type': 'application/fhir+json' })
  response.end(JSON.stringify(outcome(status, code).body))
}

function refuse(response, { status, retryAfter }) {
  if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter))
  trouble(response, status, status === 429 ? 'throttled' : 'exception')
}

async function bodyOf(message) {
  let text = ''
  message.setEncoding('utf8')
  for await (const chunk of message) text += chunk
  return text
}

const sleep = (ms) => new Promise((wake) => setTimeout(wake, ms))
