/**
 * The program at a real terminal: a pseudo-terminal of `script` (util-linux). What a person sees there, and that nothing
 * of it is left in a pipe.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { textWidth } from '../../src/report/terminal/columns.ts'
import {
  AS_OF,
  environmentOf,
  freshFolder,
  onServer,
  rejoin,
  smallBundle,
  TAKEN,
  writeBundle,
} from '../e2e/program.ts'

onServer(inject('postgresUrl'))

const PROGRAM = fileURLToPath(new URL('../../dist/bin/rejoin.js', import.meta.url))
/** Nothing that decides about colours but what the test says. */
const PLAIN = { NO_COLOR: undefined, FORCE_COLOR: undefined }
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

// Each test starts the program many times over, and each time its database.
vi.setConfig({ testTimeout: 240_000 })

/** What the terminal got, stdout and stderr as they came. `behind` is put behind the command, such as a redirection. */
function atTerminal(
  cwd: string,
  args: readonly string[],
  {
    columns = 80,
    env = {},
    behind = '',
  }: { columns?: number; env?: Record<string, string>; behind?: string } = {},
): string {
  const command = [process.execPath, PROGRAM, ...args].map(quoted).join(' ')
  const { stdout, error } = spawnSync(
    'script',
    ['-qec', `stty cols ${columns} rows 24; ${command} ${behind}`, '/dev/null'],
    {
      cwd,
      env: { ...environmentOf(cwd), ...PLAIN, TERM: 'xterm-256color', ...env },
      encoding: 'utf8',
      input: '',
      maxBuffer: 1 << 28,
    },
  )
  if (error !== undefined)
    throw new Error('this test needs the program script of util-linux', { cause: error })
  return stdout.replaceAll('\r\n', '\n')
}

const ESCAPE = '\u001b'
/** Colours taken away, nothing else. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what this looks for
const bare = (text: string): string => text.replace(/\u001b\[[\d;]*m/g, '')

/** Names and ids as hostile as a booking form lets them be. */
const EVIL = `\u001b]0;owned\u0007\u001b[2J\u009b31m\u202egnp`
const LONG = `c-${'long-'.repeat(20)}漢字`

let cwd = ''
beforeAll(() => {
  cwd = freshFolder()
  const files = smallBundle({ 'pms_appointments.csv': TAKEN })
  const bundle = writeBundle({
    ...files,
    'connections.csv': `${files['connections.csv']}${LONG},Line ${EVIL},UTC,\n`,
    'practices.csv': `${files['practices.csv']}p2,${LONG},Practice ${EVIL},UTC\n`,
    'bookings.csv': `${files['bookings.csv']}${files['bookings.csv']?.split('\n')[1]?.replace('b1,', `b-${EVIL},`)}\n`,
    'connection_events.csv': `${files['connection_events.csv']}${LONG},2026-11-19T09:00:00Z,disconnected\n`,
  })
  expect(rejoin(cwd, ['import', bundle]).code).toBe(0)
  rejoin(cwd, ['run', '--all', '--as-of', AS_OF])
})

