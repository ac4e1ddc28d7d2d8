/**
 * PURE. The one palette of the terminal. Text is painted by what it means, and what it means always stands in its words
 * too: whoever sees no colours misses nothing. Only the sixteen colours that every terminal lets its owner choose.
 */

/** `alarm`: nothing goes on like this · `call`: trouble, or somebody must act now · `decide`: look at it · `good` · `faint`: beside the point · `head`: a title. */
export type Ink = 'alarm' | 'call' | 'decide' | 'good' | 'faint' | 'head'
export type Paint = (ink: Ink, text: string) => string

/** `colour` false: what is painted stays as it is. */
export const painter = (colour: boolean): Paint => (colour ? painted : plain)

const plain: Paint = (_, text) => text
const painted: Paint = (ink, text) => (text === '' ? '' : `\u001b[${CODES[ink]}m${text}\u001b[0m`)

const CODES: Readonly<Record<Ink, string>> = {
  alarm: '1;97;41',
  call: '1;31',
  decide: '1;33',
  good: '32',
  faint: '2',
  head: '1',
}
