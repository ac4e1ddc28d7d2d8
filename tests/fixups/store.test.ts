/** A plan's life, on PGlite. */
import { openDatabase } from '../../db/open.ts'
import { fixupsSuite } from './store.suite.ts'

fixupsSuite(() => openDatabase({ kind: 'throwaway' }))
