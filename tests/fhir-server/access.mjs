/** Who may ask: a fixed header, or tokens by OAuth 2 client credentials that soon expire. */
import { randomUUID } from 'node:crypto'

export class Access {
  tokens = new Map()

  /** `header`: `name: value` or null. `client`: `id:secret` or null. */
  constructor({ header, client, tokenSeconds }) {
    this.header = header === null ? null : /^([^:]+):\s*(.*)$/.exec(header).slice(1)
    this.client = client
    this.tokenSeconds = tokenSeconds
  }

  allows(headers) {
    if (this.header !== null && headers[this.header[0].toLowerCase()] !== this.header[1]) return false
    if (this.client === null) return true
    const [, token] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? []
    return (this.tokens.get(token) ?? 0) > Date.now()
  }

  /** [status, body] of the token endpoint; the client may stand in the header or in the form. */
  token(headers, form) {
    const [, basic] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? []
    const said =
      basic === undefined
        ? `${form.get('client_id')}:${form.get('client_secret')}`
        : Buffer.from(basic, 'base64').toString()
    if (said !== this.client) return [401, { error: 'invalid_client' }]
    if (form.get('grant_type') !== 'client_credentials') return [400, { error: 'unsupported_grant_type' }]
    const token = randomUUID()
    this.tokens.set(token, Date.now() + this.tokenSeconds * 1000)
    return [
      200,
      {
        access_token: token,
        token_type: 'Bearer',
        expires_in: this.tokenSeconds,
        ...(form.has('scope') ? { scope: form.get('scope') } : {}),
      },
    ]
  }

  /** All tokens given out so far are worth nothing any more. */
  forget() {
    this.tokens.clear()
  }
}
