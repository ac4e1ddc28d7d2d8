/**
 * PURE. What may stand next on a command line, told by the commands as commander knows them. No id is ever offered: to
 * know one the database would have to be opened, and an embedded one is for one program at a time.
 */
import type { Argument, Command, Option } from 'commander'

export interface Offer {
  readonly value: string
  readonly about: string
}

export interface Completion {
  readonly offers: readonly Offer[]
  /** What the shell itself offers where nothing of ours fits. */
  readonly paths: 'none' | 'files' | 'folders'
}

/** The values of an option or an argument that is called so in the help, such as `<kind>`; null: any text. */
export type ValuesOf = (command: string, placeholder: string) => readonly string[] | null

/** `words`: what follows the program's name; the last one is being typed, and may be empty. */
export function completionsOf(root: Command, words: readonly string[], valuesOf: ValuesOf): Completion {
  const [typed = '', ...before] = glued(words).reverse()
  const place = placeAfter(root, before.reverse())
  const isOver = place.expecting?.variadic === true && typed.startsWith('-')
  const [option, value] =
    place.expecting === null || isOver ? valueIn(place, typed) : [place.expecting, typed]
  if (option !== null) {
    const offered = offersFor(place.path, placeholderOf(option), option.argChoices, valuesOf)
    return { ...offered, offers: fitting(offered.offers, value) }
  }
  if (typed.startsWith('-') && !place.onlyArguments) {
    return { offers: fitting(optionsLeft(place), typed), paths: 'none' }
  }
  const offered = nextWords(root, place, valuesOf)
  return { ...offered, offers: fitting(offered.offers, typed) }
}

/** Where the words before the typed one lead to. */
interface Place {
  readonly command: Command
  /** `actions list` */
  readonly path: string
  readonly positionals: readonly string[]
  readonly given: ReadonlySet<Option>
  /** The option whose value comes next. */
  readonly expecting: Option | null
  readonly onlyArguments: boolean
}

/** Bash breaks words at `=` and `:` too, and hands the signs over as words of their own. */
function glued(words: readonly string[]): string[] {
  const whole: string[] = []
  for (const [at, word] of words.entries()) {
    const isSign = word === '=' || word === ':'
    const goesOn = at > 0 && (isSign || words[at - 1] === '=' || words[at - 1] === ':')
    if (goesOn && whole.length > 0) whole[whole.length - 1] += word
    else whole.push(word)
  }
  return whole
}

function placeAfter(root: Command, words: readonly string[]): Place {
  let command = root
  const path: string[] = []
  const positionals: string[] = []
  const given = new Set<Option>()
  let expecting: Option | null = null
  let onlyArguments = false
  for (const word of words) {
    const isOption = word.startsWith('-') && word !== '-' && !onlyArguments
    if (expecting !== null && !(isOption && expecting.variadic)) {
      if (!expecting.variadic) expecting = null
    } else if (word === '--') onlyArguments = true
    else if (isOption) {
      const option = optionNamed(command, word.split('=')[0] ?? '')
      if (option !== null) given.add(option)
      expecting = option !== null && takesValue(option) && !word.includes('=') ? option : null
    } else {
      const next = positionals.length === 0 ? commandNamed(command, word) : undefined
      if (next === undefined) positionals.push(word)
      else {
        command = next
        path.push(word)
      }
    }
  }
  return { command, path: path.join(' '), positionals, given, expecting, onlyArguments }
}

/** `--kind=cal`: the option and the beginning of its value. */
function valueIn({ command, onlyArguments }: Place, typed: string): [Option | null, string] {
  const sign = typed.indexOf('=')
  if (onlyArguments || !typed.startsWith('--') || sign < 0) return [null, typed]
  const option = optionNamed(command, typed.slice(0, sign))
  return [option !== null && takesValue(option) ? option : null, typed.slice(sign + 1)]
}

function nextWords(root: Command, place: Place, valuesOf: ValuesOf): Completion {
  const { command, path, positionals } = place
  if (path === 'help') {
    const group = positionals.reduce<Command | undefined>((at, name) => at && commandNamed(at, name), root)
    return { offers: group === undefined ? [] : commandsIn(group), paths: 'none' }
  }
  const commands = positionals.length === 0 ? commandsIn(command) : []
  if (commands.length > 0) return { offers: commands, paths: 'none' }
  const argument = argumentAt(command.registeredArguments, positionals.length)
  if (argument === undefined) return { offers: optionsLeft(place), paths: 'none' }
  return offersFor(path, argument.name(), argument.argChoices, valuesOf)
}

function offersFor(
  path: string,
  placeholder: string,
  choices: readonly string[] | undefined,
  valuesOf: ValuesOf,
): Completion {
  const values = choices ?? valuesOf(path, placeholder) ?? []
  const offers = values.map((value) => ({ value, about: '' }))
  if (placeholder === 'dir') return { offers, paths: 'folders' }
  return { offers, paths: placeholder === 'file' || placeholder === 'csv' ? 'files' : 'none' }
}

const argumentAt = (all: readonly Argument[], at: number): Argument | undefined => {
  const last = all.at(-1)
  return all[at] ?? (last?.variadic === true ? last : undefined)
}

const commandsIn = (command: Command): readonly Offer[] =>
  command
    .createHelp()
    .visibleCommands(command)
    // A group's own help does what `rejoin help` does.
    .filter((one) => command.commands.includes(one))
    .map((one) => ({ value: one.name(), about: one.description() }))

const commandNamed = (command: Command, name: string): Command | undefined =>
  command.commands.find((one) => one.name() === name || one.aliases().includes(name))

const optionNamed = (command: Command, flag: string): Option | null =>
  command.options.find(({ long, short }) => long === flag || short === flag) ?? null

/** Those that were not given yet, unless they may be given again. */
const optionsLeft = ({ command, given }: Place): readonly Offer[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .filter((option) => !given.has(option) || option.variadic)
    .flatMap(({ long, description }) => (long ? [{ value: long, about: description }] : []))

const takesValue = ({ required, optional }: Option): boolean => required || optional

/** `--out <dir>` → `dir` */
const placeholderOf = ({ flags }: Option): string => /[<[]([^\]>.]+)/.exec(flags)?.[1] ?? ''

const fitting = (offers: readonly Offer[], typed: string): readonly Offer[] =>
  offers.filter(({ value }) => value.startsWith(typed))
