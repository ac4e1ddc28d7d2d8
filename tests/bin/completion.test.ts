/** What TAB offers, as a table over commands like ours. */
import { Command, Option } from 'commander'
import { expect, test } from 'vitest'
import { completionsOf } from '../../bin/completion.ts'

function program(): Command {
  const root = new Command('rejoin').helpCommand(false)
  root.command('help').argument('[command...]')
  root.command('import').argument('<dir>').option('--set-aside', 'keep the bad ones')
  root.command('run').option('--all').option('--out <dir>').option('--as-of <instant>').option('--json')
  root.command('runs').option('--json')
  const events = root.command('events')
  events.command('add').argument('<connection>').argument('<event>').option('--at <instant>')
  events.command('import').argument('<file>')
  const actions = root.command('actions')
  actions
    .command('approve')
    .argument('<run>')
    .option('--action <id...>')
    .option('--kind <kind>', 'all of this kind')
    .addOption(new Option('--hue <hue>').choices(['red', 'green']))
  root.command('secret', { hidden: true })
  return root
}

const VALUES: Readonly<Record<string, readonly string[]>> = {
  kind: ['insert', 'call-patient', 'confirm-booking'],
  event: ['connected', 'disconnected', 'heartbeat'],
}

const offered = (line: string) => {
  const { offers, paths } = completionsOf(program(), line.split(' '), (_, name) => VALUES[name] ?? null)
  return [offers.map(({ value }) => value).join(' '), paths]
}

test.each<readonly [string, string, 'none' | 'files' | 'folders']>([
  ['', 'help import run runs events actions', 'none'],
  ['ru', 'run runs', 'none'],
  ['sec', '', 'none'],
  ['nothing', '', 'none'],
  ['run ', '--all --out --as-of --json --help', 'none'],
  ['run --', '--all --out --as-of --json --help', 'none'],
  ['run --all --', '--out --as-of --json --help', 'none'],
  ['run --all --as-of --json', '', 'none'],
  ['run --out ', '', 'folders'],
  ['run --out x --a', '--all --as-of', 'none'],
  ['run --out=x --a', '--all --as-of', 'none'],
  ['run --out=', '', 'folders'],
  ['run -- ', '--all --out --as-of --json --help', 'none'],
  ['import ', '', 'folders'],
  ['import a-bundle ', '--set-aside --help', 'none'],
  ['import a-bundle -', '--set-aside --help', 'none'],
  ['events ', 'add import', 'none'],
  ['events add ', '', 'none'],
  ['events add import ', 'connected disconnected heartbeat', 'none'],
  ['events add c1 d', 'disconnected', 'none'],
  ['events add c1 --at 2026-11-19T09:00:00Z d', 'disconnected', 'none'],
  // As bash breaks it.
  ['events add c1 --at 2026-11-19T09 : 00 : 00Z d', 'disconnected', 'none'],
  ['events add c1 --at = 2026-11-19T09 : 00 : 00Z d', 'disconnected', 'none'],
  ['events import ', '', 'files'],
  ['actions approve r1 --kind c', 'call-patient confirm-booking', 'none'],
  ['actions approve r1 --kind=c', 'call-patient confirm-booking', 'none'],
  ['actions approve r1 --kind = c', 'call-patient confirm-booking', 'none'],
  ['actions approve r1 --kind =', 'insert call-patient confirm-booking', 'none'],
  ['actions approve r1 --hue ', 'red green', 'none'],
  ['actions approve r1 --action a b --k', '--kind', 'none'],
  ['actions approve r1 --action a --act', '--action', 'none'],
  ['help a', 'actions', 'none'],
  ['help events ', 'add import', 'none'],
  ['help events add ', '', 'none'],
  ['help nothing ', '', 'none'],
])('%j', (line, offers, paths) => expect(offered(line)).toEqual([offers, paths]))
