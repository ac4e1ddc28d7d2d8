/** The one order of ids: by Unicode code point, as PostgreSQL's "C" collation has it. */

export function compareIds(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

/** JavaScript compares UTF-16 units, which puts astral characters (surrogates) before U+E000 … U+FFFF. */
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800)

export const sortedIds = (ids: Iterable<string>): string[] => [...ids].sort(compareIds)
