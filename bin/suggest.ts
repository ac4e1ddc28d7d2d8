/** PURE. What somebody may have meant who typed an id or a word that is not there. Never given anything but ids and words of the program. */
import { distance } from 'fastest-levenshtein'

const MOST = 3

/** The nearest first: the same in another case, then by slips of the pen, then what merely begins like it. */
export function nearest(typed: string, candidates: Iterable<string>): readonly string[] {
  const wanted = typed.toLowerCase()
  const slips = slipsIn(wanted, /\d/.test(wanted))
  const found: { readonly candidate: string; readonly rank: number }[] = []
  for (const candidate of new Set(candidates)) {
    const rank = rankOf(wanted, candidate.toLowerCase(), slips)
    if (rank !== null && candidate !== typed) found.push({ candidate, rank })
  }
  return found
    .sort(
      (a, b) => a.rank - b.rank || a.candidate.length - b.candidate.length || order(a.candidate, b.candidate),
    )
    .slice(0, MOST)
    .map(({ candidate }) => candidate)
}

/** `; did you mean A, B or C?`, or nothing. To be put behind what is wrong. */
export function didYouMean(typed: string, candidates: Iterable<string>): string {
  const found = nearest(typed, candidates)
  const last = found.at(-1)
  if (last === undefined) return ''
  const before = found.slice(0, -1)
  return `; did you mean ${before.length === 0 ? last : `${before.join(', ')} or ${last}`}?`
}

/** Among short ids nearly everything is near everything: c1 is no slip for c2, but lst is one for list. */
function slipsIn({ length }: string, hasDigits: boolean): number {
  if (length < 4) return length < 3 || hasDigits ? 0 : 1
  if (length < 6) return 1
  return length < 9 ? 2 : 3
}

function rankOf(wanted: string, candidate: string, slips: number): number | null {
  if (Math.abs(wanted.length - candidate.length) <= slips) {
    const away = distance(wanted, candidate)
    if (away <= slips) return away
  }
  const isBeginning = wanted.length >= 2 && candidate.startsWith(wanted)
  const isLonger = candidate.length >= 4 && wanted.startsWith(candidate)
  return isBeginning || isLonger ? slips + 1 : null
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
