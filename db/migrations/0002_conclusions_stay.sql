-- What a run concluded is never rewritten: not its verdicts and findings, nor which run settled an outage. (An action's
-- status moves on, so actions are not guarded here. Deleting a whole run is house-keeping and allowed.)
create function refuse_rewriting() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never rewritten', tg_table_name using errcode = 'restrict_violation';
end
$$;
--> statement-breakpoint
create trigger verdicts_stay before update on verdicts for each row execute function refuse_rewriting();
--> statement-breakpoint
create trigger findings_stay before update on findings for each row execute function refuse_rewriting();
--> statement-breakpoint
create trigger outage_reconciliations_stay before update on outage_reconciliations
  for each row execute function refuse_rewriting();
