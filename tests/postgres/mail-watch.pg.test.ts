/** Two watchers on one server, and mail: nobody is written to twice, and a mail server that hangs is in nobody's way. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, expect, test, vi } from 'vitest'
import type { Database } from '../../db/database.ts'
import { listMails } from '../../db/mails.ts'
import { openDatabase } from '../../db/open.ts'
import { listRuns } from '../../db/runs.ts'
import { certificateFor, MailServer } from '../mail/mail-server.ts'
import { until, Watcher } from '../watch/processes.ts'
import { read, settle, tell } from '../watch/town.ts'
import { freshDatabases } from './fresh-database.ts'

vi.setConfig({ testTimeout: 180_000 })

const IDS = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6']
const ARGS = ['--settle', '0', '--every', '1']
const fresh = freshDatabases()
const watchers: Watcher[] = []
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const watcher of watchers.splice(0)) await watcher.end('SIGKILL')
  for (const close of closing.splice(0)) await close()
})

async function town(): Promise<{ url: string; database: Database }> {
  const url = await fresh.url()
  const database = await openDatabase({ kind: 'postgres', url })
  closing.push(() => database.close())
  await settle(database, IDS)
  await database.db.execute(
    sql`update practices set manager_email = 'markermanager@' || practice_id || '.example'`,
  )
  return { url, database }
}

function watcher(url: string, port: number): Watcher {
  const cwd = mkdtempSync(join(tmpdir(), 'rejoin watch '))
  const smtp = { host: '127.0.0.1', port, tls: 'none' }
  writeFileSync(join(cwd, 'rejoin.json'), JSON.stringify({ mail: { from: 'rejoin@rejoin.example', smtp } }))
  const made = new Watcher(cwd, url, ARGS)
  watchers.push(made)
  return made
}

async function comeBack(database: Database): Promise<void> {
  await tell(database.db, IDS, 'connected', -30)
  await read(database.db, IDS, -10)
}

test('every practice hears of its run once', async () => {
  const { url, database } = await town()
  const server = new MailServer({ certificate: await certificateFor(['localhost']), tls: 'none' })
  await server.start()
  closing.push(() => server.stop())
  const both = [watcher(url, server.port), watcher(url, server.port)]
  await until(() => both.every((one) => one.says('watching')))
  await comeBack(database)
  await until(async () => (await listMails(database, { state: 'sent' })).length === IDS.length)
  for (const one of both) expect(await one.end()).toBe(0)
  expect(server.received.flatMap(({ to }) => to).sort()).toEqual(
    IDS.map((id) => `markermanager@p-${id}.example`),
  )
  expect(await listRuns(database.db)).toHaveLength(IDS.length)
  for (const { told, stderr } of both)
    expect(JSON.stringify([told, stderr])).not.toMatch(/MARKER|markermanager/)
})

test('a mail server that takes the line and says nothing holds up no run', async () => {
  const { url, database } = await town()
  const sockets = new Set<Socket>()
  const hole = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  await new Promise<void>((done) => hole.listen(0, '127.0.0.1', done))
  closing.push(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((done) => hole.close(done))
  })
  const one = watcher(url, (hole.address() as AddressInfo).port)
  await until(() => one.says('watching'))
  await comeBack(database)
  await until(() => IDS.every((id) => one.says('delivered', id)))
  expect(await listMails(database, { state: 'sent' })).toEqual([])
  expect(await listMails(database)).toHaveLength(IDS.length)
  expect(one.says('trouble')).toBe(false)
  // Then the mails are put off, without knocking once for each.
  await until(async () =>
    (await listMails(database)).every(({ attempts, state }) => attempts === 1 && state === 'waiting'),
  )
  expect(await one.end()).toBe(0)
})
