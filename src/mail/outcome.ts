/**
 * PURE. What one try makes of a mail. `sent`: everybody who can have it has it. `waiting` and `unknown` come up again
 * after a while that grows, up to about a day; then it is `failed`, or stays `unknown` where it may have arrived. A mail
 * that was once handed over and not answered is never called `failed`: nobody can promise that it did not arrive.
 */
import { MINUTE_MS } from '../reconcile/span.ts'
import type { Answer, MailState, Refusal } from './mail.ts'

/** Of a mail that is being tried. */
export interface Tried {
  readonly recipients: readonly string[]
  /** Who got it at an earlier try. */
  readonly accepted: readonly string[]
  readonly refused: readonly Refusal[]
  /** With this one. */
  readonly attempts: number
  readonly maybeSent: boolean
}

export interface Outcome {
  readonly state: Exclude<MailState, 'sending'>
  readonly accepted: readonly string[]
  readonly refused: readonly Refusal[]
  readonly maybeSent: boolean
  /** Null: there is no further try by itself. */
  readonly nextInMs: number | null
  readonly why: string | null
}

/** After the first try, the second …; about a day in all. */
export const BACK_OFF_MINUTES = [1, 5, 15, 60, 180, 360, 720] as const

/** Whom the next try is for: who has not got it, and was not turned away for good. */
export function outstanding({ recipients, accepted, refused }: Omit<Tried, 'attempts' | 'maybeSent'>) {
  const done = new Set([...accepted, ...refused.filter(({ temporary }) => !temporary).map(addressOf)])
  return recipients.filter((address) => !done.has(address))
}

export function outcomeOf(tried: Tried, answer: Answer): Outcome {
  const tries = outstanding(tried)
  const after = { ...tried, ...known(tried, tries, answer) }
  const maybeSent = tried.maybeSent || answer.kind === 'unknown'
  const why = whyOf(answer, after.refused)
  const rest = outstanding(after)
  const kept = { accepted: after.accepted, refused: after.refused, maybeSent, why }
  if (answer.kind === 'taken' && rest.length === 0 && after.accepted.length > 0) {
    return { ...kept, state: 'sent', nextInMs: null }
  }
  const isOver = (answer.kind === 'refused' && !answer.temporary) || rest.length === 0
  const minutes = isOver ? undefined : BACK_OFF_MINUTES[tried.attempts - 1]
  const givenUp = maybeSent ? 'unknown' : 'failed'
  if (minutes === undefined) return { ...kept, state: givenUp, nextInMs: null }
  return { ...kept, state: maybeSent ? 'unknown' : 'waiting', nextInMs: minutes * MINUTE_MS }
}

/** Who has it by now, and who was turned away: of those that were tried, what the server said this time counts. */
function known(tried: Tried, tries: readonly string[], answer: Answer) {
  const earlier = tried.refused.filter(({ address }) => !tries.includes(address))
  if (answer.kind === 'unknown') return { accepted: tried.accepted, refused: earlier }
  const refused = [...earlier, ...answer.refused]
  if (answer.kind === 'refused') return { accepted: tried.accepted, refused }
  const turnedAway = new Set(answer.refused.map(addressOf))
  return { accepted: [...tried.accepted, ...tries.filter((address) => !turnedAway.has(address))], refused }
}

/** Codes, and no addresses: these stand in the list of mails and nowhere else. */
function whyOf(answer: Answer, refused: readonly Refusal[]): string | null {
  if (answer.kind !== 'taken') return answer.why
  if (refused.length === 0) return null
  const codes = [...new Set(refused.map(({ code }) => code ?? 'no code'))]
  const [many, recipients] = [refused.length, refused.length === 1 ? 'recipient' : 'recipients']
  return `${many} ${recipients} refused by the server (${codes.join(', ')}): check the practice's addresses`
}

const addressOf = ({ address }: Refusal): string => address
