/** Live books, on PostgreSQL. */
import { pullSuite } from '../books/pull.suite.ts'
import { freshDatabases } from './fresh-database.ts'

pullSuite(freshDatabases().open)
