/** A watcher at work on PGlite. */
import { openDatabase } from '../../db/open.ts'
import { handleSuite } from './handle.suite.ts'

handleSuite(() => openDatabase({ kind: 'throwaway' }))
