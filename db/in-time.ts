/**
 * An answer, or the knowledge that there is none. The driver may wait for ever for a connection that broke at an unlucky
 * moment, and a broken network says nothing at all: whoever must go on sets a limit.
 */
import { DatabaseUnreachable } from './errors.ts'

/** Whatever was asked may have happened or not. The connections it was asked over are not to be trusted any more. */
export class NoAnswer extends DatabaseUnreachable {}

export async function inTime<T>(work: PromiseLike<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(`the database does not answer (${what})`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
