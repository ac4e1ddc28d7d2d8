/** Programs that are killed at their work: one after the other, so that the machine's other work cannot outwait them. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/fault/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
})
