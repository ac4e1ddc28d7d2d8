-- Rejoin's roles on PostgreSQL, for a database of its own. Run it as a superuser, connected to that database, before the
-- first `rejoin db migrate` and again after every one that has brought new tables: it is idempotent, and the second time it
-- narrows what the tables were born with. Passwords are not its business: set them with \password, or leave them to
-- certificates or peer authentication.
--
--   rejoin_owner     owns everything and migrates; no program runs as it
--   rejoin_app       import, pull, run, watch, actions: reads and writes rows, makes and changes no table
--   rejoin_readonly  status, outages, runs: sees how the lines are, and no patient

do $$
declare
  role text;
begin
  foreach role in array array['rejoin_owner', 'rejoin_app', 'rejoin_readonly'] loop
    if not exists (select from pg_roles where rolname = role) then
      execute format('create role %I login noinherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls', role);
    end if;
    execute format('alter role %I in database %I set search_path = public, pg_temp', role, current_database());
    execute format('alter role %I in database %I set lock_timeout = %L', role, current_database(), '60s');
    execute format('alter role %I in database %I set idle_in_transaction_session_timeout = %L', role, current_database(), '15min');
    -- What a client that died was doing must not be finished behind the back of its successor.
    execute format('alter role %I in database %I set client_connection_check_interval = %L', role, current_database(), '5s');
  end loop;
  execute format('alter role rejoin_app in database %I set statement_timeout = %L', current_database(), '15min');
  execute format('alter role rejoin_readonly in database %I set statement_timeout = %L', current_database(), '60s');
  execute format('alter role rejoin_readonly in database %I set default_transaction_read_only = on', current_database());

  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to rejoin_owner, rejoin_app, rejoin_readonly', current_database());
  execute format('grant create on database %I to rejoin_owner', current_database());
  -- An import gathers rows in temporary tables.
  execute format('grant temporary on database %I to rejoin_owner, rejoin_app', current_database());
end
$$;

-- Three schemas: the tables, the migrations' books, the queue. All are the owner's, and nobody else makes anything in them.
alter schema public owner to rejoin_owner;
create schema if not exists drizzle authorization rejoin_owner;
create schema if not exists pgboss authorization rejoin_owner;
revoke all on schema public, drizzle, pgboss from public;
grant usage on schema public, drizzle, pgboss to rejoin_app;
grant usage on schema public, drizzle to rejoin_readonly;

-- What the owner makes is nobody's but the app's, and of that only rows.
alter default privileges for role rejoin_owner revoke execute on functions from public;
alter default privileges for role rejoin_owner revoke usage on types from public;
alter default privileges for role rejoin_owner in schema public
  grant select, insert, update, delete on tables to rejoin_app;
alter default privileges for role rejoin_owner in schema public grant usage, select on sequences to rejoin_app;
alter default privileges for role rejoin_owner in schema public grant execute on functions to rejoin_app;
alter default privileges for role rejoin_owner in schema drizzle grant select on tables to rejoin_app, rejoin_readonly;
alter default privileges for role rejoin_owner in schema pgboss
  grant select, insert, update, delete on tables to rejoin_app;
alter default privileges for role rejoin_owner in schema pgboss grant usage, select on sequences to rejoin_app;
alter default privileges for role rejoin_owner in schema pgboss grant execute on functions to rejoin_app;
alter default privileges for role rejoin_owner in schema pgboss grant usage on types to rejoin_app;

-- From here on, what a migration has made already.
do $$
declare
  name text;
begin
  -- The audit and the conclusions only ever grow: triggers refuse the rest to everybody, the app is not even asked. (An intent
  -- is locked before its write is sent, and locking a row takes the right to change a column of it.)
  foreach name in array array['action_decisions', 'action_intents', 'action_outcomes', 'runs', 'plans', 'verdicts', 'findings',
    'actions', 'outage_reconciliations', 'connection_events', 'syncs', 'pulls', 'pull_remarks'] loop
    if to_regclass('public.' || name) is not null then
      execute format('revoke update, delete, truncate, references, trigger on public.%I from rejoin_app', name);
    end if;
  end loop;
  if to_regclass('public.action_intents') is not null then
    grant update (intent_id) on public.action_intents to rejoin_app;
  end if;

  -- The outbox: its rows change while they are sent, and stay.
  if to_regclass('public.mails') is not null then
    revoke delete, truncate, references, trigger on public.mails from rejoin_app;
  end if;

  -- To see how the lines are takes no patient's name: whole tables where ids are all there is, otherwise single columns.
  foreach name in array array['connections', 'practices', 'live_hours', 'practitioners', 'connection_events', 'syncs', 'pms_reads',
    'pms_sessions', 'runs', 'plans', 'actions', 'outage_reconciliations', 'pulls', 'reconciliation_jobs', 'connection_leases'] loop
    if to_regclass('public.' || name) is not null then
      execute format('grant select on public.%I to rejoin_readonly', name);
    end if;
  end loop;
  if to_regclass('public.bookings') is not null then
    grant select (booking_id, practice_id, practitioner_id, start_at, end_at, status, synced_at, synced_practitioner_id,
      synced_start_at, synced_end_at) on public.bookings to rejoin_readonly;
    grant select (connection_id, pms_practitioner_id, start_at, end_at, status) on public.pms_appointments to rejoin_readonly;
    grant select (connection_id, pms_practitioner_id, start_at, end_at) on public.pms_blocks to rejoin_readonly;
    grant select (run_id, booking_id, verdict) on public.verdicts to rejoin_readonly;
    grant select (decision_id, connection_id, plan_hash, action_id, decision) on public.action_decisions to rejoin_readonly;
    grant select (intent_id, connection_id, plan_hash, run_id, action_id, action) on public.action_intents to rejoin_readonly;
    grant select (intent_id, outcome) on public.action_outcomes to rejoin_readonly;
  end if;
  -- What became of the mails, without anybody's address or what they say.
  if to_regclass('public.mails') is not null then
    grant select (mail_id, connection_id, practice_id, run_id, copy, state, attempts, not_before, claimed_until, last_why, made_at,
      sent_at) on public.mails to rejoin_readonly;
  end if;
end
$$;
