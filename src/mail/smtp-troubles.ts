/**
 * PURE. What went wrong with a mail server → words that say what to do. A server's own words may repeat addresses or more,
 * so of these nothing but its codes is told.
 *
 * What is wrong with the server or the settings counts as temporary, a wrong password included: a person puts it right, and
 * the mails that waited leave by themselves. What the server has against this very mail for good is permanent.
 */

/** How far a try had come. */
export type Stage = 'connect' | 'login' | 'envelope' | 'message'

/** An error of nodemailer's. */
export interface Failure extends Error {
  readonly code?: string | undefined
  /** What the system called it, before nodemailer gave it a name. */
  readonly originalCode?: string | undefined
  readonly command?: string | undefined
  readonly response?: string | undefined
  readonly responseCode?: number | undefined
  readonly recipient?: string | undefined
  readonly rejectedErrors?: readonly Failure[] | undefined
}

export interface Place {
  readonly host: string
  readonly port: number
}

export interface Trouble {
  readonly why: string
  readonly everyMail: boolean
}

/** Of the settings and the session, not of the mail, though they are said of it: login or TLS wanted, bad sequence. */
const OF_THE_SESSION: readonly number[] = [421, 454, 503, 530, 534, 535, 538]

export function isTemporary({ responseCode }: Failure, stage: Stage): boolean {
  if (stage === 'connect' || stage === 'login' || responseCode === undefined) return true
  return responseCode < 500 || OF_THE_SESSION.includes(responseCode)
}

export function troubleOf(error: Failure, stage: Stage, place: Place): Trouble {
  const ofSession = error.responseCode !== undefined && OF_THE_SESSION.includes(error.responseCode)
  const everyMail = stage === 'connect' || stage === 'login' || ofSession
  return { why: `${place.host}:${place.port} ${words(error, stage, ofSession)}`, everyMail }
}

function words(error: Failure, stage: Stage, ofSession: boolean): string {
  const code = codesIn(error)
  if (stage === 'connect') return cannotConnect(error, code)
  if (error.code === 'ENOAUTH') return 'takes no login: leave mail.smtp.user out, or check host and port'
  if (stage === 'login' && error.code === 'EAUTH') {
    return `does not take the login${code}: check mail.smtp.user and its password`
  }
  if (error.responseCode === undefined) {
    const how = error.code === 'ETIMEDOUT' ? 'did not answer in time' : 'broke the connection'
    return stage === 'message' ? `${how} while it was given the mail` : how
  }
  if (ofSession) return `turned us away${code}: does it want a login, or another port?`
  if (error.command === 'MAIL FROM') return `does not take mail from the sender${code}: check mail.from`
  if (error.command === 'RCPT TO') return `takes mail for no recipient${code}: check the practice's addresses`
  return `did not take the mail${code}`
}

function cannotConnect(error: Failure, code: string): string {
  const cause = error.originalCode ?? error.code ?? ''
  if (error.code === 'EDNS') return 'is not known to the name service: check mail.smtp.host'
  if (CERTIFICATE.test(cause) || CERTIFICATE.test(error.message)) {
    return `has a certificate that is not trusted (${certificateFault(error)}): check mail.smtp.host, or name the authority with mail.smtp.caFile`
  }
  if (error.code === 'ETLS' && error.command === 'STARTTLS' && error.responseCode !== undefined) {
    return `offers no STARTTLS${code}, and nothing is sent unencrypted: if it speaks TLS from the start (port 465), set mail.smtp.tls to "implicit"`
  }
  if (error.code === 'ETLS' || /SSL|EPROTO/.test(cause)) {
    return `speaks no TLS that is good enough on this port${code}: check mail.smtp.port and mail.smtp.tls`
  }
  if (cause === 'ECONNREFUSED')
    return 'refuses the connection: is the mail server running, and is the port right?'
  if (error.code === 'ETIMEDOUT')
    return 'does not answer: is the mail server running, and does a firewall let us through?'
  if (error.responseCode !== undefined) return `turned us away${code}`
  return `could not be reached (${/^[A-Z_]+$/.test(cause) ? cause : 'no code'})`
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|certificate/

function certificateFault({ originalCode, message }: Failure): string {
  if (originalCode !== undefined) return originalCode
  if (/altname/i.test(message)) return 'made for another name'
  if (/expired/i.test(message)) return 'expired'
  if (/self.signed/i.test(message)) return 'self-signed'
  return 'unknown authority'
}

/** ` (550 5.1.1)`: numbers only. */
function codesIn({ response, responseCode }: Failure): string {
  if (responseCode === undefined) return ''
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1]
  return ` (${responseCode}${enhanced === undefined ? '' : ` ${enhanced}`})`
}
