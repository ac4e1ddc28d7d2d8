/** A FHIR R4 server: over its REST interface, by its bulk export, or as a folder of files that it exported. */
import type { AccessSettings } from '../../src/books/fhir/http/access.ts'
import type { HttpSettings } from '../../src/books/fhir/http/http.ts'
import { RECALL_RESOURCES, SEARCHABLE_IN_FILES } from '../../src/books/fhir/mapping/recall-search.ts'
import type { FhirOptions } from '../../src/books/fhir/options.ts'
import type { WallClock } from '../../src/books/wall-time.ts'
import { ENTRY_STATUSES } from '../../src/reconcile/model.ts'
import type { EpochMs } from '../../src/reconcile/span.ts'
import { accessIn } from './fhir-access.ts'
import type { BookSettings, OpenBook, ReadSettings } from './kind.ts'
import type { Settings } from './settings.ts'

const WAYS = ['rest', 'export', 'folder'] as const

export const fhirBook: ReadSettings = (settings: Settings): BookSettings => {
  const from = settings.oneOf('from', WAYS, 'rest')
  const url = from === 'folder' && !settings.has('url') ? null : settings.url('url')
  const folder = from === 'folder' ? settings.path('folder') : null
  const manifestUrl = settings.has('manifestUrl') ? settings.url('manifestUrl') : null
  const manifestFile = settings.optionalPath('manifestFile')
  if (from !== 'export' || (manifestUrl !== null && manifestFile !== null)) {
    const given = ['manifestUrl', 'manifestFile'].find((name) => settings.has(name))
    if (given !== undefined) settings.fault(given, 'is for "from": "export", and only one of the two')
  }
  const revealAccess = accessIn(settings)
  const options = optionsIn(settings, from === 'rest')
  const timeoutMs = settings.seconds('timeoutSeconds', 30)
  const canWrite = settings.flag('write', false)
  if (canWrite && from !== 'rest') settings.fault('write', 'can only be true with "from": "rest"')
  return {
    canWrite,
    ...(url !== null && URL.canParse(url) && { server: new URL(url).host }),
    async open({ env, now, clock }) {
      const around = { clock, now, options, base: url }
      if (folder !== null) {
        const { FhirFolder } = await import('../../src/books/fhir/files/folder.ts')
        return readOnly(new FhirFolder({ folder, ...around }))
      }
      const http = { url: url ?? '', access: revealAccess(env), timeoutMs, now, pause }
      if (from === 'export') return bulk(http, { manifestUrl, manifestFile }, around)
      const { RestClient } = await import('../../src/books/fhir/http/rest-client.ts')
      const { FhirBook } = await import('../../src/books/fhir/client.ts')
      const rest = new RestClient(http)
      const book = new FhirBook({ rest, ...around })
      if (!canWrite) return readOnly(book)
      const { FhirWriter } = await import('../../src/books/fhir/writing.ts')
      const writable = new FhirWriter({ rest, book, ...around, requestTimeoutMs: timeoutMs })
      return { source: book, writable, close: async () => undefined }
    },
  }
}

interface Around {
  readonly clock: WallClock
  readonly now: () => EpochMs
  readonly options: FhirOptions
  readonly base: string | null
}

async function bulk(
  settings: HttpSettings & { readonly access: AccessSettings },
  {
    manifestUrl,
    manifestFile,
  }: { readonly manifestUrl: string | null; readonly manifestFile: string | null },
  around: Around,
): Promise<OpenBook> {
  const { Http } = await import('../../src/books/fhir/http/http.ts')
  const { FhirBulk } = await import('../../src/books/fhir/files/bulk.ts')
  const { AskedExport, ManifestFile, PublishedManifest } = await import(
    '../../src/books/fhir/files/manifest-source.ts'
  )
  const http = new Http(settings)
  const source =
    manifestFile !== null
      ? new ManifestFile(manifestFile)
      : manifestUrl !== null
        ? new PublishedManifest(http, new URL(manifestUrl))
        : new AskedExport(http, around.options)
  return readOnly(new FhirBulk({ http, source, ...around }))
}

const readOnly = (source: OpenBook['source']): OpenBook => ({
  source,
  writable: null,
  close: async () => undefined,
})

const pause = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms))

function optionsIn(settings: Settings, hasServer: boolean): FhirOptions {
  const practitionerActors = settings.texts('practitionerActors', ['Practitioner', 'PractitionerRole'])
  if (practitionerActors.length === 0)
    settings.fault('practitionerActors', 'must name at least one kind of actor')
  return {
    identifierSystem: settings.optionalText('identifierSystem') ?? 'urn:rejoin:booking',
    practitionerActors,
    typeFrom: settings.oneOf('typeFrom', ['appointmentType', 'serviceType'], 'appointmentType'),
    statuses: settings.table('statuses', ENTRY_STATUSES),
    recalls: settings.has('recalls') ? recallsIn(settings.inner('recalls'), hasServer) : null,
    trustOffsets: settings.flag('trustOffsets', false),
  }
}

function recallsIn(settings: Settings, hasServer: boolean): FhirOptions['recalls'] {
  const resource = settings.oneOf('resource', RECALL_RESOURCES)
  const search = [...new URLSearchParams(settings.optionalText('search') ?? '')]
  if (!hasServer && search.some(([name]) => !SEARCHABLE_IN_FILES.includes(name))) {
    settings.fault('search', `can look only for ${SEARCHABLE_IN_FILES.join(', ')} in files`)
  }
  settings.end()
  return { resource, search }
}
