/** Every table, as Drizzle sees it: what the platform knows, what the book said, what runs concluded, what came of it. */
export * from './schema/book.ts'
export * from './schema/connections.ts'
export * from './schema/fixups.ts'
export * from './schema/jobs.ts'
export * from './schema/mails.ts'
export * from './schema/platform.ts'
export * from './schema/pulls.ts'
export * from './schema/runs.ts'
