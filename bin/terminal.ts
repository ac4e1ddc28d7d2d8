/** The process as the commands see it: the only reader of argv, the environment and the clock, and the only writer. */
import type { EpochMs } from '../src/reconcile/span.ts'
import { type Ink, painter } from '../src/report/terminal/paint.ts'
import { visible } from '../src/report/visible.ts'
import { ProgressLine, type ProgressPort } from './progress.ts'

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>
  now(): EpochMs
  /** Data, and nothing else. */
  print(text: string): Promise<void>
  /** Talk, warnings and errors. `ink` paints the words before the first colon of each line, where a person watches. */
  say(text: string, ink?: Ink): void
  /**
   * What long work is at, ids and counts only; null when it is over. A line for a person who watches, and nothing at
   * all elsewhere.
   */
  progress(text: string | null): void
  /** For text that is broken into lines. */
  readonly width: number
  /** For lists with a row for each thing; Infinity where nobody watches, so that a row is one line. */
  readonly listWidth: number
  /** Whether what is printed may be painted. */
  readonly colour: boolean
  /** Whether what is said may be. */
  readonly sayColour: boolean
}

export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process
  // `rejoin … | head` closes the pipe early; that is not an error of ours.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  const isPlain = env['TERM'] === 'dumb'
  const mayColour = !env['NO_COLOR'] && !isPlain
  const sayColour = stderr.isTTY === true && mayColour
  const paint = painter(sayColour)
  const line = stderr.isTTY === true && !isPlain ? new ProgressLine(progressPort(env)) : null
  if (line !== null) process.on('exit', () => line.end())
  return {
    env,
    now: () => Date.now(),
    print(text) {
      line?.clear()
      return new Promise((done) => (stdout.write(text) ? done() : stdout.once('drain', () => done())))
    },
    say(text, ink) {
      line?.clear()
      const lines = text.split('\n').map(visible)
      const told =
        ink === undefined ? lines : lines.map((one) => one.replace(PLACE, (place) => paint(ink, place)))
      stderr.write(`${told.join('\n')}\n`)
    },
    progress(text) {
      if (text === null) line?.end()
      else line?.show(text)
    },
    width: widthOf(stdout, env) ?? 100,
    listWidth: widthOf(stdout, env) ?? Number.POSITIVE_INFINITY,
    colour: stdout.isTTY === true && mayColour,
    sayColour,
  }
}

/** `rejoin:`, `warning:`, `bookings.csv:12:start_at:` */
const PLACE = /^\S+:(?= )/

/** Less than this is no terminal that anybody reads in. */
const NARROWEST = 20

/** Null: a pipe or a file. Whoever sets COLUMNS wants that width wherever it goes. */
function widthOf(stream: NodeJS.WriteStream, env: Terminal['env']): number | null {
  const wanted = Number(env['COLUMNS'])
  if (Number.isInteger(wanted) && wanted > 0) return Math.max(wanted, NARROWEST)
  if (stream.isTTY !== true) return null
  // A terminal that does not tell its width says 0.
  return Math.max(stream.columns || 80, NARROWEST)
}

function progressPort(env: Terminal['env']): ProgressPort {
  const { stderr } = process
  return {
    write: (text) => void stderr.write(text),
    columns: () => widthOf(stderr, env) ?? 80,
    now: () => Date.now(),
    later(call, ms) {
      const timer = setTimeout(call, ms).unref()
      return () => clearTimeout(timer)
    },
  }
}
