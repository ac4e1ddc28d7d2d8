/** Jobs and leases on PGlite. */
import { openDatabase } from '../../db/open.ts'
import { jobsSuite } from './jobs.suite.ts'

jobsSuite(() => openDatabase({ kind: 'throwaway' }))
