/** The import on PostgreSQL. */
import { importSuite } from '../bundle/import.suite.ts'
import { freshDatabases } from './fresh-database.ts'

importSuite(freshDatabases().open)
