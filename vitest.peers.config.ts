/** What we make, in other people's programs: a browser, a spreadsheet, a mail server. They are installed where they are missing. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/peers/**/*.peer.test.ts'],
    globalSetup: ['tests/peers/present.ts', 'tests/peers/made.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
