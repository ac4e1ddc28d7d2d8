-- A line that comes back asks for its reconciliation, in the transaction that tells of it: there is no moment at which
-- one is known and the other is not, whoever writes the event, by whatever program.

-- May this event be the end of an outage, or tell of one that is over? Rather once too often: who handles the ask looks
-- closely. An event of the same instant that says "down" comes first, as everywhere. The event before is the end of one
-- walk backwards along the primary key, however long the history is.
create function may_end_outage(of text, its_at timestamptz, its_event text) returns boolean
language sql stable as $$
  select case its_event
    when 'connected' then true
    when 'disconnected' then exists (
      select from connection_events e where e.connection_id = of and e.at >= its_at and e.event <> 'disconnected')
    else exists (
      select from connection_events e where e.connection_id = of and e.at = its_at and e.event = 'disconnected')
      or coalesce((
        select e.event = 'disconnected' or its_at - e.at > interval '10 minutes'
        from connection_events e
        where e.connection_id = of and e.at < its_at
        order by e.at desc, e.event desc
        limit 1), false)
  end
$$;
--> statement-breakpoint
-- Whoever asks for several connections asks in the order of their ids, so that two of them never wait for each other.
create function ask_for_reconciliation() returns trigger language plpgsql as $$
begin
  insert into reconciliation_jobs as job (connection_id, asked_at, asks, not_before, changed_at)
    select returned.connection_id, clock_timestamp(), 1, clock_timestamp(), clock_timestamp()
    from (
      -- Of whom much is told at once, as in an import, it is not asked event by event: it may well be one of them.
      with told as (
        select connection_id, count(*) > 5 or bool_or(event = 'connected') as surely from added group by connection_id
      )
      select connection_id from told where surely
      union
      select a.connection_id from added a join told t on t.connection_id = a.connection_id and not t.surely
      where may_end_outage(a.connection_id, a.at, a.event)
    ) as returned
    order by returned.connection_id
  on conflict (connection_id) do update
    set asked_at = excluded.asked_at, asks = job.asks + 1, not_before = excluded.not_before, waiting_for = null,
      changed_at = excluded.changed_at;
  -- Every user of the database may listen, so it says nothing of whom.
  if found then perform pg_notify('rejoin_asked', ''); end if;
  return null;
end
$$;
--> statement-breakpoint
create trigger connection_events_ask after insert on connection_events
  referencing new table as added for each statement execute function ask_for_reconciliation();
--> statement-breakpoint
-- A fresh read asks again where something is still to be done: it may be what was waited for.
create function ask_with_fresh_read() returns trigger language plpgsql as $$
begin
  update reconciliation_jobs as job
    set asked_at = clock_timestamp(), asks = asks + 1, not_before = clock_timestamp(), waiting_for = null,
      changed_at = clock_timestamp()
    from (
      select waiting.connection_id from reconciliation_jobs waiting
      where waiting.connection_id in (select connection_id from added) and waiting.asks > waiting.handled_asks
      order by waiting.connection_id for no key update
    ) as mine
    where job.connection_id = mine.connection_id;
  if found then perform pg_notify('rejoin_asked', ''); end if;
  return null;
end
$$;
--> statement-breakpoint
create trigger pms_reads_ask_added after insert on pms_reads
  referencing new table as added for each statement execute function ask_with_fresh_read();
--> statement-breakpoint
create trigger pms_reads_ask_changed after update on pms_reads
  referencing new table as added for each statement execute function ask_with_fresh_read();
--> statement-breakpoint
-- Bookings that stand online and are not in the book as they stand: the next of them decides how urgent a practice is.
create index bookings_waiting on bookings (practice_id, start_at)
  where status not in ('cancelled', 'dismissed')
    and (synced_practitioner_id, synced_start_at, synced_end_at) is distinct from (practitioner_id, start_at, end_at);
