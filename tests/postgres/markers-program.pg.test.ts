/**
 * A bundle whose every patient has unmistakable names goes through every command. Nothing of them may be told: not by
 * output, errors, file names, mails or the list of processes; only `--full` files and the database itself know them.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import PostalMime from 'postal-mime'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { changedDemo, DEMO_AS_OF, type DemoCell } from '../e2e/changed-demo.ts'
import { environmentOf, type Files, freshFolder, onServer, type Ran, writeBundle } from '../e2e/program.ts'

onServer(inject('postgresUrl'))

const PROGRAM = fileURLToPath(new URL('../../dist/bin/rejoin.js', import.meta.url))
const PEOPLE = /zq(?:fam|giv|mob)\d|\b180\d-\d\d-\d\d\b|\b\d{1,2}[ /.](?:[a-z]{3,9}|\d\d)[ /.]180\d\b/i
/** What not even `--full` is to tell. */
const NEVER = /zq(?:mail|why)\d/i
const TYPES = /zqtype\d/i
const TELLING = new RegExp([PEOPLE, NEVER, TYPES].map(({ source }) => source).join('|'), 'i')

/** The same text has the same marker, however it is written: who was one person stays one. */
function marked({ file, column, value }: DemoCell): string {
  if (column === 'birth_on') return new Date(Date.UTC(1801, 0, numberOf(value))).toISOString().slice(0, 10)
  if (column === 'name' && file === 'appointment_types') return `zqtype${numberOf(value)}`
  const mark = MARKS[column]
  return mark === undefined || file === 'pms_blocks' ? value : `zq${mark}${numberOf(value)}x`
}

const MARKS: Readonly<Record<string, string>> = {
  family_name: 'fam',
  given_name: 'giv',
  mobile: 'mob',
  email: 'mail',
  reason: 'why',
}
const numbers = new Map<string, number>()
function numberOf(value: string): number {
  const plain = value
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
  const number = numbers.get(plain) ?? numbers.size + 1
  numbers.set(plain, number)
  return number
}

/** As an export looks that somebody has had open: a column too many, a quote too few, cells one place on. */
function broken(files: Files): Files {
  const shifted = (text: string, many: number): string =>
    text
      .split('\n')
      .map((line, n) => {
        const [first, ...rest] = line.split(',')
        return n > 0 && n % 7 === 0 ? [first, ...rest.slice(many), ...rest.slice(0, many)].join(',') : line
      })
      .join('\n')
  return {
    ...files,
    'patients.csv': shifted(files['patients.csv'] ?? '', 2),
    'pms_patients.csv': `${shifted(files['pms_patients.csv'] ?? '', 1)}\n"wattle-group","zqfam1x`,
    'recalls.csv': shifted(files['recalls.csv'] ?? '', 3),
    'pms_recalls.csv': shifted(files['pms_recalls.csv'] ?? '', 2),
  }
}

interface Told extends Ran {
  readonly args: string
}

const cwd = freshFolder()
const told: Told[] = []
const processes = new Set<string>()

/** Runs the program, and looks at what `ps` would show of it and of what it starts. */
async function rejoin(...args: string[]): Promise<Told> {
  const rest = environmentOf(cwd)
  const env = { ...rest, NO_COLOR: '1', TMPDIR: join(cwd, 'tmp'), ZIP_PASSWORD: 'a long enough password' }
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const heard = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => {
    heard.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    heard.stderr += text
  })
  const looking = setInterval(() => look(child.pid ?? 0), 25)
  const code = await new Promise<number | null>((done) => child.once('close', done))
  clearInterval(looking)
  const ran = { args: args.join(' '), code, ...heard }
  told.push(ran)
  return ran
}

