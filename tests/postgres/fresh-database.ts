/** A new database on the suites' server for each test, dropped at the end of the file. */
import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, inject } from 'vitest'
import type { Database } from '../../db/database.ts'
import { openDatabase } from '../../db/open.ts'

/** Registers the clean-up with the file that calls it. */
export function freshDatabases(): { url: () => Promise<string>; open: () => Promise<Database> } {
  const server = inject('postgresUrl')
  const names: string[] = []
  const opened: Database[] = []
  afterAll(async () => {
    for (const database of opened) await database.close()
    const admin = postgres(server, { max: 1, onnotice: () => undefined })
    for (const name of names) await admin`drop database if exists ${admin(name)} with (force)`
    await admin.end()
  })
  const url = async () => {
    const name = `rejoin_test_${randomBytes(6).toString('hex')}`
    const admin = postgres(server, { max: 1, onnotice: () => undefined })
    await admin`create database ${admin(name)}`
    await admin.end()
    names.push(name)
    const found = new URL(server)
    found.pathname = `/${name}`
    return found.href
  }
  return {
    url,
    open: async () => {
      const database = await openDatabase({ kind: 'postgres', url: await url() })
      opened.push(database)
      return database
    },
  }
}
