/** Words for troubles with clocks and zones, connections and their books, the watchers and mail. */
import { count, list, meant, remarked, seconds } from '../measures.ts'
import { type TroubleWords, told } from './told.ts'

export const practiceTroubles = {
  'clock-off': ({ aheadMs }) =>
    told(
      `this machine's clock is ${seconds(Math.abs(aheadMs))} ${aheadMs > 0 ? 'behind' : 'ahead of'} the database's`,
      'Let both machines set their clocks by the network (timedatectl set-ntp true), then look again.',
    ),
  'events-ahead': ({ connectionIds, aheadMs }) =>
    told(
      `events lie up to ${seconds(aheadMs)} in the future: ${list(connectionIds)}`,
      'Have the clock set right where these events are told: their outages end too late.',
    ),
  'reads-ahead': ({ connectionIds, aheadMs }) =>
    told(
      `reads of the book lie up to ${seconds(aheadMs)} in the future: ${list(connectionIds)}`,
      'Have the clock set right where the book was read; until then no newer read replaces them.',
    ),
  'zone-unknown': ({ zone, of }) =>
    told(
      `nobody here knows the time zone ${zone} of ${list(of)}`,
      'Correct it to a name of the IANA list, such as Australia/Sydney, and import again.',
    ),
  'zone-unknown-to-database': ({ zones }) =>
    told(
      `the database does not know ${list(zones)}`,
      "Update the server's time zone data. Rejoin goes by Node's, so its own times are right.",
    ),
  'zones-differ': ({ zones, data }) =>
    told(
      `Node (${data}) and the database put these clocks differently: ${list(zones.map(({ zone, on }) => `${zone} from ${on} on`))}`,
      'One of the two has old data. Rejoin goes by Node: update Node if its version is not of this year, otherwise the server.',
    ),
  'zones-old': ({ data }) =>
    told(
      `Node's time zone data are of ${data}`,
      'Install a newer Node: rules of daylight saving have changed since.',
    ),
  'no-connections': () => told('the database holds no connection', 'Load a bundle with rejoin import DIR.'),
  'book-of-nobody': ({ connectionId, near }) =>
    told(
      `rejoin.json has a book for ${connectionId}, which the database does not know${meant(near)}`,
      'Correct the id in rejoin.json, or import the connection.',
    ),
  'no-such-connection': ({ connectionId, near }) =>
    told(`there is no connection ${connectionId}${meant(near)}`, 'Give an id that rejoin status lists.'),
  'no-address': ({ practiceIds }) =>
    told(
      `mail is set up, and these practices have no address: ${list(practiceIds)}`,
      'Fill in manager_email and import again, or name recipients in rejoin.json.',
    ),
  'no-events': ({ connectionIds }) =>
    told(
      `nothing was ever told of these lines: ${list(connectionIds)}`,
      'They count as up, so no outage is ever seen: let the platform write connection_events (docs/platform-tables.md).',
    ),
  'reads-old': ({ connectionIds }) =>
    told(
      `live books not read for a day: ${list(connectionIds)}`,
      'Read them with rejoin pull --connection ID; rejoin status tells how the lines are.',
    ),
  'jobs-overdue': ({ connectionIds }) =>
    told(
      `their turn has come, and nobody takes it: ${list(connectionIds)}`,
      'Start rejoin watch again, or look why it stopped: systemctl status rejoin-watch.',
    ),
  'jobs-failing': ({ connectionIds, last }) =>
    told(
      `goes wrong again and again: ${list(connectionIds)}; last: ${last}`,
      'Look at rejoin status --connection ID, and put right what it names.',
    ),
  'reports-unwritten': ({ connectionIds }) =>
    told(
      `run and recorded, but their reports are not written: ${list(connectionIds)}`,
      'Start rejoin watch, and check that its --out folder can be written.',
    ),
  'queue-missing': () =>
    told('the queue of rejoin watch is not there', 'Run rejoin db migrate as the owner of the tables.'),
  'mails-failed': ({ count: all }) =>
    told(
      `${count(all, 'mail')} given up`,
      'See rejoin mail list; when the cause is gone, rejoin mail retry --all.',
    ),
  'mails-unknown': ({ count: all }) =>
    told(
      `of ${count(all, 'mail')} nobody knows whether it arrived`,
      'See rejoin mail list; ask the practice before you send another.',
    ),
  'mails-late': ({ count: all }) =>
    told(
      `${count(all, 'mail')} should have left by now`,
      'Start rejoin watch, or send them: rejoin mail retry --all.',
    ),
  'book-unopened': ({ what }) =>
    told(what, 'Put that right in rejoin.json or where it points to; docs/books.md.'),
  'book-failed': ({ why }) =>
    told(
      `could not be read: ${why}`,
      'Look at what it names: does the PMS run, does this machine reach it, is the path right?',
    ),
  'book-partial': ({ count: all, first }) =>
    told(
      `read in part only, ${count(all, 'fault')}: ${remarked(first, all)}`,
      'Put right what it names: a run over such a read is held. rejoin pull tells all of it.',
    ),
  'other-database': ({ expected, found }) =>
    told(
      `answers as database ${found}, and the connection belongs to ${expected}`,
      'Point rejoin.json to the right book. If the practice has a new database, import the connection with its identity.',
    ),
  'book-ahead': ({ aheadMs }) =>
    told(
      `its clock is ${seconds(aheadMs)} ahead of ours`,
      "Have the clock of the book's server set by the network.",
    ),
  'mail-trouble': ({ why }) =>
    told(
      why,
      'Put that right in "mail" of rejoin.json or on the server. Until then mails wait in the outbox.',
    ),
  'mail-settings': ({ what }) => told(what, 'Put that right in "mail" of rejoin.json; docs/mail.md.'),
} satisfies Partial<TroubleWords>
