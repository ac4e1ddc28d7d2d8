/**
 * The prose of `rejoin doctor`, in English; that of its troubles is beside this file. What was seen, and what to do about it, in that order; a code without
 * words does not compile, nor a trouble without something to do. Ids, versions and counts, never people.
 */
import type { CheckCode, Mark } from './checkup.ts'
import { count, list, remarked, seconds, size } from './measures.ts'
import type { Fact, Gap } from './said.ts'
import { troubleWords } from './troubles/words.ts'

type Of<S extends { code: string }, C> = Extract<S, { code: C }>

export const doctorWords = {
  marks: {
    ok: 'ok',
    warning: 'warning',
    wrong: 'WRONG',
    'not-checked': 'not checked',
  } satisfies Record<Mark, string>,
  /** So that a mark is seen before it is read. */
  signs: { ok: '✓', warning: '!', wrong: '✗', 'not-checked': '–' } satisfies Record<Mark, string>,
  checks: {
    node: 'Node',
    configuration: 'Configuration',
    secrets: 'Secrets',
    disk: 'Disk',
    database: 'Database',
    session: 'Session',
    migrations: 'Migrations',
    rights: 'Rights',
    triggers: 'Triggers',
    listening: 'Listening',
    clock: 'Clock',
    zones: 'Time zones',
    connections: 'Connections',
    watch: 'Watch',
    mails: 'Mails',
    book: 'Book',
    mail: 'Mail server',
  } satisfies Record<CheckCode, string>,
  facts: {
    node: ({ version, platform }) => `${version} on ${platform}`,
    configuration: ({ path, books }) => `${path}, ${count(books, 'book')}`,
    'no-configuration': ({ path }) =>
      `there is no ${path}: no book is read or written by the program, no mail is sent`,
    secrets: ({ files, variables }) =>
      files + variables === 0
        ? 'rejoin.json points to none'
        : `${count(files, 'file')}, ${count(variables, 'variable')}`,
    'disk-free': ({ folder, bytes }) => `${size(bytes)} free in ${folder}`,
    server: ({ place, version, user }) => `PostgreSQL ${version} at ${place}, as ${user}`,
    embedded: ({ folder, version }) => `embedded PostgreSQL ${version} in ${folder}`,
    session: () => 'speaks UTC and ISO dates, with time enough for an import',
    migrations: ({ applied }) => `up to date (${applied})`,
    rights: () => 'all tables can be read and written',
    triggers: ({ count: all }) => `all ${all} are there and fire`,
    hears: () => 'one session hears what another says',
    'same-clock': () => 'the database goes by the clock of this machine',
    clock: ({ aheadMs, roundTripMs }) =>
      `${seconds(Math.abs(aheadMs))} from the database's (it answers in ${Math.round(roundTripMs)} ms)`,
    zones: ({ count: all, data }) => `${count(all, 'zone')} in use, by the data of ${data}`,
    connections: ({ connections, practices }) =>
      `${count(connections, 'connection')}, ${count(practices, 'practice')}`,
    'no-live-book': ({ connectionIds }) => `without a book in rejoin.json: ${list(connectionIds)}`,
    holders: ({ holders }) => `at work now: ${list(holders)}`,
    'watchers-signed': ({ ago }) => `a watcher gave a sign ${seconds(ago)} ago`,
    'no-watcher': () => 'nobody is at work just now',
    'never-watched': () => 'rejoin watch has never run here',
    jobs: ({ open }) =>
      open === 0 ? 'nothing is to be reconciled' : `${count(open, 'connection')} to be reconciled`,
    mails: ({ waiting, sent }) => `${waiting} to be sent, ${sent} sent`,
    book: ({ kind, place, entries, tookMs, writable }) =>
      `${kind}${place === null ? '' : ` at ${place}`}, ${count(entries, 'entry', 'entries')} seen in ${seconds(tookMs)}, ${writable ? 'can be written' : 'read only'}`,
    'book-identity': ({ identity }) => `database ${identity}, as expected`,
    remarks: ({ count: all, first }) => `${count(all, 'doubt')}: ${remarked(first, all)}`,
    mail: ({ place }) => `${place} takes mail`,
    'no-mail': () => 'rejoin.json has no mail: none is sent',
  } satisfies { readonly [C in Fact['code']]: (said: Of<Fact, C>) => string },
  gaps: {
    offline: () => 'left out because of --offline',
    'database-closed': () => 'the database is not open',
    'other-tables': () => 'the tables have to be those of this program first',
    'configuration-faulty': () => 'rejoin.json has to be put right first',
    'no-book-here': () => 'it has no book in rejoin.json; docs/books.md tells how to set one up',
    'whole-export': () => 'a look would make the server export everything; rejoin pull does',
    'identity-unknown': () => 'whether it is the right database could not be compared',
    'no-right': ({ what }) => `our user may not look: ${what}`,
  } satisfies { readonly [C in Gap['code']]: (said: Of<Gap, C>) => string },
  troubles: troubleWords,
  ofConnection: (check: string, connectionId: string): string => `${check} ${connectionId}`,
  looking: (what: string): string => `looking at: ${what}`,
  toDo: '→',
  totals: (marks: Readonly<Record<Mark, number>>): string =>
    [
      `${marks.ok} ok`,
      ...(marks.warning > 0 ? [count(marks.warning, 'warning')] : []),
      ...(marks.wrong > 0 ? [`${marks.wrong} wrong`] : []),
      ...(marks['not-checked'] > 0 ? [`${marks['not-checked']} not checked`] : []),
    ].join(', '),
} as const

export type DoctorWords = typeof doctorWords
