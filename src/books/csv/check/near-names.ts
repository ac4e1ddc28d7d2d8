/** PURE. Names of columns that may be meant by one that is not there. */

/** The nearest first, three at most. */
export function nearNames(wanted: string, names: readonly string[]): string[] {
  return names
    .map((name) => ({ name, distance: distance(bare(wanted), bare(name)) }))
    .filter(({ distance: far }) => far <= Math.max(2, bare(wanted).length / 3))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name)
}

const bare = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** Part of one another, or one short for the other, or a few letters apart; anything else is far. */
function distance(a: string, b: string): number {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  if (short === '') return Number.POSITIVE_INFINITY
  if (short.length >= 3 && long.includes(short)) return 1
  if (short.length >= 2 && short[0] === long[0] && isShortFor(short, long)) return 2
  const letters = lettersApart(a, b)
  return letters <= a.length / 3 ? letters : Number.POSITIVE_INFINITY
}

/** `mins` for `minutes`: its letters come in this order. */
function isShortFor(short: string, long: string): boolean {
  let at = -1
  return [...short].every((letter) => {
    at = long.indexOf(letter, at + 1)
    return at >= 0
  })
}

function lettersApart(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(change, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    above = row
  }
  return above[b.length] ?? 0
}