/** Where there is no /proc, there is nothing to look at. */
function look(pid: number): void {
  try {
    processes.add(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '))
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    for (const child of children === '' ? [] : children.split(' ')) look(Number(child))
  } catch {
    // It has ended meanwhile.
  }
}

beforeAll(async () => {
  const files = await changedDemo(marked)
  mkdirSync(join(cwd, 'tmp'))
  const good = writeBundle(files)
  const bad = writeBundle(broken(files))
  settings(null)
  await rejoin('import', bad)
  await rejoin('run', '--bundle', bad, '--set-aside', '--all', '--as-of', DEMO_AS_OF)
  await rejoin('import', good)
  await rejoin('run', '--all', '--as-of', DEMO_AS_OF, '--mail', '--out', 'reports')
  const { run } = JSON.parse(
    (await rejoin('run', '--all', '--as-of', DEMO_AS_OF, '--json', '--out', 'full', '--full')).stdout,
  )
  await everyCommand(run.runId)
  settings(exported(files))
  await rejoin('pull', '--all', '--as-of', DEMO_AS_OF)
  const { stdout: pulls } = await rejoin('pulls')
  await rejoin('pulls', pulls.match(/[0-9a-f]{8}-[-0-9a-f]+/)?.[0] ?? '')
  await rejoin('run', '--all', '--as-of', DEMO_AS_OF)
  await rejoin(
    'mapping',
    'check',
    'bp-premier-view',
    '--sample',
    'exports/sample.csv',
    '--part',
    'appointments',
  )
  await rejoin('doctor')
}, 600_000)

/** Where mail goes, and which book is read. */
function settings(book: object | null): void {
  const practices = {
    'wattle-street': { to: ['manager@practice.example'], attach: 'minimal' },
    jacaranda: { to: ['manager@practice.example'], attach: 'full-zip', zipPassword: { env: 'ZIP_PASSWORD' } },
  }
  const mail = { from: 'rejoin@practice.example', folder: 'outbox', practices }
  writeFileSync(
    join(cwd, 'rejoin.json'),
    JSON.stringify({ mail, books: book === null ? {} : { 'wattle-group': book } }),
  )
}

/**
 * A book of names, some of them where a day or a status belongs. Not a status in the sample: to show the words that a
 * mapping does not know is what a check of it is for.
 */
function exported(files: Files): object {
  const names = (files['pms_patients.csv'] ?? '').match(/zqfam\d+x/g) ?? []
  const header =
    'Patient,InternalID,AppointmentDate,AppointmentTime,AppointmentLength,Provider,Urgent,AppointmentType,Status'
  const rows = (statusOf: (name: string, n: number) => string): string =>
    names
      .slice(0, 20)
      .map((name, n) => {
        const day = n % 5 === 4 ? name : '2026-11-20'
        return `"${name}, zqgiv1x",PAT-${n},${day},${32_400 + n * 900},900,PRV-LEE,0,Standard,${statusOf(name, n)}`
      })
      .join('\r\n')
  mkdirSync(join(cwd, 'exports'))
  const put = (name: string, text: string): void =>
    writeFileSync(join(cwd, 'exports', name), `${header}\r\n${text}\r\n`)
  put(
    'BPS_Appointments.csv',
    rows((name, n) => (n % 5 === 3 ? name : 'Booked')),
  )
  put(
    'sample.csv',
    rows(() => 'Booked'),
  )
  return { kind: 'csv', folder: 'exports', mapping: 'bp-premier-view' }
}

async function everyCommand(run: string): Promise<void> {
  await rejoin('runs')
  await rejoin('report', run, '--out', 'again')
  for (const booking of ['BK-1010', 'BK-1017']) {
    await rejoin('explain', booking, '--as-of', DEMO_AS_OF)
  }
  await rejoin('outages')
  await rejoin('status', '--as-of', DEMO_AS_OF, '--html', 'status.html')
  await rejoin('status', '--as-of', DEMO_AS_OF, '--json')
  await rejoin('events', 'list', 'wattle-group')
  const { stdout: actions } = await rejoin('actions', 'list', run)
  await rejoin('actions', 'show', run, actions.match(/act-\w+/)?.[0] ?? '')
  await rejoin('actions', 'approve', run, '--all', '--by', 'Ann Lee')
  await rejoin('actions', 'export', run, '--out', 'worklists')
  await rejoin('actions', 'export', run, '--out', 'full-worklists', '--full')
  await rejoin('actions', 'import-outcomes', 'full-worklists/jacaranda/worklist.csv', '--by', 'Ann Lee')
  writeFileSync(
    join(cwd, 'sheet.csv'),
    'run_id,plan_hash,action_id,outcome\nzqfam1x,zqgiv1x,zqmob1x,zqwhy1x\n',
  )
  await rejoin('actions', 'import-outcomes', 'sheet.csv', '--by', 'Ann Lee')
  await rejoin('actions', 'apply', run, '--as-of', DEMO_AS_OF)
  await rejoin('verify', run, '--as-of', DEMO_AS_OF)
  await rejoin('mail', 'list', '--json')
  await rejoin('mail', 'resend', run)
  await rejoin('mail', 'retry', '--all')
  await rejoin('complete', '--', 'explain', '')
  await rejoin('watch', '--once', '--out', 'watched')
  await rejoin('explain', 'BK-9999')
  await rejoin('report', 'nope')
  await rejoin('actions', 'approve', run, '--kind', 'call-patients', '--by', 'Ann Lee')
}

/** Everything in the folder but the database, by its path there. */
function filesWritten(): readonly string[] {
  return readdirSync(cwd, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.startsWith('.rejoin') && !path.startsWith('exports'))
    .filter((path) => statSync(join(cwd, path)).isFile() && path !== 'sheet.csv')
}

const isFull = (path: string): boolean => path.startsWith('full')

describe('names, birth dates and mobiles', () => {
  test('went in, and every kind of work was done', () => {
    const codes = (begin: string): readonly (number | null)[] =>
      told.filter(({ args }) => args.startsWith(begin)).map(({ code }) => code)
    expect(codes('import')).toEqual([1, 0])
    expect(codes('run --all')).not.toContain(1)
    for (const begin of [
      'runs',
      'report',
      'outages',
      'status',
      'events',
      'actions',
      'mail list',
      'pulls',
      'verify',
    ])
      expect([begin, codes(begin)[0]]).not.toEqual([begin, 1])
    expect(codes('explain').slice(0, 2)).toEqual([0, 0])
    const [first = ''] = told.map(({ stderr }) => stderr)
    expect(first.match(/patients\.csv:\d+/g)?.length).toBeGreaterThan(5)
    const full = filesWritten()
      .filter(isFull)
      .map((path) => readFileSync(join(cwd, path), 'utf8'))
    expect(full.filter((text) => PEOPLE.test(text)).length).toBeGreaterThan(4)
  })

  test('are in no output and in no error', () => {
    const telling = told.flatMap(({ args, stdout, stderr }) =>
      `${stdout}\n${stderr}`
        .split('\n')
        .filter((line) => TELLING.test(line))
        .map((line) => `${args}: ${line.slice(0, 300)}`),
    )
    expect(telling).toEqual([])
  })

  test('are in no list of processes', () => {
    expect([...processes].filter((line) => TELLING.test(line))).toEqual([])
    if (process.platform === 'linux') expect([...processes].join('\n')).toContain('rejoin.js')
  })

  test('are in no name of a file, the database’s own included', () => {
    const paths = readdirSync(cwd, { recursive: true, encoding: 'utf8' })
    expect(paths.length).toBeGreaterThan(30)
    expect(paths.filter((path) => TELLING.test(path))).toEqual([])
  })

  test('are in no file but those of --full, and there no reason, address or kind of appointment', () => {
    const telling = filesWritten().filter((path) => {
      const text = readFileSync(join(cwd, path), 'latin1')
      return isFull(path) ? NEVER.test(text) || TYPES.test(text) : TELLING.test(text)
    })
    expect(telling).toEqual([])
    expect(readdirSync(join(cwd, 'tmp'))).toEqual([])
  })

  test('are in no mail: subject, text, page, or what is attached to it', async () => {
    const paths = filesWritten().filter((path) => path.endsWith('.eml'))
    expect(paths.length).toBeGreaterThanOrEqual(4)
    for (const path of paths) {
      const email = await PostalMime.parse(readFileSync(join(cwd, path)))
      const attached = email.attachments.flatMap(({ filename, content }) => [
        filename ?? '',
        typeof content === 'string' ? content : Buffer.from(content as Uint8Array).toString('latin1'),
      ])
      const all = [email.subject, email.text, email.html, ...attached, JSON.stringify(email.headers)]
      expect(email.subject).toMatch(/run /)
      expect(all.filter((text) => TELLING.test(text ?? ''))).toEqual([])
    }
  })
})
