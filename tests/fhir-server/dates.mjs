/** FHIR dates as ranges of time, and the prefixes of a search. A day is a day of UTC, as on real servers. */

const FORM =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/

/** `[from, to)` in milliseconds, as wide as the text is exact; null when it is no date. */
export function rangeOf(text) {
  const parts = FORM.exec(text)
  if (parts === null) return null
  const [, year, month, day, hour, minute, second, fraction, zone] = parts
  if (month === undefined) return range(Date.UTC(+year, 0), Date.UTC(+year + 1, 0))
  if (day === undefined) return range(Date.UTC(+year, +month - 1), Date.UTC(+year, +month))
  if (hour === undefined)
    return range(Date.UTC(+year, +month - 1, +day), Date.UTC(+year, +month - 1, +day + 1))
  const from = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second ?? '00'}.${(fraction ?? '').padEnd(3, '0').slice(0, 3)}${zone ?? 'Z'}`,
  )
  return range(from, from + (second === undefined ? 60_000 : fraction === undefined ? 1000 : 1))
}

/** `ge2026-…` → a test of a resource's own date. Null: not understood. */
export function dateTest(value) {
  const [, prefix, text] = /^(eq|ne|ge|le|gt|lt)?(.*)$/.exec(value)
  const wanted = rangeOf(text)
  if (wanted === null) return null
  return (own) => {
    const found = rangeOf(own ?? '')
    if (found === null) return false
    switch (prefix) {
      case 'ge':
        return found.from >= wanted.from
      case 'gt':
        return found.from >= wanted.to
      case 'le':
        return found.from < wanted.to
      case 'lt':
        return found.from < wanted.from
      case 'ne':
        return found.from < wanted.from || found.to > wanted.to
      default:
        return found.from >= wanted.from && found.from < wanted.to
    }
  }
}

const range = (from, to) => (Number.isNaN(from) ? null : { from, to })
