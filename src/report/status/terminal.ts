/**
 * PURE. Cards on a terminal, worst first. Where there are many, those with nothing to look at get a line each: thousands
 * of healthy ones must not bury the one that is not. Ids only, no patient's name.
 */
import type { Card, HealthState } from '../../connection/card.ts'
import { gradeOf, totalsOf } from '../../connection/peers.ts'
import { SYNC_ENTITIES } from '../../reconcile/model.ts'
import type { EpochMs } from '../../reconcile/span.ts'
import { aligned, wrapped } from '../terminal/columns.ts'
import { type Ink, painter } from '../terminal/paint.ts'
import { visible } from '../visible.ts'
import { type At, clockOf, saidOf, stepsOf, syncedText } from './lines.ts'
import { type StatusWords, statusWords } from './words.ts'

export interface StatusOptions {
  readonly width: number
  readonly colour: boolean
  readonly words?: StatusWords
}

/** So few are shown as whole cards whatever there is to say of them; and never more than so many. */
const ALL_WHOLE = 5
const MOST_WHOLE = 50
const LABEL = 12

/** `cards`: in the order in which they are to be read. */
export function statusCards(cards: readonly Card[], options: StatusOptions): string {
  const words = options.words ?? statusWords
  if (cards.length === 0) return `${words.nothing}\n`
  const loud = cards.length <= ALL_WHOLE ? cards : cards.filter((card) => !isQuiet(card))
  const quiet = cards.length <= ALL_WHOLE ? [] : cards.filter(isQuiet)
  const others = loud.slice(MOST_WHOLE)
  const lines = [
    ...loud.slice(0, MOST_WHOLE).flatMap((card) => [...cardLines(card, words, options), '']),
    ...shortLines(words.others(others.length), others, words, options),
    ...shortLines(words.quiet(quiet.length), quiet, words, options),
    ...wrapped('', totalsLine(cards, words), options.width, 0),
  ]
  return `${lines.join('\n')}\n`
}

/** The same for a screen that shows only its beginning: what all come to stands first. */
export function statusScreen(cards: readonly Card[], everySeconds: number, options: StatusOptions): string {
  const words = options.words ?? statusWords
  const totals = cards.length === 0 ? [] : wrapped('', totalsLine(cards, words), options.width, 0)
  return [...totals, words.keys(everySeconds), '', statusCards(cards, options)].join('\n')
}

/** One line about a card, for a log that nobody watches. */
export function statusLine(card: Card, words: StatusWords = statusWords): string {
  const at = clockOf(card)
  const { count, earliestMs } = card.waiting
  return visible(
    [
      at(card.asOfMs),
      card.connectionId,
      words.states[card.state],
      card.why.map((reason) => words.reasons[reason]).join(' '),
      ...(count === 0 || earliestMs === null ? [] : [words.waiting(count, at(earliestMs))]),
    ].join('  '),
  )
}

export function totalsLine(
  cards: readonly Card[],
  words: StatusWords = statusWords,
  atOf: (card: Card) => At = clockOf,
): string {
  const totals = totalsOf(cards)
  const states = (Object.keys(words.states) as HealthState[])
    .filter((state) => totals.byState[state] > 0)
    .map((state) => `${totals.byState[state]} ${words.states[state].toLowerCase()}`)
  const waiting = cards.filter(({ waiting: { earliestMs } }) => earliestMs !== null)
  const first = [...waiting].sort((a, b) => earliestOf(a) - earliestOf(b))[0]
  const [any] = cards
  return visible(
    [
      `${words.connections(totals.connections)}: ${states.join(', ')}`,
      ...(totals.stale === 0 ? [] : [words.stale(totals.stale)]),
      words.waitingAll(
        totals.waiting,
        first === undefined ? null : `${atOf(first)(earliestOf(first))} (${first.connectionId})`,
      ),
      ...(totals.queued === 0 ? [] : [words.queue(totals.queued, totals.working)]),
      ...(any === undefined ? [] : [words.asOf(atOf(any)(any.asOfMs))]),
    ].join('; '),
  )
}

