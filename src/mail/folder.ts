/**
 * SHELL. Where there is no mail server: each mail as an `.eml` file that any mail program opens. There whole or not at
 * all; a second try writes the same file again.
 */
import { access, chmod, constants, mkdir } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { folderNames } from '../report/folder-name.ts'
import { syncFolder, writeWhole } from '../report/whole-file.ts'
import type { Answer, MailTransport, OutgoingMail } from './mail.ts'

export function folderTransport(folder: string): MailTransport {
  return {
    place: `folder ${folder}`,
    send: async (mail) => {
      try {
        await makeFolder(folder)
        const content = Buffer.from(mail.content, 'utf8')
        await writeWhole(folder, emlName(mail), (to) => pipeline(Readable.from([content]), to))
        await syncFolder(folder)
        return { kind: 'taken', refused: [] }
      } catch (error) {
        return {
          kind: 'refused',
          temporary: true,
          everyMail: true,
          why: notWritten(error),
          refused: [],
        } satisfies Answer
      }
    },
    check: async () => {
      try {
        await makeFolder(folder)
        await access(folder, constants.W_OK)
        return null
      } catch (error) {
        return notWritten(error)
      }
    },
  }
}

/** Ids only. */
export const emlName = ({ practiceId, mailId }: OutgoingMail): string =>
  `${folderNames([practiceId]).get(practiceId) ?? 'practice'}.${mailId}.eml`

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // An older folder may be more open than it should be.
  await chmod(folder, 0o700)
}

function notWritten(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code'
  return `cannot write into the folder for mails (${code}): check mail.folder, its rights and the disk`
}
