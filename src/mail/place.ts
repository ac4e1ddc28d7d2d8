/**
 * PURE. Where the report is, as whoever runs Rejoin has put it in the settings: `{connection}`, `{run}` and `{practice}`
 * stand for the folders in which `rejoin watch --out` files it. Only a safe address becomes a link; all else is text.
 */
import type { Snapshot } from '../reconcile/model.ts'
import { folderNames } from '../report/folder-name.ts'
import { oneLine } from './shown.ts'

export interface Place {
  readonly text: string
  readonly isLink: boolean
}

/** Null where nothing is told. */
export function placeOf(
  template: string,
  snapshot: Snapshot,
  runId: string,
  practiceId: string,
): Place | null {
  const { connectionId } = snapshot.connection
  const folders: Readonly<Record<string, string>> = {
    connection: folderNames([connectionId]).get(connectionId) ?? '',
    run: runId,
    practice: folderNames(snapshot.practices.map((one) => one.practiceId)).get(practiceId) ?? '',
  }
  const filled = (encode: (text: string) => string): string =>
    oneLine(template).replace(/\{(connection|run|practice)\}/g, (_, key: string) =>
      encode(folders[key] ?? ''),
    )
  const url = filled(encodeURIComponent)
  if (isSafeUrl(url)) return { text: url, isLink: true }
  const text = filled(oneLine)
  return text === '' ? null : { text, isLink: false }
}

/** Whether a link may be made of it: encrypted, or on this machine; nobody's password in it; and it reads as it acts. */
export function isSafeUrl(text: string): boolean {
  // Outside plain ASCII a name can look like another one.
  if (!/^https?:\/\/[\x21-\x7e]+$/i.test(text) || !URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '') return false
  return (
    protocol === 'https:' ||
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    /^127(?:\.\d+){3}$/.test(hostname)
  )
}
