/** How this process is called where others must know who is at work: command, number and machine, and nobody's name. */
import { hostname } from 'node:os'

export const holderOf = (command: string): string =>
  `rejoin ${command} (process ${process.pid} on ${hostname()})`
