/**
 * A stand-in for a PMS, as a process of its own: the protocol of docs/books.md over a seed, and a ledger of every write
 * that was carried out, one line of JSON each, on disk before the answer. State is the seed and the ledger, so it may be
 * killed at any moment. It checks nothing that a caller should have checked: who writes over another is seen doing it.
 *
 *   node sim.mjs --seed FILE --ledger FILE [--port N] [--dedupe] [--delay MS]
 *
 * Says `listening PORT` on stdout; GET /asked tells how many questions and writes came. POST /faults {kind, times = 1, ms, why} asks for trouble:
 *   slow: answers after ms, reads and writes alike      refuse: refuses the write, with why
 *   drop-before: closes without doing it                 apply-then-drop: does it and closes without an answer
 *   late: does it ms after closing without an answer     stale: `after` more reads, `times` speak of the book as it is now
 *   die: ends in the middle of the write, `when` before or after it is in the ledger
 *   partial: says that the book was not read completely  garbage: answers in no language
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { createServer } from 'node:http'
import { parseArgs } from 'node:util'

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string' },
    ledger: { type: 'string' },
    port: { type: 'string', default: '0' },
    dedupe: { type: 'boolean', default: false },
    delay: { type: 'string', default: '0' },
    // Looks before it writes, as a good bridge does; without it, what a guard lets through shows.
    guard: { type: 'boolean', default: false },
  },
})

const book = JSON.parse(readFileSync(options.seed, 'utf8'))
const done = new Map()
for (const line of existsSync(options.ledger) ? readFileSync(options.ledger, 'utf8').split('\n') : []) {
  // The last line may have been cut by a kill; it was never answered.
  if (line.endsWith('}')) remember(JSON.parse(line))
}
cutTornLine()
const ledger = openSync(options.ledger, 'a')
const faults = []
let stale = null
let asked = 0

const server = createServer((request, response) => {
  handle(request, response).catch((error) => {
    process.stderr.write(`sim: ${error.stack}\n`)
    response.destroy()
  })
})
server.listen(Number(options.port), '127.0.0.1', () => {
  process.stdout.write(`listening ${server.address().port}\n`)
})

async function handle(request, response) {
  const url = new URL(request.url, 'http://sim')
  const body = await bodyOf(request)
  if (url.pathname === '/faults') {
    if (body.kind === 'stale')
      stale = {
        times: body.times ?? 1,
        after: body.after ?? 0,
        takenAt: new Date().toISOString(),
        book: structuredClone(book),
      }
    else faults.push({ times: 1, ...body })
    return send(response, 200, {})
  }
  if (url.pathname === '/desk') {
    const known = book.entries.find((one) => one.pmsAppointmentId === body.pmsAppointmentId)
    if (known === undefined) book.entries.push(body)
    else Object.assign(known, body)
    return send(response, 200, {})
  }
  if (url.pathname === '/asked') return send(response, 200, { asked })
  asked++
  await sleep(Number(options.delay))
  const slow = take('slow')
  if (slow) await sleep(slow.ms)
  if (take('garbage')) return response.writeHead(200).end('<html>Welcome to the hotel network</html>')
  if (url.pathname === '/writes') return write(request.headers['idempotency-key'], body, response)
  return read(url, body, response)
}

function read(url, body, response) {
  let from = book
  let takenAt = new Date().toISOString()
  if (stale !== null && stale.after-- <= 0 && stale.times-- > 0) ({ book: from, takenAt } = stale)
  const q = url.searchParams
  const base = { takenAt, databaseIdentity: from.databaseIdentity ?? null }
  const touches = (row) =>
    Date.parse(row.startAt) < Date.parse(q.get('to')) && Date.parse(q.get('from')) < Date.parse(row.endAt)
  switch (url.pathname) {
    case '/identity':
      return send(response, 200, base)
    case '/book':
      return send(response, 200, { complete: !take('partial'), fromOn: null, toOn: null, ...from, ...base })
    case '/entries':
      return send(response, 200, {
        ...base,
        entries: from.entries.filter((entry) =>
          q.has('id')
            ? entry.pmsAppointmentId === q.get('id')
            : q.has('ref')
              ? entry.externalRef === q.get('ref')
              : entry.pmsPatientId === q.get('patient') && touches(entry),
        ),
      })
    case '/diary': {
      const there = (row) => row.pmsPractitionerId === q.get('practitioner') && touches(row)
      return send(response, 200, {
        ...base,
        entries: from.entries.filter(there),
        sessions: from.sessions.filter(there),
        blocks: from.blocks.filter(there),
        sessionsKnown: from.sessions.length > 0,
      })
    }
    case '/patients':
      return send(response, 200, {
        ...base,
        patients: from.patients.filter((one) => one.pmsPatientId === q.get('id')),
      })
    case '/patients/search':
      return send(response, 200, {
        ...base,
        patients: from.patients.filter((one) => body.birthOn === null || one.birthOn === body.birthOn),
      })
    case '/recalls':
      return send(response, 200, {
        ...base,
        recalls: from.recalls.filter((one) => one.pmsRecallId === q.get('id')),
      })
    default:
      return send(response, 404, {})
  }
}

async function write(key, asked, response) {
  if (take('drop-before')) return response.destroy()
  const refuse = take('refuse')
  if (refuse) return send(response, 409, { outcome: 'refused', why: refuse.why ?? 'not-allowed' })
  const late = take('late')
  if (late) {
    response.destroy()
    await sleep(late.ms)
  }
  if (options.dedupe && done.has(key)) return send(response, 200, { outcome: 'done', ...done.get(key) })
  if (Date.now() > Date.parse(asked.notAfter))
    return late ? undefined : send(response, 409, { outcome: 'refused', why: 'too-late' })
  const known =
    'pmsAppointmentId' in asked
      ? book.entries.find((one) => one.pmsAppointmentId === asked.pmsAppointmentId)
      : true
  if (known === undefined) return send(response, 409, { outcome: 'refused', why: 'no-such-entry' })
  const objection = options.guard ? objectionTo(asked, known) : null
  if (objection !== null) return send(response, 409, { outcome: 'refused', why: objection })
  const die = take('die')
  if (die && die.when !== 'after') process.kill(process.pid, 'SIGKILL')
  const line = { at: new Date().toISOString(), key, write: asked, made: made(asked) }
  writeSync(ledger, `${JSON.stringify(line)}\n`)
  fsyncSync(ledger)
  remember(line)
  if (die) process.kill(process.pid, 'SIGKILL')
  if (late) return
  if (take('apply-then-drop')) return response.destroy()
  send(response, 200, { outcome: 'done', ...line.made })
}

function objectionTo(asked, entry) {
  if (asked.kind === 'create-patient') {
    const same = (one) => ['familyName', 'givenName', 'birthOn'].every((name) => one[name] === asked[name])
    return book.patients.some(same) ? 'patient-exists' : null
  }
  if (asked.kind === 'move' && entry.status !== 'booked') return 'entry-changed'
  if (!('startAt' in asked)) return null
  const inTheWay = (row) =>
    row.pmsPractitionerId === asked.pmsPractitionerId &&
    Date.parse(row.startAt) < Date.parse(asked.endAt) &&
    Date.parse(asked.startAt) < Date.parse(row.endAt)
  const holds = (row) =>
    row !== entry &&
    row.status !== 'cancelled' &&
    row.status !== 'did_not_attend' &&
    !(row.status === 'placeholder' && row.externalRef === asked.externalRef)
  const taken = book.entries.some((row) => holds(row) && inTheWay(row)) || book.blocks.some(inTheWay)
  return taken ? 'time-taken' : null
}

/** The ids that a write makes. */
function made({ kind, pmsAppointmentId }) {
  if (kind === 'create' || kind === 'hold') return { pmsAppointmentId: `SIM-${done.size + 1}` }
  if (kind === 'create-patient') return { pmsPatientId: `SIM-P${done.size + 1}` }
  return { pmsAppointmentId }
}

