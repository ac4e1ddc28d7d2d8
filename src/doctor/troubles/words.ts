/** Every trouble in words; one without does not compile. */
import { databaseTroubles } from './database.ts'
import { machineTroubles } from './machine.ts'
import { practiceTroubles } from './practice.ts'
import type { TroubleWords } from './told.ts'

export const troubleWords: TroubleWords = { ...machineTroubles, ...databaseTroubles, ...practiceTroubles }
