-- Ids by code point, as everywhere.
alter table plans
  alter column run_id set data type text collate "C",
  alter column connection_id set data type text collate "C",
  alter column hash set data type text collate "C";
--> statement-breakpoint
alter table action_decisions
  alter column connection_id set data type text collate "C",
  alter column plan_hash set data type text collate "C",
  alter column run_id set data type text collate "C",
  alter column action_id set data type text collate "C";
--> statement-breakpoint
alter table action_intents
  alter column connection_id set data type text collate "C",
  alter column plan_hash set data type text collate "C",
  alter column run_id set data type text collate "C",
  alter column action_id set data type text collate "C",
  alter column idempotency_key set data type text collate "C";
--> statement-breakpoint
-- A plan goes with its run, but is never another one.
create trigger plans_stay before update on plans for each row execute function refuse_rewriting();
--> statement-breakpoint
-- The audit only ever grows: nobody changes a row, takes one out or empties a table, whatever program asks for it.
create trigger action_decisions_stay before update or delete on action_decisions
  for each row execute function refuse_rewriting();
--> statement-breakpoint
create trigger action_decisions_not_emptied before truncate on action_decisions
  for each statement execute function refuse_rewriting();
--> statement-breakpoint
create trigger action_intents_stay before update or delete on action_intents
  for each row execute function refuse_rewriting();
--> statement-breakpoint
create trigger action_intents_not_emptied before truncate on action_intents
  for each statement execute function refuse_rewriting();
--> statement-breakpoint
create trigger action_outcomes_stay before update or delete on action_outcomes
  for each row execute function refuse_rewriting();
--> statement-breakpoint
create trigger action_outcomes_not_emptied before truncate on action_outcomes
  for each statement execute function refuse_rewriting();
--> statement-breakpoint
create view audit_log as
  select at, actor, what, connection_id, run_id, plan_hash, action_id, reason, before, after
  from (
    select decided_at as at, decided_by as actor, decision as what, connection_id, run_id, plan_hash, action_id,
      why as reason, null::jsonb as before, null::jsonb as after, 1 as stage, decision_id as position
    from action_decisions
    union all
    select intended_at, intended_by, 'intended', connection_id, run_id, plan_hash, action_id, null, before, null, 2, 0
    from action_intents
    union all
    select o.recorded_at, o.recorded_by, o.outcome, i.connection_id, i.run_id, i.plan_hash, i.action_id, o.reason,
      i.before, o.after, 3, o.outcome_id
    from action_outcomes o join action_intents i using (intent_id)
  ) as told
  order by at, stage, position, action_id;
