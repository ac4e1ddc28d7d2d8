/**
 * PURE. A practice's id as the name of a folder, on any file system. Plain ids stay as they are; all others become a
 * readable stump and a hash, joined by `~`, which no plain id has, so that two ids never share a folder.
 */
import { createHash } from 'node:crypto'

/** The folder of each practice. Ids that differ only in case are kept apart too, for file systems that ignore it. */
export function folderNames(practiceIds: readonly string[]): ReadonlyMap<string, string> {
  const sameButCase = new Map<string, number>()
  const ids = [...new Set(practiceIds)]
  for (const id of ids) sameButCase.set(id.toLowerCase(), (sameButCase.get(id.toLowerCase()) ?? 0) + 1)
  return new Map(
    ids.map((id) => [id, isPlain(id) && sameButCase.get(id.toLowerCase()) === 1 ? id : hashed(id)] as const),
  )
}

const isPlain = (id: string): boolean =>
  /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$/.test(id) && !RESERVED.test(id)

/** Windows keeps these for devices, with any ending; the last is the page that stands beside the folders. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|^index\.html$/i

function hashed(id: string): string {
  const stump = id
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32)
    .toLowerCase()
  return `${stump || 'practice'}~${createHash('sha256').update(id, 'utf16le').digest('hex').slice(0, 32)}`
}
