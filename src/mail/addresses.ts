/**
 * PURE. Which addresses a mail may go to: a bare `name@domain` in plain letters and nothing around it, so that no
 * setting can bring along a second recipient, a header or a command to the server.
 */

/** Longer ones do not exist (RFC 5321). */
const LONGEST = 254
const LONGEST_NAME = 64

export function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (at < 1 || at > LONGEST_NAME || text.length > LONGEST) return false
  return NAME.test(text.slice(0, at)) && DOMAIN.test(text.slice(at + 1))
}

const NAME = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const DOMAIN = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$/

/** What a practice has written down, several separated by commas or semicolons. `bad`: how many of them are none. */
export function addressesIn(text: string): { readonly to: readonly string[]; readonly bad: number } {
  const parts = text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const good = parts.filter(isAddress)
  return { to: withoutTwins(good), bad: parts.length - good.length }
}

/** Domains are the same in any case; two copies for one mailbox help nobody. */
export function withoutTwins(addresses: readonly string[]): readonly string[] {
  const seen = new Map<string, string>()
  for (const address of addresses) {
    const at = address.lastIndexOf('@')
    const key = `${address.slice(0, at)}@${address.slice(at + 1).toLowerCase()}`
    if (!seen.has(key)) seen.set(key, address)
  }
  return [...seen.values()]
}
