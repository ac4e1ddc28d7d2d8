/** A server that says, with a definite status, that it will not answer this question: another one it may. */
import { BookSilent } from '../../book.ts'

export class Refused extends BookSilent {
  readonly status: number

  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

/** There is no such kind of resource at that server, and it was not only kept from us. */
export const isUnheardOf = (error: unknown): boolean =>
  error instanceof Refused && (error.status === 404 || error.status === 501)
