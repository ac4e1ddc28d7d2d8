/** The committed demo bundle is what its generator makes, byte for byte: whoever edits one must edit the other. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const examples = fileURLToPath(new URL('../../examples/', import.meta.url))
const committed = join(examples, 'two-practices')
let made = ''

beforeAll(() => {
  made = mkdtempSync(join(tmpdir(), 'rejoin two practices '))
  execFileSync(process.execPath, [join(examples, 'make-two-practices.mjs'), made], {
    // Another zone and language than anybody's desk: neither may show in the files.
    env: { ...process.env, TZ: 'Pacific/Chatham', LC_ALL: 'de_DE.UTF-8' },
  })
})
afterAll(() => rmSync(made, { recursive: true, force: true }))

describe('examples/two-practices', () => {
  test('has the files that the generator makes, and its story', () => {
    expect(readdirSync(committed).sort()).toEqual([...readdirSync(made), 'README.md'].sort())
  })

  test('has their very bytes', () => {
    for (const name of readdirSync(made)) {
      const same = readFileSync(join(committed, name)).equals(readFileSync(join(made, name)))
      expect(same, `${name}: run node examples/make-two-practices.mjs`).toBe(true)
    }
  })

  test('tells in its page of every booking that must be judged', () => {
    const { verdicts } = JSON.parse(readFileSync(join(committed, 'expected.json'), 'utf8')) as {
      verdicts: Record<string, unknown>
    }
    const story = readFileSync(join(committed, 'README.md'), 'utf8')
    expect(Object.keys(verdicts).filter((id) => !story.includes(id))).toEqual([])
  })
})
