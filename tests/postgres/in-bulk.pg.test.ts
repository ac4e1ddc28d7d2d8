/** Reading in bulk on PostgreSQL. */
import { inBulkSuite } from '../db/in-bulk.suite.ts'
import { freshDatabases } from './fresh-database.ts'

inBulkSuite(freshDatabases().open)
