/** SHELL. A file that appears whole or not at all: temp name, fsync, rename. */
import { randomUUID } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'

/** A reader of the folder sees the old file or the new one, never a part of it. */
export async function writeWhole(
  folder: string,
  name: string,
  write: (to: Writable) => Promise<void>,
): Promise<void> {
  const temporary = join(folder, `.${name}.${randomUUID()}.tmp`)
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await write(appending(file))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, join(folder, name))
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** A stream that leaves the file open at its end, since what is not yet on the disk cannot be renamed into place. */
function appending(file: FileHandle): Writable {
  const append = (bytes: Uint8Array, done: (error?: Error) => void): void => {
    file.appendFile(bytes).then(() => done(), done)
  }
  return new Writable({
    highWaterMark: 1 << 18,
    write: (chunk: Uint8Array, _encoding, done) => append(chunk, done),
    writev: (chunks, done) => append(Buffer.concat(chunks.map(({ chunk }) => chunk as Uint8Array)), done),
  })
}

/** So that the renames outlive a power cut. Windows cannot open a folder, and needs not. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
