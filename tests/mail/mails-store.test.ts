/** The outbox on PGlite. */
import { openDatabase } from '../../db/open.ts'
import { mailsSuite } from './mails.suite.ts'

mailsSuite(() => openDatabase({ kind: 'throwaway' }))
