/** How a command group hangs its commands on the program: what one resolves with becomes the exit code. */
import type { ExitCode } from './exit-codes.ts'

export type Does = <A extends unknown[]>(
  command: (...args: A) => Promise<ExitCode>,
) => (...args: A) => Promise<void>
