/**
 * SHELL. The files that a practice asked to have attached: bytes of the guarded CSV files, as they are or in a zip
 * encrypted by AES-256. File names, which a zip shows to anybody, tell of the run and nothing else.
 */
import { Writable } from 'node:stream'
import type { Reconciliation, Snapshot } from '../reconcile/model.ts'
import { columnsOf, mailedColumnsOf, REPORT_FILES, type ReportColumn } from '../report/columns.ts'
import { type Cells, writeCsv } from '../report/csv.ts'
import type { Words } from '../report/language.ts'
import { type ReportRow, reportRows } from '../report/rows.ts'
import type { Attach, Attachment, PracticeMail } from './mail.ts'
import { shortRun } from './shown.ts'

export interface Attached {
  readonly attach: Attach
  readonly files: readonly Attachment[]
  /** There are files, and they were left out. */
  readonly tooLarge: boolean
}

export const NOTHING_ATTACHED: Attached = { attach: 'nothing', files: [], tooLarge: false }

/** Together. Many mailboxes refuse what is over 10 MB, and encoding makes it larger by a third. */
export const MOST_ATTACHED_BYTES = 8_000_000

/** A practice wants an encrypted zip and has no password for it; then its mail is not written, and nothing leaves. */
export class NoZipPassword extends Error {
  constructor(practiceId: string) {
    super(
      `practice ${practiceId} wants its files in an encrypted zip and has no password for it: set mail.practices.${practiceId}.zipPassword in rejoin.json, or its "attach" to "minimal" or "nothing"`,
    )
    this.name = 'NoZipPassword'
  }
}

export async function attachmentsOf(
  snapshot: Snapshot,
  reconciliation: Reconciliation,
  runId: string,
  practiceId: string,
  { attach, zipPassword }: Pick<PracticeMail, 'attach' | 'zipPassword'>,
  words?: Words,
): Promise<Attached> {
  if (attach === 'nothing') return NOTHING_ATTACHED
  const isFull = attach === 'full-zip'
  if (isFull && !zipPassword) throw new NoZipPassword(practiceId)
  const rows = reportRows(snapshot, reconciliation, runId, practiceId, { full: isFull, words })
  const stem = `rejoin-${shortRun(runId).replace(/[^A-Za-z0-9-]/g, '_')}`
  const tables: Attachment[] = []
  for (const file of REPORT_FILES) {
    if (rows[file].length === 0) continue
    const columns = isFull ? columnsOf(file, { full: true }) : mailedColumnsOf(file)
    tables.push({
      fileName: `${stem}-${file}.csv`,
      mediaType: 'text/csv; charset=utf-8',
      content: await csvBytes(columns, rows[file]),
    })
  }
  const files =
    isFull && tables.length > 0
      ? [await encrypted(`${stem}.zip`, tables, zipPassword ?? '', reconciliation.asOfMs)]
      : tables
  const bytes = files.reduce((sum, { content }) => sum + content.length, 0)
  return bytes > MOST_ATTACHED_BYTES
    ? { attach, files: [], tooLarge: true }
    : { attach, files, tooLarge: false }
}

async function csvBytes(columns: readonly ReportColumn[], rows: readonly ReportRow[]): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  const into = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
  await writeCsv(into, columns, cellsOf(rows))
  return Buffer.concat(chunks)
}

function* cellsOf(rows: readonly ReportRow[]): Generator<Cells<ReportColumn>> {
  for (const row of rows) yield row.cells()
}

/** Loaded only where it is needed: most practices have no zip. */
async function encrypted(
  fileName: string,
  tables: readonly Attachment[],
  password: string,
  madeMs: number,
): Promise<Attachment> {
  const { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } = await import('@zip.js/zip.js')
  const zip = new ZipWriter(new Uint8ArrayWriter(), {
    password,
    encryptionStrength: 3,
    useWebWorkers: false,
    lastModDate: new Date(madeMs),
  })
  for (const { fileName: name, content } of tables) await zip.add(name, new Uint8ArrayReader(content))
  return { fileName, mediaType: 'application/zip', content: await zip.close() }
}
