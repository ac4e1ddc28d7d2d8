/** A plan's life, on PostgreSQL. */
import { fixupsSuite } from '../fixups/store.suite.ts'
import { freshDatabases } from './fresh-database.ts'

fixupsSuite(freshDatabases().open)
