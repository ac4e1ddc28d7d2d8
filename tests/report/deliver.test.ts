/** The files on disk: where they are, who may read them, and what is never in them. */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text as streamText } from 'node:stream/consumers'
import fc from 'fast-check'
import { parseString } from 'fast-csv'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { columnsOf } from '../../src/report/columns.ts'
import { restoreCell, writeCsv } from '../../src/report/csv.ts'
import { writeReports } from '../../src/report/deliver.ts'
import { folderNames } from '../../src/report/folder-name.ts'
import { reportRows } from '../../src/report/rows.ts'
import { MARKERS, naughtyStrings, quietWorld, world } from './world.ts'

const FILES = [
  'actions.csv',
  'bookings.csv',
  'recalls.csv',
  'reminders.csv',
  'report.html',
  'summary.csv',
  'video.csv',
]

let out = ''
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'rejoin report-'))
})
afterEach(() => rm(out, { recursive: true, force: true }))

async function everything(): Promise<string> {
  const texts: string[] = []
  for (const folder of await readdir(out)) {
    for (const file of await readdir(join(out, folder)))
      texts.push(await readFile(join(out, folder, file), 'utf8'))
  }
  return texts.join('\n')
}

function parsed(text: string): Promise<Record<string, string>[]> {
  return new Promise((resolve, reject) => {
    const rows: Record<string, string>[] = []
    parseString(text, { headers: true, strictColumnHandling: true })
      .on('data', (row: Record<string, string>) => rows.push(row))
      .on('data-invalid', reject)
      .on('error', reject)
      .on('end', () => resolve(rows))
  })
}

describe('the reports of a run', () => {
  test('are one folder per practice with seven files, for the owner’s eyes only', async () => {
    const { snapshot, reconciliation } = world()
    const delivered = await writeReports(out, snapshot, reconciliation, 'run-1')
    expect(delivered.map(({ practiceId, folder }) => [practiceId, folder])).toEqual([
      ['p-1', join(out, 'p-1')],
      ['p-2', join(out, 'p-2')],
    ])
    for (const practiceId of ['p-1', 'p-2']) {
      expect((await readdir(join(out, practiceId))).sort()).toEqual(FILES)
      expect((await stat(join(out, practiceId))).mode & 0o777).toBe(0o700)
      for (const file of FILES) expect((await stat(join(out, practiceId, file))).mode & 0o777).toBe(0o600)
    }
  })

  test('tell by default no name, birth date, mobile, recall reason, type or address, and never a reason or link', async () => {
    const { snapshot, reconciliation } = world()
    await writeReports(out, snapshot, reconciliation, 'run-1')
    for (const mark of [
      'FAMILYMARK',
      'GIVENMARK',
      MARKERS.mobile,
      MARKERS.birthOn,
      'REASONMARK',
      'TYPEMARK',
      'emailmark',
      'managermark',
    ]) {
      expect(await everything()).not.toContain(mark)
    }
    await writeReports(out, snapshot, reconciliation, 'run-1', { full: true, appointmentTypes: true })
    for (const mark of ['FAMILYMARK', MARKERS.mobile, MARKERS.birthOn])
      expect(await everything()).toContain(mark)
    for (const mark of ['REASONMARK', 'emailmark', 'managermark'])
      expect(await everything()).not.toContain(mark)
  })

  test('keep one practice’s doings from another', async () => {
    const { snapshot, reconciliation } = world()
    await writeReports(out, snapshot, reconciliation, 'run-1', { practiceIds: ['p-1'] })
    expect(await readdir(out)).toEqual(['p-1'])
    // The entry at the other practice's location made the time taken: its number is told, the time it was made is not.
    expect(await everything()).toContain('6000')
    expect(await everything()).not.toMatch(/OTHERPRACTICE|OTHERDOCTOR|09:31:00/)
  })

  test('are headers only when nothing happened', async () => {
    const { snapshot, reconciliation } = quietWorld()
    await writeReports(out, snapshot, { ...reconciliation, window: null, read: null }, 'run-1')
    for (const file of ['bookings.csv', 'recalls.csv', 'reminders.csv', 'video.csv', 'actions.csv']) {
      const text = await readFile(join(out, 'p-1', file), 'utf8')
      expect(text).toMatch(/^\ufeff"run_id",[^\r\n]+\r\n$/)
    }
  })

  test('bring hostile names back as they were', async () => {
    for (const text of naughtyStrings) {
      const { snapshot, reconciliation } = world({
        ...MARKERS,
        family: text,
        given: '',
        mobile: text,
        practice: text,
        practitioner: text,
      })
      const rows = reportRows(snapshot, reconciliation, 'run-1', 'p-1', { full: true })
      const target = new PassThrough()
      const [csv] = await Promise.all([
        streamText(target),
        writeCsv(
          target,
          columnsOf('bookings', { full: true }),
          rows.bookings.map((row) => row.cells()),
        ),
      ])
      const [first = {}] = await parsed(csv)
      expect(restoreCell(first['location'] ?? '')).toBe(text)
      expect(restoreCell(first['practitioner'] ?? '')).toBe(text)
      expect(restoreCell(first['mobile'] ?? '')).toBe(text)
      expect(restoreCell(first['patient_name'] ?? '')).toBe(` ${text}`)
    }
  }, 60_000)

  test('are overwritten whole by a second run, and leave nothing temporary behind', async () => {
    const { snapshot, reconciliation } = world()
    await mkdir(join(out, 'p-1'))
    await chmod(join(out, 'p-1'), 0o755)
    await writeFile(join(out, 'p-1', 'bookings.csv'), 'old'.repeat(10_000))
    await writeReports(out, snapshot, reconciliation, 'run-1')
    const once = await everything()
    await writeReports(out, snapshot, reconciliation, 'run-1')
    expect(await everything()).toBe(once)
    expect(once).not.toContain('oldold')
    expect((await readdir(join(out, 'p-1'))).sort()).toEqual(FILES)
    expect((await stat(join(out, 'p-1'))).mode & 0o777).toBe(0o700)
  })

  test('that cannot be written are an error, and leave nothing half done', async () => {
    const { snapshot, reconciliation } = world()
    await mkdir(join(out, 'p-1', 'video.csv'), { recursive: true })
    await expect(writeReports(out, snapshot, reconciliation, 'run-1')).rejects.toThrow()
    expect((await readdir(join(out, 'p-1'))).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})

describe('a practice’s folder', () => {
  test('is its id where that is plain', () => {
    expect(folderNames(['p-1', 'Wattle_St.2']).get('Wattle_St.2')).toBe('Wattle_St.2')
  })

  test('is a safe name of its own for every id', () => {
    const ids = fc.uniqueArray(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom(...naughtyStrings, 'CON', 'a', 'A', '..', '.', 'x.'),
      ),
    )
    fc.assert(
      fc.property(ids, (practiceIds) => {
        const names = [...folderNames(practiceIds).values()]
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(practiceIds.length)
        for (const name of names) expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._~-]{0,70}$/)
        for (const name of names) expect(name).not.toMatch(/^(con|nul|aux|prn)(\.|$)|\.$/i)
      }),
    )
  })
})
