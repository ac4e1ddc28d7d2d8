/** The store's suites on a real PostgreSQL: by `REJOIN_TEST_POSTGRES_URL`, else one that is started for the occasion. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/postgres/**/*.pg.test.ts'],
    globalSetup: ['tests/postgres/server.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
