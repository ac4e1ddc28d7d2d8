create sequence "public"."lease_tokens" increment by 1 minvalue 1 maxvalue 9223372036854775807 start with 1 cache 1;--> statement-breakpoint
create table "connection_leases" (
	"connection_id" text primary key not null,
	"token" bigint not null,
	"holder" text not null,
	"taken_at" timestamp(3) with time zone not null,
	"until" timestamp(3) with time zone not null
);
--> statement-breakpoint
create table "reconciliation_jobs" (
	"connection_id" text primary key not null,
	"asked_at" timestamp(3) with time zone not null,
	"asks" bigint not null,
	"handled_asks" bigint default 0 not null,
	"not_before" timestamp(3) with time zone,
	"offered_at" timestamp(3) with time zone,
	"earliest_start_at" timestamp(3) with time zone,
	"waiting_for" text,
	"attempts" integer default 0 not null,
	"last_trouble" text,
	"last_run_id" text,
	"undelivered_run_id" text,
	"owed_from" timestamp(3) with time zone,
	"checked_until" timestamp(3) with time zone,
	"changed_at" timestamp(3) with time zone not null,
	constraint "reconciliation_jobs_waiting_for" check ("reconciliation_jobs"."waiting_for" in ('line', 'settling', 'read', 'lease', 'retry', 'person')),
	constraint "reconciliation_jobs_asks" check ("reconciliation_jobs"."asks" >= "reconciliation_jobs"."handled_asks"),
	constraint "reconciliation_jobs_waits" check ("reconciliation_jobs"."waiting_for" is null or "reconciliation_jobs"."asks" > "reconciliation_jobs"."handled_asks"),
	constraint "reconciliation_jobs_attempts" check ("reconciliation_jobs"."attempts" >= 0)
);
--> statement-breakpoint
alter table "connection_leases" add constraint "connection_leases_connection_id_connections_connection_id_fk" foreign key ("connection_id") references "public"."connections"("connection_id") on delete no action on update no action;--> statement-breakpoint
alter table "reconciliation_jobs" add constraint "reconciliation_jobs_connection_id_connections_connection_id_fk" foreign key ("connection_id") references "public"."connections"("connection_id") on delete no action on update no action;--> statement-breakpoint
-- Ids by code point, as everywhere.
alter table connection_leases alter column connection_id set data type text collate "C";
--> statement-breakpoint
alter table reconciliation_jobs
  alter column connection_id set data type text collate "C",
  alter column last_run_id set data type text collate "C",
  alter column undelivered_run_id set data type text collate "C";
