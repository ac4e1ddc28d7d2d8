/** A book that is kept in calendars: iCalendar files or subscriptions, which can only be read. */
import type { IcalCalendar } from '../../src/books/ical/client.ts'
import type { Subscription } from '../../src/books/ical/fetching.ts'
import { UsageError } from '../config.ts'
import type { BookSettings, ReadSettings } from './kind.ts'
import { revealed, type Secret, type Settings } from './settings.ts'

export const icalBook: ReadSettings = (settings: Settings): BookSettings => {
  const calendars = settings.list('calendars').map(calendarIn)
  if (calendars.length === 0) settings.fault('calendars', 'must be a list with at least one calendar')
  const timeoutMs = settings.seconds('timeoutSeconds', 30)
  const pastDays = settings.has('pastDays') ? settings.count('pastDays', 1) : null
  const futureDays = settings.has('futureDays') ? settings.count('futureDays', 1) : null
  return {
    canWrite: false,
    async open({ env, now, clock }) {
      const opened = calendars.map(
        (calendar): IcalCalendar => ({ ...calendar, source: sourceOf(calendar, env) }),
      )
      const { IcalBook } = await import('../../src/books/ical/client.ts')
      const source = new IcalBook({ calendars: opened, timeoutMs, pastDays, futureDays, clock, now })
      return { source, writable: null, close: async () => undefined }
    },
  }
}

interface CalendarSettings {
  readonly name: string
  readonly pmsPractitionerId: string
  readonly pmsLocationId: string | null
  readonly file: string | null
  readonly url: string | null
  /** The whole address: who has it has the calendar. */
  readonly address: Secret | null
  readonly header: { readonly name: string; readonly value: Secret } | null
}

function calendarIn(settings: Settings): CalendarSettings {
  const pmsPractitionerId = settings.text('pmsPractitionerId')
  const pmsLocationId = settings.optionalText('pmsLocationId')
  const file = settings.optionalPath('file')
  const url = settings.has('url') ? settings.url('url') : null
  const address = settings.secret('address')
  const header = settings.has('header') ? headerIn(settings.inner('header')) : null
  const given = ['file', 'url', 'address'].filter((name) => settings.has(name))
  if (given.length !== 1)
    settings.fault('address', 'or url or file: exactly one of them says where the calendar is')
  if (header !== null && file !== null) settings.fault('header', 'is for an address, not for a file')
  settings.end()
  return { name: settings.place, pmsPractitionerId, pmsLocationId, file, url, address, header }
}

function headerIn(settings: Settings): CalendarSettings['header'] {
  const name = settings.text('name')
  if (name !== '' && !/^[A-Za-z0-9-]+$/.test(name)) settings.fault('name', 'must be the name of a header')
  const value = settings.secret('value')
  if (value === null) settings.fault('value', 'must be {"file": PATH} or {"env": NAME}')
  settings.end()
  return value === null ? null : { name, value }
}

type Env = Readonly<Record<string, string | undefined>>

function sourceOf({ name, file, url, address, header }: CalendarSettings, env: Env): IcalCalendar['source'] {
  if (file !== null) return { file }
  const secret = revealed(address, `${name}.address`, env)
  const value = header === null ? null : revealed(header.value, `${name}.header`, env)
  const source: Subscription = {
    address: secret === null ? (url ?? '') : addressIn(secret, name),
    header: header === null || value === null ? null : { name: header.name, value },
  }
  return source
}

/** Never quoted where it is wrong. Calendar programs show `webcal://` for https. */
function addressIn(secret: string, name: string): string {
  const address = secret.trim().replace(/^webcals?:\/\//i, 'https://')
  const url = URL.canParse(address) ? new URL(address) : null
  const here = url !== null && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && here))) {
    throw new UsageError(`${name}.address must begin with https:// (http:// only to this machine itself)`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(`${name}.address must hold no user or password: use a header for them`)
  }
  return url.href
}
