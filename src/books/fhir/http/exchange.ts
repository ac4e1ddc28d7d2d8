/**
 * SHELL. One request over HTTP, with a limit of time and of size, and never on to another address. What came back is not
 * judged here; what did not come back has a kind and no message, since messages may quote what was received.
 */

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

export interface Limits {
  /** For all of it, the body too. */
  readonly timeoutMs: number
  readonly mostBytes: number
}

export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  /** Worth another try, if the request may be made twice. */
  readonly isPassing: boolean

  constructor(what: string, isPassing: boolean) {
    super(what)
    this.isPassing = isPassing
  }
}

export async function exchange(url: URL, init: RequestInit, limits: Limits): Promise<Answer> {
  const { response, chunks } = await open(url, init, limits)
  const decoder = new TextDecoder()
  let body = ''
  for await (const chunk of chunks) body += decoder.decode(chunk, { stream: true })
  return { status: response.status, headers: response.headers, body: body + decoder.decode() }
}

/** The same where the body is looked at while it comes. */
export async function open(
  url: URL,
  init: RequestInit,
  { timeoutMs, mostBytes }: Limits,
): Promise<{ readonly response: Response; readonly chunks: AsyncIterable<Uint8Array> }> {
  try {
    const response = await fetch(url, {
      ...init,
      // A token is for the address that was configured and for no other.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    return { response, chunks: chunksOf(response, mostBytes) }
  } catch (error) {
    throw noAnswer(error)
  }
}

async function* chunksOf(response: Response, mostBytes: number): AsyncIterable<Uint8Array> {
  let bytes = 0
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength
      // Leaving the loop closes the connection.
      if (bytes > mostBytes) throw new NoAnswer('too large', false)
      yield chunk
    }
  } catch (error) {
    throw noAnswer(error)
  }
}

const PASSING = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EPIPE',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
])

function noAnswer(error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error
  if (!(error instanceof Error)) return new NoAnswer('unknown trouble', false)
  if (error.name === 'TimeoutError') return new NoAnswer('too slow', true)
  const { cause } = error
  if (cause instanceof Error && 'code' in cause) {
    const code = String(cause.code)
    return new NoAnswer(code, PASSING.has(code))
  }
  const isRedirect = cause instanceof Error && cause.message === 'unexpected redirect'
  return new NoAnswer(isRedirect ? 'it sends us elsewhere' : error.name, false)
}
