/** The process as the commands see it: the only reader of argv, the environment and the clock, and the only writer. */
import type { EpochMs } from '../src/reconcile/span.ts'

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>
  now(): EpochMs
  /** Data, and nothing else. */
  print(text: string): Promise<void>
  /** Talk, progress, warnings and errors. */
  say(text: string): void
  readonly width: number
  readonly colour: boolean
}

export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process
  // `rejoin … | head` closes the pipe early; that is not an error of ours.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  return {
    env,
    now: () => Date.now(),
    print: (text) =>
      new Promise((done) => (stdout.write(text) ? done() : stdout.once('drain', () => done()))),
    say: (text) => {
      stderr.write(`${text}\n`)
    },
    width: stdout.columns ?? 100,
    colour: stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
  }
}
