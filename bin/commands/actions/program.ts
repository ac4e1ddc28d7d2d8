/** `rejoin actions …`: what becomes of a plan. Wiring only; each command is loaded when it is called. */
import type { Command } from 'commander'
import type { Does } from '../../does.ts'
import type { Terminal } from '../../terminal.ts'

export function addActions(rejoin: Command, does: Does, terminal: Terminal): void {
  const actions = rejoin
    .command('actions')
    .description('look at a plan, decide about it, carry it out or hand it out as worklists')

  actions
    .command('list')
    .description('the actions of a plan, as they stand')
    .argument('[run]', 'run id')
    .option('--connection <id>', 'the newest plan of this connection instead of a run')
    .option('--status <status>', 'only these: proposed, approved, rejected, held, applied, declined, failed')
    .option('--kind <kind>', 'only this kind')
    .option('--practice <id>', 'only this practice')
    .option('--json', 'one line of JSON per action')
    .action(does(async (run, flags) => (await import('./list.ts')).list(run, flags, terminal)))

  actions
    .command('show')
    .description('one action: what it waits for, what must still be true, who decided and what came of it')
    .argument('<run>', 'run id')
    .argument('<action>', 'action id')
    .option('--json', 'one line of JSON')
    .action(does(async (run, id, flags) => (await import('./show.ts')).show(run, id, flags, terminal)))

  withSelection(
    actions
      .command('approve')
      .description('agree to actions of the newest plan; it holds as long as the plan stays the same'),
  )
    .option('--why <text>', 'for the record')
    .action(
      does(async (run, flags) => (await import('./decide.ts')).decide('approved', run, flags, terminal)),
    )

  withSelection(actions.command('reject').description('say that actions of the newest plan are not wanted'))
    .requiredOption('--why <text>', 'for the record')
    .action(
      does(async (run, flags) => (await import('./decide.ts')).decide('rejected', run, flags, terminal)),
    )

  actions
    .command('apply')
    .description(
      'carry out what was approved of the newest plan: in the book, if it can be written, and on the platform',
    )
    .argument('<run>', 'run id')
    .requiredOption('--by <name>', 'who does it: a person’s name')
    .option('--as-of <instant>', 'a start counts as passed as of this instant instead of now')
    .option('--json', 'one line of JSON per action')
    .action(does(async (run, flags) => (await import('./apply.ts')).apply(run, flags, terminal)))

  addVerify(actions, does, terminal)

  actions
    .command('export')
    .description('worklists as CSV, one folder per practice, with columns for what came of each action')
    .argument('<run>', 'run id')
    .requiredOption('--out <dir>', 'where to write them')
    .option('--practice <id>', 'only this practice')
    .option('--full', 'names, birth dates and mobiles too; not for email')
    .action(does(async (run, flags) => (await import('./export.ts')).exportWorklists(run, flags, terminal)))

  actions
    .command('import-outcomes')
    .description('take a filled-in worklist back, whole or not at all, and say what is still open')
    .argument('<file>', 'the worklist')
    .option('--by <name>', 'who did it, where the column completed_by is blank')
    .action(
      does(async (file, flags) =>
        (await import('./import-outcomes.ts')).importOutcomes(file, flags, terminal),
      ),
    )
}

const withSelection = (command: Command): Command =>
  command
    .argument('<run>', 'run id')
    .option('--action <id...>', 'these actions')
    .option('--kind <kind>', 'all of this kind')
    .option('--practice <id>', 'all of this practice')
    .option('--all-automatic', 'all that nobody needs to look at')
    .option('--all', 'all')
    .requiredOption('--by <name>', 'who decides: a person’s name')

/** `rejoin verify` and `rejoin actions verify` are one. */
export function addVerify(group: Command, does: Does, terminal: Terminal): void {
  group
    .command('verify')
    .description('read the book again and judge the outage of a run again: each booking before and after')
    .argument('<run>', 'run id')
    .option('--as-of <instant>', 'judge the world as of this instant instead of now')
    .option('--json', 'one line of JSON')
    .action(does(async (run, flags) => (await import('../verify.ts')).verify(run, flags, terminal)))
}
