/** The store on PGlite. */
import { openDatabase } from '../../db/open.ts'
import { storeSuite } from './store.suite.ts'

storeSuite(() => openDatabase({ kind: 'throwaway' }))
