/** Reading in bulk on PGlite. */
import { openDatabase } from '../../db/open.ts'
import { inBulkSuite } from './in-bulk.suite.ts'

inBulkSuite(() => openDatabase({ kind: 'throwaway' }))