describe('every list', () => {
  const LISTS: readonly (readonly string[])[] = [
    ['runs'],
    ['outages', '--as-of', AS_OF],
    ['events', 'list', 'c1'],
    ['events', 'list', LONG],
    ['actions', 'list', '--connection', 'c1'],
    ['status', '--as-of', AS_OF],
    ['explain', 'b1'],
    ['run', '--all', '--as-of', AS_OF],
  ]
  test.each(LISTS)('%s %s fits 40 and 80 columns, and nothing of the data acts', (...args) => {
    for (const columns of [40, 80]) {
      const seen = bare(atTerminal(cwd, args, { columns, behind: '2>/dev/null' }))
      expect(seen).not.toBe('')
      for (const line of seen.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(columns)
      expect(seen.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
    }
  })

  test('has every id whole, at 40 columns too', () => {
    const [run = ''] = rejoin(cwd, ['runs', '--connection', 'c1']).stdout.split(' ')
    expect(run).toHaveLength(36)
    expect(atTerminal(cwd, ['runs'], { columns: 40, env: { NO_COLOR: '1' } })).toMatch(
      new RegExp(`^ +${run}$`, 'm'),
    )
  })

  test('in a pipe has a line for each row, as wide as it is', () => {
    const { stdout } = rejoin(cwd, ['runs'])
    const all = rejoin(cwd, ['runs', '--json']).stdout.split('\n').length
    expect(stdout.split('\n')).toHaveLength(all)
    expect(rejoin(cwd, ['runs'], { COLUMNS: '40' }).stdout.split('\n').length).toBeGreaterThan(all * 2)
  })
})

describe('colours', () => {
  test('at a terminal; with NO_COLOR, on a dumb one and in a pipe none', () => {
    const seen = (env: Record<string, string>, behind = '') =>
      atTerminal(cwd, ['outages', '--as-of', AS_OF], { env, behind })
    expect(seen({})).toContain(`${ESCAPE}[1;31mstill down${ESCAPE}[0m`)
    // Set but empty does not count, as no-color.org has it.
    expect(seen({ NO_COLOR: '' })).toContain(ESCAPE)
    expect(seen({ NO_COLOR: '1' })).not.toContain(ESCAPE)
    expect(seen({ TERM: 'dumb' })).not.toContain(ESCAPE)
    expect(seen({}, '| cat')).not.toContain(ESCAPE)
    expect(bare(seen({}))).toBe(seen({ NO_COLOR: '1' }))
  })

  test('errors are painted where stderr is a terminal, whatever stdout is; and the other way round', () => {
    const bad = ['runs', '--connection', 'c12345']
    expect(atTerminal(cwd, bad, { behind: '>/dev/null' })).toContain(`${ESCAPE}[1;31mrejoin:${ESCAPE}[0m`)
    expect(atTerminal(cwd, bad, { behind: '2>&1 | cat' })).not.toContain(ESCAPE)
    expect(atTerminal(cwd, ['runs'], { behind: '2>/dev/null' })).toContain(ESCAPE)
    expect(atTerminal(cwd, ['run', '--al'], { behind: '>/dev/null' })).toContain(`${ESCAPE}[1;31merror:`)
    expect(atTerminal(cwd, ['--help'])).toContain(`${ESCAPE}[1mUsage:`)
    expect(atTerminal(cwd, ['--help'], { env: { NO_COLOR: '1' } })).not.toContain(ESCAPE)
  })

  test('--json is the same bytes at a terminal and in a pipe', () => {
    for (const args of [
      ['runs', '--json'],
      ['status', '--as-of', AS_OF, '--json'],
      ['actions', 'list', '--connection', 'c1', '--json'],
    ]) {
      const piped = rejoin(cwd, args).stdout
      expect(piped).not.toBe('')
      expect(atTerminal(cwd, args, { columns: 40, behind: '2>/dev/null' })).toBe(piped)
    }
  })
})

describe('progress', () => {
  const lines = (count: number): string => {
    const start = Date.UTC(2026, 9, 1)
    const rows = Array.from(
      { length: count },
      (_, at) => `c1,${new Date(start + at * 20_000).toISOString()},heartbeat\n`,
    )
    return `connection_id,at,event\n${rows.join('')}`
  }
  /** An embedded database takes longer than the half second after which the line comes. */
  const long = (count = 60_000): string[] => {
    const file = join(freshFolder(), 'events.csv')
    writeFileSync(file, lines(count))
    return ['events', 'import', file]
  }

  test('is a line of its own, cut to the width, gone at the end; only at a terminal', () => {
    const own = freshFolder()
    expect(rejoin(own, ['import', writeBundle(smallBundle())]).code).toBe(0)
    const args = long()
    const seen = atTerminal(own, args, { columns: 30, env: { NO_COLOR: '1' } })
    const drawn = seen.split('\r\u001b[K').slice(1)
    expect(drawn.some((text) => /^reading events: [\d,]+ /.test(text))).toBe(true)
    for (const text of drawn.slice(0, -1)) expect(textWidth(text.replace(/\r$/, ''))).toBeLessThan(30)
    // Cleared before the last word.
    expect(drawn.at(-1)).toMatch(/^rejoin: the file has/)
    expect(atTerminal(own, args, { env: { TERM: 'dumb' } })).toMatch(/^rejoin: the file has .+\n$/)
    expect(atTerminal(own, args, { behind: '>/dev/null 2>said' })).toBe('')
    expect(readFileSync(join(own, 'said'), 'utf8')).toMatch(/^rejoin: the file has .+\n$/)
  })
})

describe('what was meant', () => {
  const run = (): string => rejoin(cwd, ['runs', '--connection', 'c1']).stdout.split(' ')[0] ?? ''
  const said = (...args: string[]): string => {
    const { code, stderr, stdout } = rejoin(cwd, args)
    expect([args, code, stdout]).toEqual([args, 1, ''])
    return stderr
  }

  test('is asked of ids', () => {
    const id = run()
    const wrong = `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`
    for (const args of [['report'], ['verify'], ['actions', 'list'], ['actions', 'export', '--out', 'x']]) {
      expect(said(...args, wrong)).toContain(`there is no run ${wrong}; did you mean ${id}`)
    }
    expect(said('explain', 'B1')).toContain('did you mean b1')
    expect(said('run', '--practice', 'P1')).toContain('there is no practice P1; did you mean p1?')
    const action = JSON.parse(
      rejoin(cwd, ['actions', 'list', id, '--json']).stdout.split('\n')[0] ?? '',
    ).actionId
    expect(said('actions', 'show', id, action.slice(0, -2))).toContain(`did you mean ${action}?`)
    expect(said('actions', 'approve', id, '--action', `${action}x`, '--by', 'Mary')).toContain(action)
  })

  test('is asked of words', () => {
    expect(said('events', 'add', 'c1', 'conected')).toContain('did you mean connected?')
    expect(said('actions', 'list', run(), '--status', 'aproved')).toContain('did you mean approved?')
    expect(said('actions', 'list', run(), '--kind', 'cal-patient')).toContain('did you mean call-patient?')
    expect(said('mapping', 'check', 'openemr-event', '--sample', 'x')).toContain(
      'did you mean openemr-events?',
    )
    expect(said('completion', 'fishh')).toContain('did you mean fish?')
    const config = join(freshFolder(), 'rejoin.json')
    writeFileSync(config, '{"boks": {}}')
    expect(rejoin(cwd, ['status'], { REJOIN_CONFIG: config }).stderr).toContain('did you mean books?')
    writeFileSync(config, '{"books": {"c1": {"kind": "ical", "calendar": []}}}')
    expect(rejoin(cwd, ['status'], { REJOIN_CONFIG: config }).stderr).toContain('did you mean calendars?')
  })

  test('is asked of commands and options, however deep, with the place where to read on', () => {
    expect(said('rnus')).toMatch(/unknown command 'rnus'\n\(Did you mean runs\?\)\n\(rejoin help lists all/)
    expect(said('actions', 'lst')).toMatch(/Did you mean list\?\)\n\(rejoin help actions tells more\)/)
    expect(said('actions', 'list', '--conection', 'c1')).toMatch(
      /Did you mean --connection\?\)\n\(rejoin help actions list tells more\)/,
    )
    expect(said('help', 'acions')).toContain('did you mean actions?')
    expect(said('help', 'actions', 'lst')).toContain('did you mean list?')
  })

  test('the beginning of a run’s id is enough where it fits one', () => {
    const id = run()
    expect(JSON.parse(rejoin(cwd, ['report', id.slice(0, 8), '--json']).stdout).run.runId).toBe(id)
    expect(rejoin(cwd, ['actions', 'list', id.slice(0, 13).toUpperCase()]).stderr).toContain(id)
    expect(said('report', id.slice(0, 7))).toContain(`did you mean ${id}`)
  })

  test('nothing of what was typed acts on the terminal', () => {
    for (const args of [
      ['report', EVIL],
      ['run', `--${EVIL}`],
      ['help', EVIL],
      ['explain', EVIL],
    ]) {
      const seen = bare(atTerminal(cwd, args))
      expect(seen.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
    }
  })
})

test('help is there for every command, with examples and exit codes', () => {
  const help = (...names: string[]): string => {
    const { code, stdout } = rejoin(cwd, ['help', ...names])
    expect(code).toBe(0)
    return stdout
  }
  expect(help()).toContain('Exit codes:')
  expect(help('run')).toMatch(/Examples:[\s\S]*Exit codes:/)
  expect(help('actions', 'list')).toContain('Usage: rejoin actions list')
  expect(help('mail', 'list')).toContain('Usage: rejoin mail list')
  expect(help('completion')).toContain('source <(rejoin completion bash)')
  expect(rejoin(cwd, [])).toMatchObject({ code: 1, stdout: '' })
})

describe('completion in a real bash', () => {
  const bin = (): string => {
    const folder = freshFolder()
    const file = join(folder, 'rejoin')
    writeFileSync(file, `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(PROGRAM)} "$@"\n`)
    chmodSync(file, 0o755)
    return folder
  }
  const place = freshFolder()
  const env = { ...process.env, ...PLAIN, PATH: `${bin()}:${process.env['PATH']}`, TERM: 'dumb' }
  const bash = (text: string): string =>
    execFileSync('bash', ['--norc', '--noprofile', '-c', text], { cwd: place, env, encoding: 'utf8' })

  test.each<readonly [string, string]>([
    ['rejoin acti', 'actions'],
    ['rejoin actions li', 'list'],
    ['rejoin actions list --stat', '--status'],
    ['rejoin actions list --status app', 'approved applied'],
    ['rejoin actions list --kind = call', 'call-patient'],
    ['rejoin events add c1 dis', 'disconnected'],
    ['rejoin mail list --state s', 'sending sent'],
    ['rejoin mapping check x --zone Australia/Syd', 'Australia/Sydney'],
    ['rejoin help actions app', 'approve apply'],
    ['rejoin completion z', 'zsh'],
  ])('%s', (line, words) => {
    const array = line.split(' ').map(quoted).join(' ')
    const found = bash(
      `source <(rejoin completion bash) && COMP_WORDS=(${array}) && COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 )) && _rejoin_complete && echo "\${COMPREPLY[*]}"`,
    )
    expect(found).toBe(`${words}\n`)
  })

  test('as somebody types: folders for a folder, files for a file, an alias, and nothing is run', () => {
    mkdirSync(join(place, 'bundle-of-may'), { recursive: true })
    writeFileSync(join(place, 'bundle.txt'), '')
    writeFileSync(join(place, 'outcomes.csv'), '')
    const typed = (keys: string, before = ''): string => {
      const input = `PS1='% '; ${before}\nsource <(rejoin completion bash); source <(rejoin completion bash); bind 'set bell-style none'\n${keys}\n`
      return spawnSync('script', ['-qec', 'bash --norc --noprofile -i', '/dev/null'], {
        cwd: place,
        env,
        input: `${input}exit\n`,
        encoding: 'utf8',
      }).stdout
    }
    expect(typed(': rejoin\u0015echo rejoin-was-here\u0015')).not.toContain('readonly')
    // The line begins with the program and is commented out before Enter: only TAB works on it.
    const completed = (line: string, before = '') => typed(`${line}\t\u0001#`, before)
    expect(completed('rejoin import bun')).toContain('rejoin import bundle-of-may/')
    expect(completed('rejoin actions import-outcomes out')).toContain('import-outcomes outcomes.csv')
    expect(completed('rejoin actions li')).toContain('rejoin actions list ')
    expect(completed('rejoin actions list --kind=cal')).toContain('--kind=call-patient')
    completed('rejoin explain $(touch ran-it) a')
    expect(spawnSync('ls', [place], { encoding: 'utf8' }).stdout).not.toContain('ran-it')
    const alias = `PATH=/usr/bin:/bin; alias rejoin="${join(env.PATH.split(':')[0] ?? '', 'rejoin').replaceAll(' ', '\\ ')}"`
    expect(completed('rejoin actions li', alias)).toContain('rejoin actions list ')
  })

  test('the scripts of the other shells ask for the same words', () => {
    for (const shell of ['zsh', 'fish', 'powershell']) {
      const { code, stdout, stderr } = rejoin(place, ['completion', shell])
      expect([shell, code, stderr]).toEqual([shell, 0, ''])
      expect(stdout).toContain('rejoin complete ')
    }
    expect(rejoin(place, ['complete', '--', 'import', '']).stdout).toBe(':16\n')
    expect(rejoin(place, ['complete', '--', 'events', 'import', '']).stdout).toBe(':0\n')
    expect(rejoin(place, ['complete', '--', 'ru']).stdout).toMatch(/^run\t.+\nruns\t.+\n:4\n$/)
  })

  test('asking opens no database', () => {
    const own = freshFolder()
    expect(rejoin(own, ['complete', '--', 'report', ''], { DATABASE_URL: '' }).stdout).toBe(':4\n')
    expect(spawnSync('ls', ['-A', own], { encoding: 'utf8' }).stdout).toBe('')
  })
})
