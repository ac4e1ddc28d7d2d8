/** What a trouble says: what was seen, a line each, and what to do, as one would tell a colleague. */
import type { Trouble } from '../said.ts'

export interface Told {
  readonly saw: readonly string[]
  readonly toDo: string
}

/** Words for every trouble there is. */
export type TroubleWords = {
  readonly [C in Trouble['code']]: (said: Extract<Trouble, { code: C }>) => Told
}

export const told = (saw: string | readonly string[], toDo: string): Told => ({
  saw: typeof saw === 'string' ? [saw] : saw,
  toDo,
})
