/**
 * The suite that needs nothing but Node: databases are PGlite, which boots slowly, hence the generous timeouts. What
 * needs a server is in tests/postgres and tests/mariadb, what kills programs at their work in tests/fault, what
 * opens our work in other people's programs in tests/peers: each has its own command.
 */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/postgres/**', 'tests/mariadb/**', 'tests/fault/**', 'tests/peers/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
