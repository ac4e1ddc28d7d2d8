/** The sheet that people work off: its order, what it tells of whom, and that it can be read back. */
import { mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSheet } from '../../src/fixups/sheet.ts'
import type { Action, Reconciliation } from '../../src/reconcile/model.ts'
import { worklistColumns } from '../../src/report/columns.ts'
import { cellText, restoreCell } from '../../src/report/csv.ts'
import { writeWorklists } from '../../src/report/deliver.ts'
import { worklistRows } from '../../src/report/worklist.ts'
import { action, MARKERS, naughtyStrings, sydney, world } from '../report/world.ts'

const PLAN = { runId: 'run-1', hash: 'h'.repeat(64), isOpen: () => true }

function rowsOf(actions?: readonly Action[], options = {}, isOpen: (action: Action) => boolean = () => true) {
  const { snapshot, reconciliation } = world()
  const run: Reconciliation = actions === undefined ? reconciliation : { ...reconciliation, actions }
  return worklistRows(snapshot, run, { ...PLAN, isOpen }, 'p-1', options).map((row) =>
    Object.fromEntries(worklistColumns(options).map((column) => [column, cellText(row[column])])),
  )
}

describe('a worklist', () => {
  test('begins with who is to be called now, and numbers what waits', () => {
    const rows = rowsOf([
      action('a-insert', { kind: 'create-appointment', because: 'insert', subjectIds: ['b-free'] }),
      action('a-call', {
        kind: 'call-patient',
        who: 'reception',
        because: 'time-already-taken',
        subjectIds: ['b-taken'],
        dependsOn: ['a-resume'],
      }),
      action('a-offer', {
        kind: 'offer-alternative',
        who: 'reception',
        because: 'time-already-taken',
        subjectIds: ['b-taken'],
        dependsOn: ['a-call', 'a-elsewhere'],
        proposed: { practitionerId: 'dr-1', startMs: sydney(20, '15:00'), endMs: sydney(20, '15:15') },
      }),
      action('a-resume', { kind: 'resume-recall', because: 'recall-to-resume', subjectIds: ['rec-1'] }),
    ])
    expect(rows.map((row) => [row['work_order'], row['group'], row['action_id'], row['after']])).toEqual([
      ['1', 'Call now', 'a-resume', ''],
      ['2', 'Call now', 'a-call', '1'],
      ['3', 'Call now', 'a-offer', '2'],
      ['4', 'To do', 'a-insert', ''],
    ])
    expect(rows[2]).toMatchObject({
      proposed_practitioner: MARKERS.practitioner,
      proposed_start: '2026-11-20T15:00:00+11:00',
      booking_ref: 'b-taken',
      plan_hash: PLAN.hash,
      outcome: '',
      completed_by: '',
      completed_at: '',
      note: '',
    })
  })
  test('holds what is open and nothing else, in one practice', () => {
    const all = rowsOf().map((row) => row['action_id'])
    expect(all).not.toContain('a-other')
    const open = rowsOf(undefined, {}, ({ actionId }) => actionId === 'a-call')
    expect(open.map((row) => row['action_id'])).toEqual(['a-call'])
  })
  test('names nobody unless the practice asked for it', () => {
    const plain = JSON.stringify(rowsOf())
    for (const mark of [MARKERS.family, MARKERS.given, MARKERS.mobile, MARKERS.birthOn, MARKERS.reason]) {
      expect(plain).not.toContain(mark)
    }
    const full = JSON.stringify(rowsOf(undefined, { full: true }))
    expect(full).toContain(`${MARKERS.given} ${MARKERS.family}`)
    expect(full).not.toContain(MARKERS.reason)
  })
  test('is written whole, for the owner’s eyes only, and reads back as it was', async () => {
    const out = mkdtempSync(join(tmpdir(), 'rejoin worklists '))
    const ids = naughtyStrings.map((text, index) => `${text.replaceAll('\0', '').trim()}${index}x`)
    const { snapshot, reconciliation } = world()
    const actions = ids.map((id) =>
      action(id, { kind: 'call-patient', who: 'reception', because: 'insert', subjectIds: ['b-free'] }),
    )
    const written = await writeWorklists(out, snapshot, { ...reconciliation, actions }, PLAN, { full: true })
    expect(written.map(({ practiceId, rows }) => [practiceId, rows])).toEqual([
      ['p-1', ids.length],
      ['p-2', 0],
    ])
    const file = written[0]?.file ?? ''
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(written[1]?.file ?? '', 'utf8')).toMatch(/^\ufeff"run_id",.*\r\n$/)
    const { lines, faults } = await readSheet(file, 'worklist.csv')
    expect(faults).toEqual([])
    expect(lines.map(({ cells }) => cells.action_id).sort()).toEqual([...ids].sort())
    expect(lines.every(({ cells }) => cells.plan_hash === PLAN.hash && cells.outcome === '')).toBe(true)
    expect(restoreCell(readFileSync(file, 'utf8'))).toContain(MARKERS.family)
  })
})
