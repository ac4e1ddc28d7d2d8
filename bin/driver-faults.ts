/**
 * Faults that a database driver throws where nobody can catch them: when a server goes down at an unlucky moment, it
 * writes to a socket that it has forgotten already. For a program that is to outlive its server, that is a broken
 * session and nothing worse: everything that it holds is thrown away and opened anew. Any other fault ends the process.
 */
import { DatabaseUnreachable } from '../db/errors.ts'

export interface DriverFaults {
  /** Rejects when the driver breaks meanwhile; what the work still does is then nobody's concern, and its signal is given. */
  during<T>(stop: AbortSignal, work: (session: AbortSignal) => Promise<T>): Promise<T>
  stopCatching(): void
}

export function catchDriverFaults(): DriverFaults {
  let onBroken: () => void = () => undefined
  const onFault = (error: unknown) => {
    if (!isDrivers(error)) throw error
    onBroken()
  }
  process.on('uncaughtException', onFault)
  return {
    async during(stop, work) {
      const session = new AbortController()
      const onStop = () => session.abort()
      stop.addEventListener('abort', onStop)
      if (stop.aborted) onStop()
      const broken = new Promise<never>((_, reject) => {
        onBroken = () => {
          session.abort()
          reject(new DatabaseUnreachable('the database driver broke down: opening the database anew'))
        }
      })
      try {
        return await Promise.race([work(session.signal), broken])
      } finally {
        // A session that is over may still have its last words.
        onBroken = () => undefined
        stop.removeEventListener('abort', onStop)
      }
    },
    stopCatching: () => void process.off('uncaughtException', onFault),
  }
}

const isDrivers = (error: unknown): boolean =>
  error instanceof TypeError && /[/\\]node_modules[/\\]postgres[/\\]src[/\\]/.test(error.stack ?? '')
