/**
 * Every file of the example group's reports against what was read and approved before. Whoever means to change one runs
 * `npx vitest run tests/report/golden.test.ts -u` and looks at the difference.
 */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeIndex, writeReports } from '../../src/report/deliver.ts'
import { indexEntries } from '../../src/report/page/index-page.ts'
import { DEMO_RUN, demoRun } from '../mail/demo-run.ts'

const out = mkdtempSync(join(tmpdir(), 'rejoin golden '))
const { snapshot, reconciliation } = await demoRun()
await writeReports(out, snapshot, reconciliation, DEMO_RUN)
await writeIndex(out, indexEntries(snapshot, reconciliation, DEMO_RUN))

test.each(readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name)))(
  '%s is as it was approved',
  async (name) => {
    const golden = `golden/${name.replaceAll(/[\\/]/g, '/')}`
    await expect(readFileSync(join(out, name), 'utf8')).toMatchFileSnapshot(golden)
  },
)
