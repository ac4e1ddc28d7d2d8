/** `rejoin mapping check FILE --sample CSV`: what a mapping makes of one file, shown to whoever writes the mapping. */
import { resolve } from 'node:path'
import { checkSample, isPartName, partFor } from '../../src/books/csv/check/check.ts'
import { checkWords, isAllGood } from '../../src/books/csv/check/check-words.ts'
import { isTimeZone, wallClock } from '../../src/books/wall-time.ts'
import { broken } from '../../src/report/terminal/listing.ts'
import { readMapping } from '../books/csv.ts'
import { UsageError } from '../config.ts'
import { COULD_NOT_RUN, type ExitCode, NEEDS_SOMEONE, NOTHING_TO_DO } from '../exit-codes.ts'
import { didYouMean } from '../suggest.ts'
import type { Terminal } from '../terminal.ts'

export interface MappingCheckFlags {
  readonly sample: string
  readonly part?: string
  readonly zone?: string
  readonly rows?: string
  readonly connection?: string
  readonly full?: boolean
  readonly json?: boolean
}

export async function mappingCheck(
  file: string,
  flags: MappingCheckFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const mapping = readMapping(file)
  const path = resolve(flags.sample)
  const name = flags.part ?? partFor(mapping, path)
  const part = mapping.parts.find((one) => one.name === name)
  if (!isPartName(name) || part === undefined) {
    const parts = mapping.parts.map((one) => one.name)
    throw new UsageError(
      `the mapping has no part ${JSON.stringify(name)}, only ${parts.join(', ')}${didYouMean(name ?? '', parts)}`,
    )
  }
  if (mapping.needsConnection && flags.connection === undefined) {
    throw new UsageError('this mapping picks the rows of one connection: say which with --connection ID')
  }
  const zone = flags.zone ?? 'UTC'
  if (!isTimeZone(zone)) {
    throw new UsageError(
      `--zone ${JSON.stringify(zone)} is no time zone such as Australia/Sydney${didYouMean(zone, Intl.supportedValuesOf('timeZone'))}`,
    )
  }
  const rows = Number(flags.rows ?? '5')
  if (!Number.isInteger(rows) || rows < 0 || rows > 1000) {
    throw new UsageError('--rows must be a whole number from 0 to 1000')
  }
  const options = {
    connectionId: flags.connection ?? '',
    clock: wallClock(zone),
    rows,
    full: flags.full === true,
  }
  const check = await checkSample(mapping, part, path, options)
  if (flags.json === true) await terminal.print(`${JSON.stringify({ formatVersion: 1, ...check })}\n`)
  else
    await terminal.print(
      `${checkWords(check)
        .flatMap((line) => broken(line, terminal.listWidth))
        .join('\n')}\n`,
    )
  if (flags.zone === undefined) {
    terminal.say('rejoin: no --zone was given: hours that the clocks skip or repeat were not looked for')
  }
  if (check.unusable !== null) return COULD_NOT_RUN
  return isAllGood(check) ? NOTHING_TO_DO : NEEDS_SOMEONE
}
