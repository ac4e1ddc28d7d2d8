/** SHELL. Looks at mail: its secrets are to be had, and whoever takes it answers. None is sent. */
import type { Note } from '../../src/doctor/checkup.ts'
import { fact, notChecked, wrong } from '../../src/doctor/mark.ts'
import { UsageError } from '../config.ts'
import type { ConfigFile } from '../config-file.ts'
import type { Terminal } from '../terminal.ts'
import type { Check } from './carry-out.ts'

export const mailCheck = (config: ConfigFile | null, env: Terminal['env']): Check => ({
  code: 'mail',
  look: async (): Promise<readonly Note[]> => {
    if (config === null) return [notChecked({ code: 'configuration-faulty' })]
    const { mail } = config
    if (mail === null) return [fact({ code: 'no-mail' })]
    try {
      mail.mailing(env)
      const why = await mail.transport(env).check()
      const { place } = mail
      return [why === null ? fact({ code: 'mail', place }) : wrong({ code: 'mail-trouble', place, why })]
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      return [wrong({ code: 'mail-settings', what: error.message })]
    }
  },
})

/** Practices of which rejoin.json says itself who gets their mail. */
export function addressed(config: ConfigFile | null, env: Terminal['env']): ReadonlySet<string> {
  try {
    const wishes = config?.mail?.mailing(env).wishes ?? new Map()
    return new Set([...wishes].flatMap(([practiceId, { to }]) => (to === null ? [] : [practiceId])))
  } catch {
    // A secret is missing; the look at the mail tells which.
    return new Set()
  }
}
