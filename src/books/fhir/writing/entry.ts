/** SHELL. What every write of an appointment needs: how the book refers to a practitioner, changing, taking back, reading back. */
import { BookSilent } from '../../book.ts'
import type { How } from '../mapping/mapping.ts'
import type { Json, Version } from '../rest.ts'
import { withdrawnBody } from './body.ts'
import { type Line, WriteRefused } from './line.ts'
import { type Row, rowOf } from './row.ts'

/**
 * `Practitioner/7` or `PractitionerRole/7`: the first kind of which there is one. Refuses where the book keeps no
 * versions: nobody could tell then whether the desk has changed a row since it was read.
 */
export async function actorFor(line: Line, id: string, { options }: How): Promise<string> {
  for (const kind of options.practitionerActors) {
    const found = await line.read(kind, id)
    if (found === null) continue
    if (found.etag === null) throw new WriteRefused('not-allowed')
    return `${kind}/${id}`
  }
  throw new WriteRefused('other')
}

/** One that must be there, since it was just written or told of. */
export async function readAgain(line: Line, id: string): Promise<Version> {
  const found = await line.read('Appointment', id)
  if (found === null) throw new BookSilent('an appointment that was written is not there')
  return found
}

/** Updates it, and answers with the version that it has then. */
export async function updated(line: Line, id: string, version: Version): Promise<Version> {
  const etag = await line.update('Appointment', version, 'entry-changed')
  return { resource: version.resource, etag: etag ?? (await readAgain(line, id)).etag }
}

/** A change of a row of ours. `isOurs`: the row as this write has left it, whatever else it says. */
export interface Change {
  readonly id: string
  readonly body: (resource: Json) => Json
  readonly isOurs: (row: Row) => boolean
}

/**
 * Changes a row that this write made. A server may have given it another version meanwhile, out of some workflow of its
 * own: as long as the row is still what we left there, it is changed in that version.
 */
export async function change(line: Line, version: Version, what: Change, how: How): Promise<Version> {
  const put = ({ resource, etag }: Version): Promise<Version> =>
    updated(line, what.id, { resource: what.body(resource), etag })
  return orInNewVersion(line, version, what, how, put)
}

/**
 * Calls off what this write made. If that fails, or somebody has changed the row, the row stands, and to say "refused"
 * would be untrue: then only a read can tell how it ended.
 */
export function withdraw(
  line: Line,
  version: Version,
  { id, isOurs }: Omit<Change, 'body'>,
  how: How,
): Promise<void> {
  return takeBack(
    line,
    version,
    { id, isOurs, body: (resource) => withdrawnBody(resource, how.options) },
    ({ hold }) => hold === 'free',
    how,
  )
}

/** Takes back a change in the same way. `isBack`: how the row must look then. */
export async function takeBack(
  line: Line,
  version: Version,
  what: Change,
  isBack: (row: Row) => boolean,
  how: How,
): Promise<void> {
  try {
    await orInNewVersion(line, version, what, how, ({ resource, etag }) =>
      line.takeBack('Appointment', { resource: what.body(resource), etag }),
    )
  } catch (error) {
    if (error instanceof WriteRefused) throw new BookSilent('an appointment could not be taken back')
    throw error
  }
  await verify(line, what.id, isBack, how)
}

/** A server may say "done" and not have done it. */
export async function verify(
  line: Line,
  id: string,
  isWritten: (row: Row) => boolean,
  how: How,
): Promise<void> {
  const { resource } = await readAgain(line, id)
  if (!isWritten(rowOf(resource, how))) throw new BookSilent('the book does not show what was written')
}

async function orInNewVersion<T>(
  line: Line,
  version: Version,
  { id, isOurs }: Change,
  how: How,
  put: (version: Version) => Promise<T>,
): Promise<T> {
  try {
    return await put(version)
  } catch (error) {
    if (!(error instanceof WriteRefused && error.why === 'entry-changed')) throw error
    const fresh = await readAgain(line, id)
    if (!isOurs(rowOf(fresh.resource, how))) throw error
    return put(fresh)
  }
}
