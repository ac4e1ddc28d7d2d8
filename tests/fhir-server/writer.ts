/** A writer of its own over HTTP to the stand-in, as a program has it. */
import { FhirBook } from '../../src/books/fhir/client.ts'
import { RestClient } from '../../src/books/fhir/http/rest-client.ts'
import { FhirWriter, type FhirWriterOptions } from '../../src/books/fhir/writing.ts'
import { wallClock } from '../../src/books/wall-time.ts'
import { OPTIONS } from './practice.ts'

export function writerFor(
  server: { readonly url: string },
  more: Partial<FhirWriterOptions> = {},
  timeoutMs = 10_000,
): FhirWriter {
  const now = () => Date.now()
  const pause = (): Promise<void> => new Promise((wake) => setTimeout(wake, 5))
  const rest = new RestClient({ url: server.url, access: { kind: 'open' }, timeoutMs, now, pause })
  const base = server.url
  const book = new FhirBook({ rest, options: OPTIONS, base, clock: wallClock('Australia/Sydney'), now })
  return new FhirWriter({
    rest,
    book,
    options: OPTIONS,
    base,
    now,
    requestTimeoutMs: timeoutMs,
    pause,
    ...more,
  })
}
