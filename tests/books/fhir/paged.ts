/** A FHIR server in memory that shows its rows by pages with an offset, as most do, while others write. */
import { BookSilent } from '../../../src/books/book.ts'
import { Refused } from '../../../src/books/fhir/http/refused.ts'
import { identifiersOf, objectAt, objectsAt, textAt } from '../../../src/books/fhir/mapping/resource.ts'
import type { FhirRest, Json, Query, SearchPage, Version, WriteReply } from '../../../src/books/fhir/rest.ts'

export class PagedServer implements FhirRest {
  rows: Json[]
  /** Every search as it was asked for. */
  readonly searches: string[] = []
  /** Pages shown so far. */
  pages = 0
  dateMs: number | null = null
  /** Called before a page is looked up. */
  before: (page: number) => void = () => {}
  /** HTTP status for a search or read that is not answered; 0: no answer at all. */
  refuses: (type: string, query: string) => number | null = () => null
  troubles: (type: string, query: string) => readonly string[] = () => []
  private readonly size: number

  constructor(rows: readonly Json[], size = 3) {
    this.rows = [...rows]
    this.size = size
  }

  /** The desk changes a row, or types in a new one. */
  put(resource: Json, lastUpdated: string | null = '2026-11-20T00:00:30Z'): void {
    const row = { ...resource, meta: lastUpdated === null ? {} : { lastUpdated } }
    const rest = this.rows.filter((one) => one['id'] !== resource['id'])
    this.rows = [...rest, row]
  }

  async read(type: string, id: string): Promise<Version | null> {
    this.letIn(type, id)
    const resource = this.rows.find((one) => one['resourceType'] === type && one['id'] === id)
    return resource === undefined ? null : { resource, etag: null }
  }

  async *search(type: string, query: Query): AsyncIterable<SearchPage> {
    const text = query.map(([name, value]) => `${name}=${value}`).join('&')
    this.searches.push(`${type}?${text}`)
    this.letIn(type, text)
    for (let offset = 0; ; offset += this.size) {
      this.before(this.pages++)
      const found = this.rows
        .filter(
          (row) => row['resourceType'] === type && query.every(([name, value]) => fits(row, name, value)),
        )
        .sort((a, b) => String(a['start']).localeCompare(String(b['start'])))
      const resources = found.slice(offset, offset + this.size)
      yield { resources, troubles: this.troubles(type, text), dateMs: this.dateMs }
      if (offset + this.size >= found.length) return
    }
  }

  create(): Promise<WriteReply> {
    throw new Error('this book is only read')
  }

  update(): Promise<WriteReply> {
    throw new Error('this book is only read')
  }

  private letIn(type: string, query: string): void {
    const status = this.refuses(type, query)
    if (status === 0)
      throw new BookSilent('no usable answer from the FHIR server at paged.example (too slow)')
    if (status !== null) throw new Refused(`no usable answer (HTTP ${status})`, status)
  }
}

function fits(row: Json, name: string, value: string): boolean {
  const values = value.split(',')
  const names = objectsAt(row, 'name')
  switch (name) {
    case '_count':
    case '_sort':
      return true
    case 'date':
    case 'start':
      return isIn(textAt(row, 'start'), value)
    case '_lastUpdated':
      return isIn(textAt(objectAt(row, 'meta'), 'lastUpdated'), value)
    case '_id':
      return values.includes(String(row['id']))
    case 'birthdate':
      return values.includes(String(row['birthDate']))
    case 'family':
      return names.some((one) => values.includes(String(one['family'])))
    case 'status':
      return values.includes(String(row['status']))
    case 'identifier': {
      const wanted = values.map((one) => one.split('|'))
      return wanted.some(([system = '', id = '']) => identifiersOf(row, system).includes(id))
    }
    case 'patient':
      return objectsAt(row, 'participant').some((one) => objectAt(one, 'actor')?.['reference'] === value)
    default:
      throw new Error(`the paged server knows no ${name}`)
  }
}

function isIn(text: string | null, range: string): boolean {
  const ms = Date.parse(text ?? '')
  const limit = Date.parse(range.slice(2))
  return range.startsWith('ge') ? ms >= limit : ms < limit
}
