/**
 * `rejoin completion SHELL`: the script that makes a shell ask us, and the answers that it then gets. They follow the
 * protocol of @bomb.sh/tab, whose scripts we use where they are good.
 */
import { script } from '@bomb.sh/tab'
import type { Command } from 'commander'
import { PART_NAMES } from '../../src/books/csv/mapping/mapping.ts'
import { MAIL_STATES } from '../../src/mail/mail.ts'
import { ACTION_KINDS, ACTION_STATUSES, CONNECTION_EVENTS } from '../../src/reconcile/model.ts'
import { completionsOf } from '../completion.ts'
import { UsageError } from '../config.ts'
import { type ExitCode, NOTHING_TO_DO } from '../exit-codes.ts'
import { didYouMean } from '../suggest.ts'
import type { Terminal } from '../terminal.ts'

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const

export async function completion(shell: string, terminal: Terminal): Promise<ExitCode> {
  if (!SHELLS.some((one) => one === shell)) {
    throw new UsageError(
      `there is no completion for ${JSON.stringify(shell)}, only for ${SHELLS.join(', ')}${didYouMean(shell, SHELLS)}`,
    )
  }
  if (shell === 'bash') await terminal.print(BASH)
  // This one writes to stdout by itself.
  else script(shell, 'rejoin', 'rejoin')
  return NOTHING_TO_DO
}

/** What a shell asks while somebody types: one offer per line, and last what else it may offer by itself. */
export async function complete(
  root: Command,
  words: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const mappings = words.includes('mapping') ? (await import('../books/csv.ts')).shippedNames() : []
  const { offers, paths } = completionsOf(root, words, (command, placeholder) => {
    if (placeholder === 'file') return command === 'mapping check' ? mappings : null
    if (placeholder === 'name') return command === 'mapping check' ? PART_NAMES : null
    return VALUES[placeholder]?.() ?? null
  })
  const lines = offers.map(({ value, about }) => (about === '' ? value : `${value}\t${about}`))
  await terminal.print(`${[...lines, `:${DIRECTIVES[paths]}`].join('\n')}\n`)
  return NOTHING_TO_DO
}

const VALUES: Readonly<Record<string, () => readonly string[]>> = {
  event: () => CONNECTION_EVENTS,
  kind: () => ACTION_KINDS,
  status: () => ACTION_STATUSES,
  state: () => MAIL_STATES,
  shell: () => SHELLS,
  zone: () => Intl.supportedValuesOf('timeZone'),
}

/** The bits of the protocol: no files at all, files where no offer fits, folders only. */
const DIRECTIVES = { none: 4, files: 0, folders: 16 } as const

/**
 * Ours, because the package's needs the bash-completion package, never leaves files to the shell, cannot be read a
 * second time in one shell, and hands what was typed to `eval`, so that a TAB would run `$(…)`. The one `eval` here is
 * of a constant: it lets an alias stand for the program. Works down to the 3.2 of macOS, which lacks `compopt`.
 */
const BASH = `# bash completion for rejoin: source <(rejoin completion bash)
_rejoin_complete() {
  local line paths=4
  COMPREPLY=()
  while IFS= read -r line; do
    case "$line" in
      :*) paths=\${line#:} ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <(eval 'rejoin complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}"' 2>/dev/null)
  case "$paths" in
    4) compopt +o default 2>/dev/null ;;
    16) compopt +o default -o dirnames 2>/dev/null ;;
  esac
  return 0
}
complete -o default -F _rejoin_complete rejoin
`
