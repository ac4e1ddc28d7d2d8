#!/usr/bin/env node
/** The program: commander wiring and exit codes. Each command opens what it needs, calls one thing, prints. */
import { Command, CommanderError } from 'commander'
import { addActions, addVerify } from './commands/actions/program.ts'
import { addMail } from './commands/mail/program.ts'
import type { Does } from './does.ts'
import { COULD_NOT_RUN, type ExitCode } from './exit-codes.ts'
import { addHelp, withManners } from './help.ts'
import { processTerminal, type Terminal } from './terminal.ts'

async function main(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = 0
  const does =
    <A extends unknown[]>(command: (...args: A) => Promise<ExitCode>) =>
    async (...args: A): Promise<void> => {
      code = await command(...args)
    }
  try {
    await program(does, terminal).parseAsync(argv)
    return code
  } catch (error) {
    // Help and version are no errors; what commander complains about it has already said.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : COULD_NOT_RUN
    const { wordsOf } = await import('./troubles.ts')
    terminal.say(`rejoin: ${wordsOf(error)}`, 'call')
    return COULD_NOT_RUN
  } finally {
    terminal.progress(null)
  }
}

/** Commands are loaded when they are called: a help text needs no database. */
function program(does: Does, terminal: Terminal): Command {
  const rejoin = withManners(new Command('rejoin'), terminal)
    .description('Reconciles online bookings with the appointment book after the line to the PMS was down.')
    .version('0.1.0')
    .exitOverride()

  rejoin
    .command('import')
    .description('load a bundle of CSV files into the database, whole or not at all')
    .argument('<dir>', 'folder of the bundle')
    .option(
      '--set-aside',
      'load the good rows, keep the bad ones for inspection, and mark the read as not complete',
    )
    .option('--timings', 'how long each stage took, on stderr')
    .action(
      does(async (dir, flags) => (await import('./commands/import.ts')).importCommand(dir, flags, terminal)),
    )

  withTimes(
    rejoin
      .command('run')
      .description('judge every booking of the outage: verdicts, findings, actions')
      .option('--connection <id>', 'the connection to run')
      .option('--practice <id>', 'run the connection of this practice')
      .option('--all', 'run every connection')
      .option(
        '--bundle <dir>',
        'judge this bundle in a throwaway database; everything in it unless one is chosen',
      )
      .option('--set-aside', 'with --bundle: as in import'),
  )
    .option('--json', 'one line of JSON per connection on stdout')
    .option('--out <dir>', 'write CSVs and report.html, one folder per practice')
    .option('--full', 'with --out: names, birth dates and mobiles too; not for email')
    .option('--appointment-types', 'with --out: appointment types too; they may reveal health information')
    .option('--mail', 'mail each practice its result, as rejoin.json says; rejoin watch does it by itself')
    .option('--wait <seconds>', 'wait so long for whoever is at work on the connection (default: 75)')
    .option('--timings', 'how long each stage took, on stderr')
    .action(does(async (flags) => (await import('./commands/run.ts')).run(flags, terminal)))

  withTimes(
    rejoin
      .command('pull')
      .description('read live appointment books and store what they hold; rejoin run judges over it')
      .option('--connection <id>', 'the connection whose book to read')
      .option('--practice <id>', 'read the book of this practice')
      .option('--all', 'read every book that rejoin.json has')
      .option('--from-on <day>', 'from this local day on, instead of those that matter to a run')
      .option('--to-on <day>', 'up to this local day'),
  )
    .option('--json', 'one line of JSON per connection')
    .option('--timings', 'how long each stage took, on stderr')
    .action(does(async (flags) => (await import('./commands/pull.ts')).pull(flags, terminal)))

  rejoin
    .command('pulls')
    .description('when live books were read, newest first; of one, what was wrong with the book')
    .argument('[pull]', 'only this one, with everything that was remarked')
    .option('--connection <id>', 'only this connection')
    .option('--json', 'one line of JSON per pull')
    .action(does(async (id, flags) => (await import('./commands/pulls.ts')).pulls(id, flags, terminal)))

  rejoin
    .command('watch')
    .description('reconcile by itself whatever line comes back: waits, reads the book, runs, reports')
    .option('--once', 'do what is due now, and end; for cron')
    .option('--connection <id>', 'only this connection')
    .option('--out <dir>', 'write the reports of each run into <dir>/<connection>/<run>')
    .option('--workers <n>', 'so many connections at a time (default: 4; an embedded database: 1)')
    .option('--pulls <n>', 'read so many books at a time, never two of one server (default: 2)')
    .option('--every <seconds>', 'look for what nobody told of (default: 30)')
    .option('--settle <seconds>', 'a line must have been up for so long (default: 300)')
    .option('--lease <seconds>', 'after so long others take up what a dead process had begun (default: 60)')
    .option('--json', 'what happens as lines of JSON on stdout')
    .action(does(async (flags) => (await import('./commands/watch.ts')).watch(flags, terminal)))

  withTimes(
    rejoin
      .command('explain')
      .description('the evidence behind one verdict: base, online, book, pairing, rule, who holds the time')
      .argument('<booking>', 'booking id')
      .option('--bundle <dir>', 'look into this bundle instead of the database'),
  ).action(does(async (id, flags) => (await import('./commands/explain.ts')).explain(id, flags, terminal)))

  rejoin
    .command('status')
    .description('how every connection is, worst first: health, last syncs, what waits, what to check next')
    .option('--connection <id>', 'only this connection')
    .option('--practice <id>', 'only the connection of this practice')
    .option('--json', 'one line of JSON per connection')
    .option('--html <file>', 'write one page of all of them too')
    .option('--watch', 'look again every 30 seconds until q or Ctrl-C')
    .option('--as-of <instant>', 'as of this instant instead of now')
    .addHelpText(
      'after',
      '\nExit codes: 0 as it should be, 2 something is delayed or stale, 3 something is unhealthy.',
    )
    .action(does(async (flags) => (await import('./commands/status.ts')).status(flags, terminal)))

  rejoin
    .command('doctor')
    .description('look at everything that Rejoin needs: database, clocks, books, mail; and say what to do')
    .option('--connection <id>', 'of the books only this one')
    .option('--offline', 'ask no appointment book and no mail server')
    .option('--timeout <seconds>', 'give each look so long (default: 20)')
    .option('--json', 'one line of JSON per check')
    .addHelpText('after', '\nExit codes: 0 all is well, 2 there are warnings, 1 something is wrong.')
    .action(does(async (flags) => (await import('./commands/doctor.ts')).doctor(flags, terminal)))

  const events = rejoin.command('events').description('what happened on the lines')
  events
    .command('add')
    .description('tell of one event; a line that comes back is reconciled by rejoin watch')
    .argument('<connection>', 'connection id')
    .argument('<event>', 'connected, disconnected or heartbeat')
    .option('--at <instant>', 'when it happened (default: now)')
    .action(
      does(async (id, event, flags) =>
        (await import('./commands/events.ts')).add(id, event, flags, terminal),
      ),
    )
  events
    .command('import')
    .description('load a CSV file of events, whole or not at all')
    .argument('<file>', 'columns: connection_id, at, event')
    .action(does(async (file) => (await import('./commands/events.ts')).importFile(file, terminal)))
  events
    .command('list')
    .description('the events of a connection in order of time, heartbeats in a row as one line')
    .argument('<connection>', 'connection id')
    .option('--since <instant>', 'from this instant on')
    .option('--until <instant>', 'up to this instant')
    .option('--last <n>', 'at most so many of the newest (default: 1000)')
    .option('--json', 'one line of JSON per event')
    .action(does(async (id, flags) => (await import('./commands/events.ts')).list(id, flags, terminal)))

  rejoin
    .command('outages')
    .description('when each line was down, and which run settled it')
    .option('--connection <id>', 'only this connection')
    .option('--as-of <instant>', 'as of this instant instead of now')
    .option('--json', 'one line of JSON per outage')
    .action(does(async (flags) => (await import('./commands/outages.ts')).outages(flags, terminal)))

  rejoin
    .command('runs')
    .description('the runs that were made, newest first')
    .option('--connection <id>', 'only this connection')
    .option('--json', 'one line of JSON per run')
    .action(does(async (flags) => (await import('./commands/runs.ts')).runs(flags, terminal)))

  rejoin
    .command('report')
    .description('a run again, as it was recorded')
    .argument('<run>', 'run id')
    .option('--json', 'the line of JSON')
    .option('--out <dir>', 'write CSVs and report.html, one folder per practice')
    .option('--full', 'with --out: names, birth dates and mobiles too; not for email')
    .option('--appointment-types', 'with --out: appointment types too; they may reveal health information')
    .option('--timings', 'how long each stage took, on stderr')
    .action(does(async (id, flags) => (await import('./commands/runs.ts')).report(id, flags, terminal)))

  addActions(rejoin, does, terminal)
  addVerify(rejoin, does, terminal)
  addMail(rejoin, does, terminal)

  const mapping = rejoin.command('mapping').description('mappings of exported appointment books')
  mapping
    .command('check')
    .description('what a mapping makes of a file: columns, first rows, days, and everything that is wrong')
    .argument('<file>', 'the mapping, or the name of one that comes with the program')
    .requiredOption('--sample <csv>', 'a file of the export')
    .option('--part <name>', 'which part of the mapping the file is (default: told by its name)')
    .option('--zone <zone>', 'the wall clock of the PMS, such as Australia/Sydney (default: UTC)')
    .option('--rows <n>', 'how many rows to show field by field (default: 5)')
    .option('--connection <id>', 'for a mapping that picks the rows of one connection')
    .option('--full', 'names, birth dates and mobiles as they are')
    .option('--json', 'one line of JSON')
    .action(
      does(async (file, flags) =>
        (await import('./commands/mapping.ts')).mappingCheck(file, flags, terminal),
      ),
    )

  const db = rejoin.command('db').description('the database')
  db.command('migrate')
    .description('bring the database to the tables of this program')
    .action(does(async () => (await import('./commands/db.ts')).migrate(terminal)))

  rejoin
    .command('demo')
    .description('the example group, from its bundle to its reports')
    .option('--out <dir>', 'where to put database and reports (default: rejoin-out/demo)')
    .action(does(async (flags) => (await import('./commands/demo.ts')).demo(flags, terminal)))

  rejoin
    .command('completion')
    .description('the script that lets TAB complete commands, options and their values')
    .argument('<shell>', 'bash, zsh, fish or powershell')
    .action(does(async (shell) => (await import('./commands/completion.ts')).completion(shell, terminal)))
  rejoin
    .command('complete', { hidden: true })
    .argument('[words...]', 'what was typed so far')
    .action(
      does(async (words) => (await import('./commands/completion.ts')).complete(rejoin, words, terminal)),
    )

  addHelp(rejoin, terminal)
  return rejoin
}

const withTimes = (command: Command): Command =>
  command
    .option('--as-of <instant>', 'judge the world as of this instant instead of now')
    .option('--since <instant>', 'the window begins here, whatever the events say')
    .option('--until <instant>', 'the window ends here (with --since; default: as-of)')

process.umask(0o077)
process.exitCode = await main(process.argv, processTerminal())
