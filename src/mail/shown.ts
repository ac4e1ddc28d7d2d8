/** PURE. Text from settings and data as it may stand in a subject: one line, nothing in it that acts, not too long. */
import { visible } from '../report/visible.ts'

/** Longer names are cut: a subject is read in a list of others. */
const LONGEST_NAME = 60

export function shownName(name: string, otherwise: string): string {
  const cut = oneLine(name) || oneLine(otherwise)
  const characters = [...cut]
  return characters.length <= LONGEST_NAME
    ? cut
    : `${characters
        .slice(0, LONGEST_NAME - 1)
        .join('')
        .trimEnd()}…`
}

/** Spaces of every kind become one plain space; whatever else would act is shown for what it is. */
export const oneLine = (text: string): string => visible(text).replace(/\s+/gu, ' ').trim()

/** The start of a run's id: enough to tell two mails apart. */
export const shortRun = (runId: string): string => oneLine(runId).slice(0, 8)
