/** FHIR books against the stand-in server: one whose server publishes its working time as slots, and one that does not. */
import { FhirBook } from '../../../src/books/fhir/client.ts'
import { RestClient } from '../../../src/books/fhir/http/rest-client.ts'
import type { FhirOptions } from '../../../src/books/fhir/options.ts'
import { FhirWriter } from '../../../src/books/fhir/writing.ts'
import type { Book } from '../../../src/reconcile/model.ts'
import { FhirServer } from '../../fhir-server/start.ts'
import { appointment, fhirResources, knownToFhir, SYSTEM } from './fhir-world.ts'
import { bookContract } from './suite.ts'
import { CLOCK, span, WORLD } from './world.ts'

const OPTIONS: FhirOptions = {
  identifierSystem: SYSTEM,
  practitionerActors: ['Practitioner'],
  typeFrom: 'appointmentType',
  statuses: new Map(),
  recalls: { resource: 'ServiceRequest', search: [['intent', 'plan']] },
  trustOffsets: false,
}

type World = Omit<Book, 'read'>

function contract(name: string, known: (world: World) => World, rows: (world: World) => World): void {
  let server: FhirServer | null = null
  const running = (): FhirServer => {
    if (server === null) throw new Error('nothing was put into the book')
    return server
  }
  const open = async () => {
    const base = running().url
    const now = Date.now
    const access = { kind: 'open' } as const
    const pause = async (): Promise<void> => undefined
    const rest = new RestClient({ url: base, access, timeoutMs: 2_000, now, pause })
    const around = { rest, options: OPTIONS, base, now }
    const book = new FhirBook({ ...around, clock: CLOCK })
    return new FhirWriter({ ...around, book, requestTimeoutMs: 2_000, pause })
  }
  bookContract(name, {
    known,
    async put(world) {
      await server?.stop()
      server = await FhirServer.start(fhirResources(rows(world)), ['--page', '5'])
    },
    open,
    async spoilOneRow() {
      const [first] = WORLD.entries
      if (first === undefined) throw new Error('an empty world')
      const { startMs, endMs } = span('mon 15:00', 'mon 15:30')
      await running().desk({ ...appointment({ ...first, startMs: endMs, endMs: startMs }), id: '300' })
    },
    breakHalfWay: () => running().fault({ kind: 'status', status: 500, after: 2, times: 1_000 }),
    writing: {
      open,
      async desk(entry) {
        await running().desk(appointment(entry))
      },
      async deskCancels(id) {
        const [row] = (await running().rows('Appointment')).filter((one) => one.id === id)
        if (row === undefined) throw new Error(`no appointment ${id}`)
        await running().desk({ ...row, status: 'cancelled' })
      },
      loseNextAnswer: () => running().fault({ kind: 'drop-after', method: 'POST', type: 'Appointment' }),
      seesBlocks: known(WORLD).blocks.length > 0,
    },
    close: async () => server?.stop(),
  })
}

const withoutTimes = (world: World): World => ({ ...world, sessions: [], blocks: [] })

contract('FHIR with slots', knownToFhir, (world) => world)
contract('FHIR without slots', (world) => withoutTimes(knownToFhir(world)), withoutTimes)
