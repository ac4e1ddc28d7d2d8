/** PURE. What the notes of a check come to, and all checks together. */
import type { Mark, Note, Result } from './checkup.ts'
import type { Fact, Gap, Trouble } from './said.ts'

/** Something wrong outweighs a warning, and that outweighs the rest; where nothing was seen, nothing was checked. */
export function markOf(notes: readonly Note[]): Mark {
  const weights = notes.map(({ weight }) => weight)
  if (weights.includes('wrong')) return 'wrong'
  if (weights.includes('warning')) return 'warning'
  return weights.includes('fact') || weights.length === 0 ? 'ok' : 'not-checked'
}

/** 0 all is well, 2 there are warnings, 1 something is wrong. What was not checked changes nothing. */
export function exitCodeOf(results: readonly Result[]): 0 | 1 | 2 {
  const marks = results.map(({ notes }) => markOf(notes))
  return marks.includes('wrong') ? 1 : marks.includes('warning') ? 2 : 0
}

export const fact = (said: Fact): Note => ({ weight: 'fact', said })
export const warning = (said: Trouble): Note => ({ weight: 'warning', said })
export const wrong = (said: Trouble): Note => ({ weight: 'wrong', said })
export const notChecked = (said: Gap): Note => ({ weight: 'not-checked', said })
