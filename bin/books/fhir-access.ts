/** The settings of how we show a FHIR server who we are; the secrets themselves are read when the book is opened. */
import type { AccessSettings } from '../../src/books/fhir/http/access.ts'
import { revealed, type Secret, type Settings } from './settings.ts'

type Env = Readonly<Record<string, string | undefined>>

export function accessIn(settings: Settings): (env: Env) => AccessSettings {
  if (!settings.has('auth')) return () => ({ kind: 'open' })
  const auth = settings.inner('auth')
  const read = auth.has('tokenUrl') ? clientCredentials(auth) : fixedHeader(auth)
  auth.end()
  return read
}

function fixedHeader(auth: Settings): (env: Env) => AccessSettings {
  const header = auth.text('header')
  if (header !== '' && !/^[A-Za-z0-9-]+$/.test(header)) auth.fault('header', 'must be the name of a header')
  const value = needed(auth, 'value')
  return (env) => ({ kind: 'header', header, value: revealed(value, `${auth.place}.value`, env) ?? '' })
}

function clientCredentials(auth: Settings): (env: Env) => AccessSettings {
  const tokenUrl = auth.url('tokenUrl')
  const clientId = auth.text('clientId')
  const secret = needed(auth, 'clientSecret')
  const scope = auth.optionalText('scope')
  const sent = auth.oneOf('secretIn', ['header', 'body'], 'header') === 'header' ? 'basic' : 'post'
  return (env) => {
    const clientSecret = revealed(secret, `${auth.place}.clientSecret`, env) ?? ''
    return { kind: 'client-credentials', tokenUrl, clientId, clientSecret, scope, sent }
  }
}

function needed(auth: Settings, name: string): Secret | null {
  const secret = auth.secret(name)
  if (secret === null && !auth.has(name)) auth.fault(name, 'must be {"file": PATH} or {"env": NAME}')
  return secret
}
