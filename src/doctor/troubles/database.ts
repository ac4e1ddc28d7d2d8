/** Words for troubles with the database: to reach it, whose tables they are, what we may do with them. */
import { list } from '../measures.ts'
import { type TroubleWords, told } from './told.ts'

/** What keeps a server from answering, by the code that it or the system gave. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nobody listens there: start the server, or correct host and port in DATABASE_URL.',
  CONNECT_TIMEOUT:
    'Nobody answers there: correct the host in DATABASE_URL, or ask your IT about the firewall.',
  'no answer':
    'It listens and says nothing: ask whoever runs the server or the pooler whether it is overloaded.',
  ENOTFOUND: 'Nobody knows that host: correct it in DATABASE_URL, or ask your IT about the name server.',
  EAI_AGAIN: 'The name server does not answer: ask your IT, or give the host as a number in DATABASE_URL.',
  '28P01': 'Correct user and password in DATABASE_URL.',
  '28000': 'The server does not let this user in from here: ask its owner to look at pg_hba.conf.',
  '3D000': 'There is no such database: make it (deploy/README.md), or correct its name in DATABASE_URL.',
  '53300': 'The server has no connection to spare: end programs that hold some, or raise max_connections.',
  '57P03': 'The server is starting or stopping: try again in a minute.',
}
const UNREACHABLE_OTHERWISE =
  'Check that the server runs, and host, port, user, password and database in DATABASE_URL.'

export const databaseTroubles = {
  'no-database': ({ folder }) =>
    told(
      `there is no database in ${folder} yet`,
      'Load a bundle with rejoin import DIR, which makes one. If there should be one: go to its folder, or set REJOIN_DATA or DATABASE_URL.',
    ),
  'in-use': ({ folder, pid, what }) =>
    pid === null
      ? told(what, 'Do that, then run rejoin doctor again.')
      : told(
          `${folder} is in use by process ${pid}`,
          `Wait until process ${pid} is done, or end it, then run rejoin doctor again. A rejoin watch holds an embedded database while it runs.`,
        ),
  unreachable: ({ place, reason }) =>
    told(`cannot open PostgreSQL at ${place} (${reason})`, UNREACHABLE[reason] ?? UNREACHABLE_OTHERWISE),
  'server-too-old': ({ version, needed }) =>
    told(
      `PostgreSQL ${version} is too old: ${needed} is needed`,
      `Move the database to PostgreSQL ${needed} or newer.`,
    ),
  'other-major': ({ folder, found, carried }) =>
    told(
      `the database in ${folder} was made by PostgreSQL ${found}, this rejoin carries ${carried}`,
      'Open it with the rejoin that made it, or move the folder away and import again.',
    ),
  'folder-open': ({ folder, mode }) =>
    told(
      `${folder} was open to every user of this machine (mode ${mode}), and patients' data lies in it`,
      'Rejoin has closed it now. If it is open again next time, find out what opens it.',
    ),
  replica: ({ place }) =>
    told(`${place} is a copy of another server and cannot be written`, 'Point DATABASE_URL to the primary.'),
  'setting-lost': ({ name, value, wanted }) =>
    told(
      `${name} is ${value}, though the session asked for ${wanted}`,
      'A pooler in between swallows settings: connect to the server itself, or let the pooler keep one session for each client.',
    ),
  'statements-cut': ({ seconds: limit }) =>
    told(
      `a statement may take ${limit} s at most`,
      'A large import takes longer: raise statement_timeout for this user (deploy/roles.sql sets 15 minutes).',
    ),
  'migrations-pending': ({ applied, shipped }) =>
    told(
      `${applied} of ${shipped} migrations are applied`,
      'Make a backup, then run rejoin db migrate as the owner of the tables. Where the user may, any other command does it too.',
    ),
  'tables-missing': () =>
    told(
      'the database has no tables of Rejoin yet',
      'Run rejoin db migrate, or rejoin import DIR, which does it first.',
    ),
  'tables-newer': ({ applied, shipped }) =>
    told(
      `a newer rejoin has been here: ${applied} migrations, and this one knows ${shipped}`,
      'Update this rejoin; until then no command of it opens the database.',
    ),
  'tables-foreign': () =>
    told(
      'its tables were not made by this rejoin nor by an earlier one',
      'Use another database, or the rejoin that made it.',
    ),
  'may-only-read': ({ user }) =>
    told(
      `${user} may only read`,
      'That is enough for rejoin status; for import, run and watch use the role rejoin_app (deploy/roles.sql).',
    ),
  'rights-missing': ({ user, missing }) =>
    told(
      `${user} lacks rights on ${list(missing).replaceAll(', and', ' and')}`,
      'Have a superuser run deploy/roles.sql again: it gives rejoin_app what new tables need.',
    ),
  'triggers-off': ({ user }) =>
    told(
      `no trigger fires for ${user}: session_replication_role is replica`,
      `Have it reset: alter role ${user} reset session_replication_role.`,
    ),
  'asks-off': ({ triggers }) =>
    told(
      `switched off: ${list(triggers)}`,
      'Lines that come back are noticed only by the sweeps of rejoin watch: alter table … enable trigger …',
    ),
  'guards-off': ({ triggers }) =>
    told(
      `switched off: ${list(triggers)}`,
      'They keep audit and references whole: alter table … enable trigger …, and find out who switched them off.',
    ),
  'triggers-missing': ({ triggers }) =>
    told(
      `not there: ${list(triggers)}`,
      'The database was restored without them, or somebody dropped them: restore it whole, or make them again from db/migrations.',
    ),
  deaf: () =>
    told(
      'one session does not hear what another says',
      'A pooler hands out a session for one transaction at a time: let rejoin watch connect to the server itself. Until then it finds out at its next look (--every).',
    ),
} satisfies Partial<TroubleWords>
