/** SHELL. Runs the program over every world once, before the suites, and tells them where its pages and sheets are. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import PostalMime from 'postal-mime'
import type { TestProject } from 'vitest/node'
import { DEMO_AS_OF } from '../e2e/changed-demo.ts'
import { AS_OF, type Files, type Ran, rejoin, writeBundle } from '../e2e/program.ts'
import { WORDS } from './hostile-words.ts'
import { held, hostile, hostileCell, huge, inEachCell, quiet, undisturbed } from './worlds.ts'

export interface MadePage {
  /** `demo-full jacaranda report`: for titles of tests. */
  readonly name: string
  readonly world: string
  readonly kind: 'report' | 'index' | 'status' | 'mail'
  readonly path: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder for each world: `reports`, `worklists`, `status.html`, `mails` with what was attached to them. */
    made: string
    pages: readonly MadePage[]
  }
}

/** Where letters say that the report is. */
export const REPORTS_AT = 'https://reports.rejoin.example/'

export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'rejoin-peers-'))
  const away = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    makeDemo(folder)
    make(folder, 'hostile', await hostile(), DEMO_AS_OF, ['wattle-street', 'jacaranda'].map(hostilePractice))
    make(folder, 'quiet', quiet(), AS_OF, ['p1'])
    make(folder, 'held', held(), AS_OF, ['p1'])
    makeQuickly(folder, 'undisturbed', undisturbed())
    makeQuickly(folder, 'huge', huge())
    makeQuickly(folder, 'words', inEachCell(WORDS))
    await openMails(folder)
    project.provide('made', folder)
    project.provide('pages', pagesIn(folder))
    return away
  } catch (error) {
    away()
    throw error
  }
}

/** The demo as it is told to everybody, and its run once more with all that a practice can opt in to. */
function makeDemo(folder: string): void {
  const world = join(folder, 'demo')
  const data = { REJOIN_DATA: join(world, 'database') }
  ran(rejoin(folder, ['demo', '--out', world]), 0)
  wantsMail(world, ['wattle-street', 'jacaranda'])
  const [run = ''] = ran(rejoin(world, ['runs'], data), 0).split(' ')
  const full = ['report', run, '--out', join(folder, 'demo-full', 'reports'), ...EVERYTHING]
  ran(rejoin(world, full, data), 0, 2)
  ran(rejoin(world, ['status', '--as-of', DEMO_AS_OF, '--html', 'status.html'], data), 0, 2, 3)
  ran(rejoin(world, ['actions', 'export', run, '--out', 'worklists'], data), 0)
  ran(rejoin(world, ['mail', 'resend', run], data), 0)
}

function make(
  folder: string,
  name: string,
  files: Files,
  asOf: string,
  practiceIds: readonly string[],
): void {
  const world = join(folder, name)
  const bundle = writeBundle(files, join(world, 'bundle'))
  wantsMail(world, practiceIds)
  ran(rejoin(world, ['import', bundle]), 0)
  ran(rejoin(world, ['run', '--all', '--as-of', asOf, '--mail', '--out', 'reports', ...EVERYTHING]), 0, 2, 3)
  if (name !== 'hostile') return
  ran(rejoin(world, ['status', '--as-of', asOf, '--html', 'status.html']), 0, 2, 3)
  const [run = ''] = ran(rejoin(world, ['runs']), 0).split(' ')
  ran(rejoin(world, ['actions', 'export', run, '--out', 'worklists', '--full']), 0)
}

/** Judged in a throwaway database: only its reports are wanted. */
function makeQuickly(folder: string, name: string, files: Files): void {
  const world = join(folder, name)
  const bundle = writeBundle(files, join(world, 'bundle'))
  ran(
    rejoin(world, ['run', '--all', '--as-of', AS_OF, '--bundle', bundle, '--out', 'reports', ...EVERYTHING]),
    0,
    2,
    3,
  )
}

const EVERYTHING = ['--full', '--appointment-types']

const hostilePractice = (value: string): string =>
  hostileCell({ file: 'practices', column: 'practice_id', value, row: {} })

/** Every practice has its CSVs attached, and all mail is put into a folder. */
function wantsMail(world: string, practiceIds: readonly string[]): void {
  const wish = { to: ['manager@practice.example'], attach: 'minimal' }
  const practices = Object.fromEntries(practiceIds.map((id) => [id, wish]))
  const reportAt = `${REPORTS_AT}{connection}/{run}/{practice}/report.html`
  const mail = { from: 'rejoin@practice.example', folder: 'outbox', reportAt, practices }
  mkdirSync(world, { recursive: true })
  writeFileSync(join(world, 'rejoin.json'), JSON.stringify({ mail }))
}

function ran({ code, stdout, stderr }: Ran, ...expected: readonly number[]): string {
  if (code !== null && expected.includes(code)) return stdout
  throw new Error(`the program ended with ${code} and said:\n${stderr}`)
}

/** Each letter as a page, its attachments as files beside it. */
async function openMails(folder: string): Promise<void> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.eml'),
  )
  for (const path of paths) {
    const email = await PostalMime.parse(readFileSync(join(folder, path)))
    const place = join(folder, dirname(dirname(path)), 'mails', basename(path).split('.')[0] ?? '')
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, 'mail.html'), email.html ?? '')
    for (const { filename, content } of email.attachments) {
      // Named by the run; their kind is its last word.
      const name = `${filename ?? ''}`.split('-').at(-1) ?? ''
      writeFileSync(join(place, name), typeof content === 'string' ? content : new Uint8Array(content))
    }
  }
}

/** Every page there is; `words` is for sheets, `huge` is its like. */
function pagesIn(folder: string): readonly MadePage[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.html') && !path.startsWith('words/'))
    .sort()
    .map((path) => {
      const parts = path.slice(0, -'.html'.length).split('/')
      const kind = parts.at(-1)
      if (kind !== 'report' && kind !== 'index' && kind !== 'status' && kind !== 'mail')
        throw new Error(`a page that these suites do not know: ${path}`)
      const name = parts.map((part) => part.replace(/~.*/, '')).join(' ')
      return { name, world: parts[0] ?? '', kind, path: join(folder, path) }
    })
}
