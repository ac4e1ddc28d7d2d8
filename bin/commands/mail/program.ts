/** `rejoin mail …`: what became of the mails, and another try. Wiring only. No flag takes an address, on purpose. */
import type { Command } from 'commander'
import type { Does } from '../../does.ts'
import type { Terminal } from '../../terminal.ts'

export function addMail(rejoin: Command, does: Does, terminal: Terminal): void {
  const mail = rejoin
    .command('mail')
    .description('the emails that follow runs: what left, what waits, what failed')

  mail
    .command('list')
    .description('every mail, newest first: its state, who got it, and what is wrong')
    .option('--connection <id>', 'only this connection')
    .option('--practice <id>', 'only this practice')
    .option('--state <state>', 'only these: waiting, sending, sent, unknown, failed')
    .option('--json', 'one line of JSON per mail')
    .addHelpText('after', '\nExit codes: 0 all is well, 2 something failed, is unknown or was refused.')
    .action(does(async (flags) => (await import('./list.ts')).list(flags, terminal)))

  mail
    .command('retry')
    .description('try now what has not left: the same mail, under the same Message-ID')
    .argument('[mail...]', 'mail ids')
    .option('--all', 'every mail that has not left')
    .action(does(async (ids, flags) => (await import('./retry.ts')).retry(ids, flags, terminal)))

  mail
    .command('resend')
    .description('make the mail of a run once more, as it stands now, and send it as a new one')
    .argument('<run>', 'run id; also of a run that was never mailed')
    .option('--practice <id>', 'only to this practice')
    .action(does(async (run, flags) => (await import('./resend.ts')).resend(run, flags, terminal)))
}
