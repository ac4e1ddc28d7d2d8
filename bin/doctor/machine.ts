/** SHELL. Looks at the machine: Node, and room on the disks that we write to. */
import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, resolve } from 'node:path'
import { judgeDisks, judgeNode } from '../../src/doctor/machine.ts'
import type { Terminal } from '../terminal.ts'
import type { Check } from './carry-out.ts'

export const nodeCheck = (terminal: Terminal): Check => ({
  code: 'node',
  look: async () => {
    const { platform, arch, versions } = process
    return judgeNode({ version: versions.node, platform: `${platform} ${arch}` }, terminal.now())
  },
})

/** `folders`: those that need not be there yet, too. */
export const diskCheck = (folders: readonly string[]): Check => ({
  code: 'disk',
  look: async () => {
    const places = [...new Set([...folders.map(existing), tmpdir()])]
    const disks = await Promise.all(
      places.map(async (folder) => {
        const { bavail, bsize } = await statfs(folder)
        return { folder, freeBytes: bavail * bsize }
      }),
    )
    return judgeDisks(disks)
  },
})

function existing(folder: string): string {
  const whole = resolve(folder)
  return existsSync(whole) || dirname(whole) === whole ? whole : existing(dirname(whole))
}
