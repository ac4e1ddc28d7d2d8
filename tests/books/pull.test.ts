/** Live books in the embedded database. */
import { openDatabase } from '../../db/open.ts'
import { pullSuite } from './pull.suite.ts'

pullSuite(() => openDatabase({ kind: 'throwaway' }))
