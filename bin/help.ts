/** Help and errors of the command line: `rejoin help` down to any command, examples, and colours where a person watches. */
import type { Command } from 'commander'
import { broken } from '../src/report/terminal/listing.ts'
import { painter } from '../src/report/terminal/paint.ts'
import { didYouMean } from './suggest.ts'
import type { Terminal } from './terminal.ts'

/** To be called before commands are added: they inherit it. */
export function withManners(rejoin: Command, terminal: Terminal): Command {
  const paint = painter(true)
  return rejoin
    .helpCommand(false)
    .configureHelp({ styleTitle: (text) => paint('head', text) })
    .configureOutput({
      // What was typed wrongly is shown again, and may hold anything.
      outputError: (text) => terminal.say(text.trimEnd(), 'call'),
      getOutHelpWidth: () => terminal.width,
      getErrHelpWidth: () => terminal.width,
      getOutHasColors: () => terminal.colour,
      getErrHasColors: () => terminal.sayColour,
    })
}

/** To be called when all commands are there. */
export function addHelp(rejoin: Command, { width }: Terminal): void {
  rejoin
    .command('help')
    .description('what a command does, its options and examples')
    .argument('[command...]', 'such as run, or actions list')
    .action((names: readonly string[]) => commandAt(rejoin, names).help())
  addToEach(rejoin, [], width)
}

/** Says what there is instead of a command that there is not. */
function commandAt(rejoin: Command, names: readonly string[]): Command {
  let found = rejoin
  for (const name of names) {
    const next = found.commands.find((one) => one.name() === name)
    if (next === undefined) {
      const all = found.createHelp().visibleCommands(found)
      const known = all.map((one) => one.name())
      const others = known.length === 0 ? '' : `; there are ${known.join(', ')}`
      return found.error(`error: unknown command '${name}'${didYouMean(name, known) || others}`)
    }
    found = next
  }
  return found
}

/** Each command's errors point to its own help. */
function addToEach(command: Command, path: readonly string[], width: number): void {
  const name = path.join(' ')
  command.showHelpAfterError(
    path.length === 0 ? '(rejoin help lists all commands)' : `(rejoin help ${name} tells more)`,
  )
  const more = MORE[name]
  if (more !== undefined) {
    const lines = more.split('\n').flatMap((line) => broken(line, width))
    command.addHelpText('after', `\n${lines.join('\n')}`)
  }
  for (const one of command.commands) addToEach(one, [...path, one.name()], width)
}

const RUN_CODES =
  'Exit codes: 0 nothing needs anyone, 2 something does, 3 held or inconclusive, 1 could not run.'

/** By the path of the command. */
const MORE: Readonly<Record<string, string>> = {
  '': `Database: DATABASE_URL=postgres://… for PostgreSQL; otherwise an embedded one in REJOIN_DATA, or ./.rejoin.
Instants: 2026-11-19T23:30:00Z, or with an offset.
${RUN_CODES}`,
  import: `Examples:
  rejoin import ./bundle
  rejoin import ./bundle --set-aside

Exit codes: 0 loaded, 1 refused: every fault is told with file, line and column.`,
  run: `Examples:
  rejoin run --all --out ./reports
  rejoin run --practice wattle-street --json
  rejoin run --bundle ./bundle --as-of 2026-11-19T11:30:00Z

${RUN_CODES}`,
  report: `The first 8 characters of a run’s id are enough.

${RUN_CODES}`,
  pull: `Examples:
  rejoin pull --connection wattle-group
  rejoin pull --all --from-on 2026-11-19 --to-on 2026-11-26

Exit codes: 0 read completely, 3 not completely, 1 not at all.`,
  explain: `Examples:
  rejoin explain BK-1010
  rejoin explain BK-1010 --bundle ./bundle --as-of 2026-11-19T01:10:00Z`,
  watch: `Examples:
  rejoin watch --out ./reports
  rejoin watch --once --json`,
  verify: RUN_CODES,
  actions: `Examples:
  rejoin actions list --connection wattle-group
  rejoin actions approve RUN --all-automatic --by "Mary Jones"
  rejoin actions apply RUN --by "Mary Jones"
  rejoin actions export RUN --out ./worklists

The first 8 characters of a run’s id are enough.`,
  'actions apply':
    'Exit codes: 0 all of it was applied, 2 something is left to do, 3 stopped or not known yet, 1 nothing was applied.',
  'events import': `The file:
  connection_id,at,event
  wattle-group,2026-11-19T09:00:00Z,disconnected`,
  'mapping check': `Examples:
  rejoin mapping check bp-premier-view --sample export.csv --zone Australia/Sydney

Exit codes: 0 all good, 2 something to look at, 1 could not be read.`,
  completion: `Put this where your shell starts:
  bash         source <(rejoin completion bash)
  zsh          source <(rejoin completion zsh)      # after compinit
  fish         rejoin completion fish | source
  powershell   rejoin completion powershell | Out-String | Invoke-Expression`,
}
