/** Jobs and leases on PostgreSQL. */
import { jobsSuite } from '../watch/jobs.suite.ts'
import { freshDatabases } from './fresh-database.ts'

jobsSuite(freshDatabases().open)
