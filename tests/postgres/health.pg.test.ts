/** What health is judged by, on PostgreSQL. */
import { healthStoreSuite } from '../connection/health-store.suite.ts'
import { freshDatabases } from './fresh-database.ts'

healthStoreSuite(freshDatabases().open)
