/** What is attached: as little as each practice asked for, in files that open as they should and with the right password only. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TextWriter, Uint8ArrayReader, ZipReader } from '@zip.js/zip.js'
import fc from 'fast-check'
import { parseString } from 'fast-csv'
import { describe, expect, test } from 'vitest'
import { attachmentsOf, MOST_ATTACHED_BYTES, NoZipPassword } from '../../src/mail/attachments.ts'
import { ATTACH, type Attach } from '../../src/mail/mail.ts'
import { columnsOf, mailedColumnsOf, REPORT_FILES } from '../../src/report/columns.ts'
import { restoreCell } from '../../src/report/csv.ts'
import { reportRows } from '../../src/report/rows.ts'
import { booking, judged, MARKERS, naughtyStrings, quietWorld, sydney, world } from '../report/world.ts'

const RUN = '0193f1c2-7a4e-7c11-9d5b-2f60a1b3c4d5'
const PASSWORD = 'wombat paper lantern 42'
const PRIVATE = [
  MARKERS.family,
  MARKERS.given,
  MARKERS.mobile,
  MARKERS.birthOn,
  MARKERS.type,
  MARKERS.reason,
  MARKERS.email,
  'managermark',
]

const attached = (attach: Attach, found = world(), zipPassword: string | null = PASSWORD) =>
  attachmentsOf(found.snapshot, found.reconciliation, RUN, 'p-1', { attach, zipPassword })

const textOf = (content: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(content)

function rowsOf(text: string): Promise<Record<string, string>[]> {
  return new Promise((resolve, reject) => {
    const rows: Record<string, string>[] = []
    parseString(text, { headers: true, strictColumnHandling: true })
      .on('data', (row: Record<string, string>) => rows.push(row))
      .on('data-invalid', reject)
      .on('error', reject)
      .on('end', () => resolve(rows))
  })
}

async function unzipped(content: Uint8Array, password: string): Promise<Map<string, string>> {
  const reader = new ZipReader(new Uint8ArrayReader(content), { useWebWorkers: false })
  const texts = new Map<string, string>()
  for (const entry of await reader.getEntries()) {
    if (entry.directory) throw new Error('a folder')
    texts.set(entry.filename, await entry.getData(new TextWriter(), { password }))
  }
  await reader.close()
  return texts
}

test('nothing is attached unless the practice asked for it', async () => {
  expect((await attached('nothing')).files).toEqual([])
})

describe('minimal', () => {
  test('has a file for each list that has rows, with neutral names', async () => {
    const { files, tooLarge } = await attached('minimal')
    expect(files.map(({ fileName }) => fileName)).toEqual(
      REPORT_FILES.map((file) => `rejoin-0193f1c2-${file}.csv`),
    )
    expect(new Set(files.map(({ mediaType }) => mediaType))).toEqual(new Set(['text/csv; charset=utf-8']))
    expect(tooLarge).toBe(false)
    const { snapshot, reconciliation } = world()
    const none = { snapshot, reconciliation: { ...reconciliation, findings: [] } }
    expect((await attached('minimal', none)).files.map(({ fileName }) => fileName)).toEqual([
      'rejoin-0193f1c2-bookings.csv',
    ])
    expect((await attached('minimal', quietWorld())).files).toEqual([])
  })

  test('holds no name, birth date, mobile, type, reason or address of a patient', async () => {
    const { files } = await attached('minimal')
    for (const { fileName, content } of files)
      for (const mark of PRIVATE) expect(textOf(content), fileName).not.toContain(mark)
  })

  test('holds the cells of the report, and the same harmless writing', async () => {
    const { snapshot, reconciliation } = world()
    const { files } = await attached('minimal')
    const rows = reportRows(snapshot, reconciliation, RUN, 'p-1')
    for (const [index, file] of REPORT_FILES.entries()) {
      const text = textOf(files[index]?.content ?? new Uint8Array())
      expect(text.startsWith('\ufeff"priority"')).toBe(true)
      expect(text.endsWith('"\r\n')).toBe(true)
      const parsed = await rowsOf(text)
      expect(parsed).toHaveLength(rows[file].length)
      for (const [at, row] of rows[file].entries()) {
        const cells = row.cells()
        for (const column of mailedColumnsOf(file)) {
          const cell = cells[column] ?? ''
          const expected = typeof cell === 'string' ? cell : cell.own
          const found = parsed[at]?.[column] ?? 'missing'
          expect(typeof cell === 'string' ? restoreCell(found) : found).toBe(expected)
        }
      }
    }
  })

  test('runs no formula, whatever a practitioner is called', async () => {
    for (const practitioner of naughtyStrings) {
      const { files } = await attached('minimal', world({ ...MARKERS, practitioner }))
      for (const { content } of files)
        for (const row of await rowsOf(textOf(content)))
          for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[\s\p{Cf}]*[=+\-@＝＋－＠]/u)
    }
  })

  test('never has a forbidden column, and keeps the order of the report', () => {
    const forbidden = ['patient_name', 'birth_on', 'mobile', 'appointment_type', 'recall_state']
    fc.assert(
      fc.property(fc.constantFrom(...REPORT_FILES), (file) => {
        const columns = mailedColumnsOf(file)
        expect(columns.filter((column) => forbidden.includes(column))).toEqual([])
        expect(columns).toEqual(columnsOf(file).filter((column) => columns.includes(column)))
        for (const needed of ['priority', 'action_needed', 'act_by', 'patient_ref'])
          expect(columns).toContain(needed)
      }),
    )
    expect(mailedColumnsOf('recalls')).toContain('recall_ref')
    expect(mailedColumnsOf('reminders')).toContain('reminder_ref')
    expect(mailedColumnsOf('bookings')).toContain('suggested_slots')
  })
})

describe('full-zip', () => {
  test('opens with the right password only', async () => {
    const { files } = await attached('full-zip')
    expect(files.map(({ fileName, mediaType }) => [fileName, mediaType])).toEqual([
      ['rejoin-0193f1c2.zip', 'application/zip'],
    ])
    const content = files[0]?.content ?? new Uint8Array()
    for (const wrong of ['wrong', `${PASSWORD} `, PASSWORD.toUpperCase()])
      await expect(unzipped(content, wrong)).rejects.toThrow()
    const texts = await unzipped(content, PASSWORD)
    expect([...texts.keys()]).toEqual(REPORT_FILES.map((file) => `rejoin-0193f1c2-${file}.csv`))
    const bookings = await rowsOf(`${texts.get('rejoin-0193f1c2-bookings.csv')}`)
    expect(bookings.map((row) => row['patient_name'])).toContain(`${MARKERS.given} ${MARKERS.family}`)
    expect(bookings.map((row) => restoreCell(row['mobile'] ?? ''))).toContain(MARKERS.mobile)
    for (const text of texts.values())
      for (const never of [MARKERS.reason, MARKERS.type, MARKERS.email]) expect(text).not.toContain(never)
  })

  test('is AES-256, and what anybody can see of it tells nothing', async () => {
    const content = (await attached('full-zip')).files[0]?.content ?? new Uint8Array()
    const reader = new ZipReader(new Uint8ArrayReader(content), { useWebWorkers: false })
    for (const entry of await reader.getEntries()) {
      expect(entry.encrypted).toBe(true)
      expect(entry.zipCrypto).toBe(false)
      // 0x9901 is WinZip's AES field; its fifth byte is the strength, and 3 is 256 bits.
      expect([...(entry.extraField?.get(0x9901)?.data ?? [])][4]).toBe(3)
      expect(entry.filename).toMatch(/^rejoin-0193f1c2-(bookings|recalls|reminders|video)\.csv$/)
      expect(entry.comment).toBe('')
    }
    await reader.close()
    const bytes = Buffer.from(content).toString('latin1')
    for (const mark of [...PRIVATE, PASSWORD, MARKERS.practice]) expect(bytes).not.toContain(mark)
  })

  test('is a zip for other programs too', async () => {
    const content = (await attached('full-zip')).files[0]?.content ?? new Uint8Array()
    const folder = mkdtempSync(join(tmpdir(), 'rejoin zip '))
    try {
      const file = join(folder, 'a.zip')
      writeFileSync(file, content)
      const { error, stdout, status } = spawnSync('unzip', ['-Z1', file], { encoding: 'utf8' })
      // Info-ZIP is not on every machine; where it is, it lists the same names and can read none of them.
      if (error !== undefined) return
      expect(status).toBe(0)
      expect(stdout.trim().split('\n')).toEqual(REPORT_FILES.map((name) => `rejoin-0193f1c2-${name}.csv`))
      expect(spawnSync('unzip', ['-p', '-P', PASSWORD, file], { encoding: 'utf8' }).stdout).toBe('')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('is not made without a password, and the error says what to set', async () => {
    for (const none of [null, '']) {
      const made = attached('full-zip', world(), none)
      await expect(made).rejects.toThrow(NoZipPassword)
      await expect(made).rejects.toThrow('mail.practices.p-1.zipPassword')
    }
    // The others need none.
    for (const attach of ATTACH.filter((one) => one !== 'full-zip'))
      await expect(attached(attach, world(), null)).resolves.toBeDefined()
  })

  test('of nothing is nothing', async () => {
    expect(await attached('full-zip', quietWorld())).toEqual({
      attach: 'full-zip',
      files: [],
      tooLarge: false,
    })
  })
})

test('what is too large is left out, and said', async () => {
  const { snapshot, reconciliation } = world()
  const bookings = Array.from({ length: 2000 }, (_, index) =>
    booking(`b-${String(index).padStart(5000, '0')}`, sydney(20, '14:00')),
  )
  const many = {
    snapshot: { ...snapshot, bookings: [...snapshot.bookings, ...bookings] },
    reconciliation: {
      ...reconciliation,
      judgements: bookings.map((of) => judged('time-already-taken', of, { urgency: 'today' })),
    },
  }
  const { files, tooLarge } = await attached('minimal', many)
  expect([files.length, tooLarge]).toEqual([0, true])
  // It packs well: the same rows fit in a zip.
  const zipped = await attached('full-zip', many)
  expect(zipped.tooLarge).toBe(false)
  expect(zipped.files[0]?.content.length).toBeLessThan(MOST_ATTACHED_BYTES)
})
