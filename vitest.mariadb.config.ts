/** OpenEMR's book on a real MariaDB: by `REJOIN_TEST_MARIADB_URL`, else one that is started for the occasion. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/mariadb/**/*.maria.test.ts'],
    globalSetup: ['tests/mariadb/server.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
