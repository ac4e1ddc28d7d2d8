/**
 * Hears when somebody asks, so that nobody waits for the next sweep. It is a convenience and nothing more: a word may be
 * lost, and a broken connection may look whole for hours. So the very session that listens is asked every few seconds
 * whether it still does, and a new one is made when it does not answer in time.
 */
import { inTime } from './in-time.ts'
import { connect } from './postgres.ts'

export interface ListenTimes {
  readonly checkEveryMs: number
  readonly answerWithinMs: number
}

export const LISTEN_TIMES: ListenTimes = { checkEveryMs: 10_000, answerWithinMs: 5_000 }

const CHANNEL = 'rejoin_asked'

/**
 * `onAsked` also when listening begins, or begins anew: what was said before then nobody heard. `onDeaf`: the session
 * was lost. Never throws; a database that is away is tried again at every check.
 */
export function listen(
  url: string,
  onAsked: () => void,
  onDeaf: () => void,
  times: ListenTimes = LISTEN_TIMES,
): { stop(): Promise<void> } {
  let client: ReturnType<typeof connect> | null = null
  let stopped = false
  let checking = false

  const begin = async (): Promise<void> => {
    const mine = connect(url, {
      max: 1,
      max_lifetime: null,
      idle_timeout: 0,
      fetch_types: false,
      onnotify: () => onAsked(),
    })
    client = mine
    await inTime(mine.unsafe(`listen ${CHANNEL}`), times.answerWithinMs, 'listen')
    onAsked()
  }
  const drop = async (): Promise<void> => {
    const mine = client
    client = null
    // Without waiting for a word of parting that may never be answered.
    await mine?.end({ timeout: 0 }).catch(() => undefined)
  }
  const check = async (): Promise<void> => {
    if (checking || stopped) return
    checking = true
    try {
      if (client === null) await begin()
      else {
        const heard = await inTime(
          client.unsafe('select pg_listening_channels() as channel'),
          times.answerWithinMs,
          'listen',
        )
        // The driver mends a broken connection by itself, but the new one listens to nobody.
        if (heard.length === 0) throw new Error('a session that does not listen')
      }
    } catch {
      if (!stopped) onDeaf()
      await drop()
      if (!stopped) await begin().catch(drop)
    } finally {
      checking = false
      if (stopped) await drop()
    }
  }

  const timer = setInterval(check, times.checkEveryMs)
  void check()
  return {
    async stop() {
      stopped = true
      clearInterval(timer)
      await drop()
    },
  }
}
