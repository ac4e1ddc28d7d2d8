/** PURE. The id that a write gives its row: the same for every attempt, so that the table itself refuses a second row. */
import { createHash } from 'node:crypto'

/** The 16 bytes of a UUID, as OpenEMR keeps them; marked as a version 4, which is what it makes itself. */
export function uuidOf(key: string): Buffer {
  const bytes = createHash('sha256').update(`rejoin:${key}`).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes
}
