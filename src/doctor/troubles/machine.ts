/** Words for troubles of the machine and of what the program was told there. */
import { meant, size } from '../measures.ts'
import { type TroubleWords, told } from './told.ts'

export const machineTroubles = {
  failed: ({ what }) =>
    told(what, 'If that does not say what to do, send this line to whoever supports Rejoin.'),
  'no-answer': ({ seconds: limit }) =>
    told(
      `did not answer within ${limit} s`,
      'Check that it runs and that the network lets us through; --timeout gives it longer.',
    ),
  'node-too-old': ({ version, needed }) =>
    told(
      `Node ${version} is too old: ${needed} is needed`,
      'Install a newer Node (22 or 24) from nodejs.org or your system.',
    ),
  'node-ended': ({ version, on }) =>
    told(
      `Node ${version} has had no security repairs since ${on}`,
      'Install a Node that still gets them (nodejs.org lists them); Rejoin needs no change.',
    ),
  'configuration-faults': ({ faults }) =>
    told(faults, 'Correct the file; docs/books.md shows every setting. Until then nothing reads a book.'),
  'configuration-open': ({ path, mode }) =>
    told(
      `${path} can be changed by every user of this machine (mode ${mode})`,
      `It says where bookings are written: chmod 640 ${quoted(path)}, and look whether it is still yours.`,
    ),
  'variable-unknown': ({ name, near }) =>
    told(
      `${name} is set, and no part of Rejoin knows it${meant(near)}`,
      'Correct its name, or take it away.',
    ),
  'variable-of-no-use': ({ name, because }) =>
    told(`${name} is set and of no use, since ${because} is set too`, `Take one of the two away.`),
  'secret-unreadable': ({ file, reason }) =>
    told(
      `${file} cannot be read (${reason})`,
      'Put the secret there, readable for the user that Rejoin runs as and for nobody else.',
    ),
  'secret-empty': ({ file }) => told(`${file} is empty`, 'Put the secret into it, as one line.'),
  'secret-open': ({ file, mode }) =>
    told(
      `${file} can be read by every user of this machine (mode ${mode})`,
      `Close it: chmod 600 ${quoted(file)}. If others have accounts here, have the secret renewed.`,
    ),
  'secret-not-set': ({ name }) =>
    told(
      `rejoin.json takes a secret from ${name}, which is not set here`,
      `Set ${name} here as the service has it, or put the secret into a file of its own.`,
    ),
  'disk-low': ({ folder, bytes }) =>
    told(`only ${size(bytes)} free in ${folder}`, 'Make room: a database that finds none stops.'),
} satisfies Partial<TroubleWords>

/** A path that can be pasted behind a command. */
const quoted = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
