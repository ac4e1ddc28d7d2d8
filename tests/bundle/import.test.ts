/** The import on PGlite. */
import { openDatabase } from '../../db/open.ts'
import { importSuite } from './import.suite.ts'

importSuite(() => openDatabase({ kind: 'throwaway' }))
