/** Every table, as Drizzle sees it: what the platform knows, what the PMS book said, and what the runs concluded. */
export * from './schema/book.ts'
export * from './schema/connections.ts'
export * from './schema/platform.ts'
export * from './schema/runs.ts'
