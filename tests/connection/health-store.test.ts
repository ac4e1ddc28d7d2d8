/** What health is judged by, on PGlite. */
import { openDatabase } from '../../db/open.ts'
import { healthStoreSuite } from './health-store.suite.ts'

healthStoreSuite(() => openDatabase({ kind: 'throwaway' }))
