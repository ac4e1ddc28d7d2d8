/** The PostgreSQL that the benchmarks run on: the one of REJOIN_TEST_POSTGRES_URL, or one started for the occasion. */
import { createReadStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import postgres from 'postgres'
import typescript from 'typescript'
import { program, timed } from './measure.mjs'

/** A fresh database on it, gone afterwards. `work` gets its URL. */
export async function withDatabase(work) {
  const given = process.env.REJOIN_TEST_POSTGRES_URL
  const own = given ? null : await (await serverStarter())()
  const server = given || own.url
  const name = `rejoin_bench_${process.pid}`
  const admin = postgres(server, { max: 1, onnotice: () => undefined })
  try {
    await admin`drop database if exists ${admin(name)} with (force)`
    await admin`create database ${admin(name)}`
    try {
      const url = new URL(server)
      url.pathname = `/${name}`
      return await work(url.href)
    } finally {
      await admin`drop database if exists ${admin(name)} with (force)`
    }
  } finally {
    await admin.end()
    await own?.stop()
  }
}

export const connectTo = (url) => postgres(url, { max: 1, onnotice: () => undefined })

/** Reads all of this by COPY in one psql process; null where there is no psql, and nothing to compare with then. */
export function copyOut(url, queries, file = null) {
  const copies = queries.map((query) => `copy (${query}) to stdout;`)
  return psql(url, ['begin;', ...copies, 'commit;'].join('\n'), file)
}

/** Loads files by COPY in one transaction: psql's \\copy, or postgres.js where there is no psql. */
export async function copyIn(url, loads) {
  const statement = ({ table, columns, csv }) =>
    `${table}${columns ? ` (${columns.join(', ')})` : ''} from %s${csv ? ' with (format csv, header)' : ''}`
  const script = [
    'begin;',
    ...loads.map((load) => `\\copy ${statement(load).replace('%s', `'${load.file}'`)}`),
    'commit;',
  ]
  const done = await psql(url, `${script.join('\n')}\n`)
  if (done !== null) return { ms: done.ms, by: 'psql' }
  const sql = connectTo(url)
  const { ms } = await timed(() =>
    sql.begin(async (tx) => {
      for (const load of loads) {
        const target = await tx.unsafe(`copy ${statement(load).replace('%s', 'stdin')}`).writable()
        await pipeline(createReadStream(load.file), target)
      }
    }),
  )
  await sql.end()
  return { ms, by: 'postgres.js' }
}

const psql = (url, input, out = null) =>
  program('psql', ['-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', url], { input, out })

/** The suites have it in TypeScript, which not every Node that we run on reads. */
async function serverStarter() {
  const source = readFileSync(new URL('../postgres/server.ts', import.meta.url), 'utf8')
  const folder = fileURLToPath(new URL('../../dist/bench/', import.meta.url))
  const compilerOptions = { module: typescript.ModuleKind.ESNext, target: typescript.ScriptTarget.ES2023 }
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}server.js`, typescript.transpileModule(source, { compilerOptions }).outputText)
  return (await import(pathToFileURL(`${folder}server.js`).href)).startServer
}