function remember({ at, key, write: asked, made: ids }) {
  // Keyed by line where a key comes twice: a doubled write counts as two.
  done.set(done.has(key) ? `${key} again ${done.size}` : key, ids)
  const { kind, notAfter: _, ...fields } = asked
  const entry = book.entries.find((one) => one.pmsAppointmentId === ids.pmsAppointmentId)
  if (kind === 'create' || kind === 'hold') {
    const status = kind === 'hold' ? 'placeholder' : 'booked'
    book.entries.push({ ...fields, ...ids, status, createdAt: at, changedAt: at })
  } else if (kind === 'create-patient') {
    book.patients.push({ ...fields, ...ids, status: 'active' })
  } else if (kind === 'move') {
    Object.assign(entry, fields, { changedAt: at })
  } else if (kind === 'cancel') {
    Object.assign(entry, { status: 'cancelled', changedAt: at })
  } else {
    book.entries.splice(book.entries.indexOf(entry), 1)
  }
}

function cutTornLine() {
  if (!existsSync(options.ledger)) return
  const text = readFileSync(options.ledger, 'utf8')
  if (text === '' || text.endsWith('\n')) return
  const whole = openSync(options.ledger, 'w')
  writeSync(whole, text.slice(0, text.lastIndexOf('\n') + 1))
  fsyncSync(whole)
  closeSync(whole)
}

function take(kind) {
  const at = faults.findIndex((fault) => fault.kind === kind)
  if (at < 0) return null
  const fault = faults[at]
  if (--fault.times <= 0) faults.splice(at, 1)
  return fault
}

async function bodyOf(request) {
  let text = ''
  for await (const chunk of request) text += chunk
  return text === '' ? {} : JSON.parse(text)
}

function send(response, status, json) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
}

const sleep = (ms) => new Promise((wake) => setTimeout(wake, ms))
