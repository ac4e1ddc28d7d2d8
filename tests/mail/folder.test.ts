/** Mail into a folder, where there is no server. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderTransport } from '../../src/mail/folder.ts'

const fresh = (): string => join(mkdtempSync(join(tmpdir(), 'rejoin mail ')), 'to send', 'mail')
const mail = {
  mailId: '00000000-0000-4000-8000-000000000001',
  practiceId: 'p1',
  messageId: '<m1@rejoin.example>',
  from: 'rejoin@rejoin.example',
  to: ['one@wattle.example'],
  content: 'Subject: x\r\n\r\nA line.\r\n',
}

test('one file, byte for byte, for nobody else to read; a second try writes the same one', async () => {
  const folder = fresh()
  const transport = folderTransport(folder)
  for (let tries = 0; tries < 2; tries++)
    expect(await transport.send(mail)).toEqual({ kind: 'taken', refused: [] })
  const name = `p1.${mail.mailId}.eml`
  expect(readdirSync(folder)).toEqual([name])
  expect(readFileSync(join(folder, name), 'latin1')).toBe(mail.content)
  expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(transport.place).toBe(`folder ${folder}`)
})

test('a folder that stood open is closed', async () => {
  const folder = fresh()
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o755)
  await folderTransport(folder).send(mail)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
})

test.each(['../../etc/passwd', 'p/1', 'CON', 'Dr Lee', '..', 'x'.repeat(300)])(
  'practice %j writes nothing elsewhere',
  async (practiceId) => {
    const folder = fresh()
    expect(await folderTransport(folder).send({ ...mail, practiceId })).toMatchObject({ kind: 'taken' })
    expect(readdirSync(folder)).toHaveLength(1)
    expect(readdirSync(join(folder, '..'))).toEqual(['mail'])
  },
)

test('what is in the way is told, without a path or an address, and tried again', async () => {
  const folder = fresh()
  mkdirSync(join(folder, '..'), { recursive: true })
  writeFileSync(folder, 'a file')
  const transport = folderTransport(folder)
  const answer = await transport.send(mail)
  expect(answer).toMatchObject({ kind: 'refused', temporary: true, everyMail: true })
  expect(answer).toMatchObject({
    why: expect.stringMatching(/^cannot write .*\((EEXIST|ENOTDIR)\): check mail\.folder/),
  })
  expect(await transport.check()).toMatch(/cannot write/)
  expect(await folderTransport(fresh()).check()).toBeNull()
})