function cardLines(card: Card, words: StatusWords, { width, colour }: StatusOptions): string[] {
  const paint = painter(colour)
  const zone = card.practices.length === 0 ? '' : ` (${card.timeZone})`
  const [head = '', ...rest] = wrapped(
    words.states[card.state].toUpperCase(),
    visible(`${card.connectionId} ${card.name}${zone}`),
    width,
    Math.max(LABEL, words.states[card.state].length + 2),
  )
  const state = words.states[card.state].toUpperCase()
  const say = (label: string, text: string): readonly string[] =>
    wrapped(`  ${label}`, visible(text), width, LABEL)
  const said = saidOf(card, words, clockOf(card))
  const before = said.filter(([part]) => EARLY.has(part))
  const after = said.filter(([part]) => !EARLY.has(part))
  return [
    paint(INKS[card.state], state) + head.slice(state.length),
    ...rest,
    ...before.flatMap(([part, text]) => say(words.labels[part], text)),
    ...syncLines(card, words, width),
    ...after.flatMap(([part, text]) => say(words.labels[part], text)),
    ...stepsOf(card, words).flatMap((step, index) => {
      const label = `  ${index === 0 ? words.labels.next : ''}`.padEnd(LABEL)
      return wrapped(`${label}${index + 1}.`, visible(step), width, LABEL + 3)
    }),
  ]
}

/** What stands before the table of syncs. */
const EARLY: ReadonlySet<string> = new Set(['why', 'since', 'practices', 'lastSign', 'hours'])

function syncLines({ entities, asOfMs }: Card, words: StatusWords, width: number): readonly string[] {
  const heads = [words.labels.synced, words.labels.read, words.labels.written]
  const rows = SYNC_ENTITIES.flatMap((entity) => {
    const found = entities.find((one) => one.entity === entity)
    if (found === undefined) return []
    return [
      [words.entities[entity], syncedText(found.read, asOfMs, words), syncedText(found.write, asOfMs, words)],
    ]
  })
  return aligned([heads, ...rows], width)
}

/** A line for each under their title; for none nothing. */
function shortLines(
  title: string,
  cards: readonly Card[],
  words: StatusWords,
  { width }: StatusOptions,
): string[] {
  if (cards.length === 0) return []
  const { labels } = words
  const heads = [labels.state, labels.connection, labels.lastSign, labels.book, labels.waiting]
  const rows = cards.map((card) => {
    const { connectionId, state, lastSignMs, asOfMs, waiting, entities } = card
    const book = entities.find(({ entity }) => entity === 'appointments')
    return [
      words.states[state],
      connectionId,
      lastSignMs === null ? words.neverSeen : words.ago(asOfMs - lastSignMs),
      book === undefined ? '' : syncedText(book.read, asOfMs, words),
      waiting.earliestMs === null ? '' : `${waiting.count}, ${clockOf(card)(waiting.earliestMs)}`,
    ].map(visible)
  })
  return [title, ...aligned([heads, ...rows], width), '']
}

/** Well, and nothing under way or left open. That the line of a closed practice is down is as it should be. */
export function isQuiet(card: Card): boolean {
  const { state, window, job, advice, steps, run } = card
  const isClosed = state === 'closed'
  const isLeft = run !== null && (run.holds.length > 0 || run.forPeople > 0 || run.unknown > 0)
  return (
    gradeOf(card) === 'well' &&
    (window === null || (isClosed && window.open)) &&
    (job === null || (isClosed && job.waitingFor === 'line')) &&
    advice.advice === 'keep' &&
    steps.length === 0 &&
    !isLeft
  )
}

const earliestOf = ({ waiting }: Card): EpochMs => waiting.earliestMs ?? Number.MAX_VALUE

const INKS: Readonly<Record<HealthState, Ink>> = {
  unhealthy: 'alarm',
  delayed: 'decide',
  closed: 'faint',
  healthy: 'good',
}
