create table "pull_remarks" (
	"pull_id" bigint not null,
	"position" integer not null,
	"weight" text not null,
	"subject" text not null,
	"what" text not null,
	constraint "pull_remarks_pull_id_position_pk" primary key("pull_id","position"),
	constraint "pull_remarks_weight" check ("pull_remarks"."weight" in ('fault', 'warning'))
);
--> statement-breakpoint
create table "pulls" (
	"pull_id" bigint primary key generated always as identity (sequence name "pulls_pull_id_seq" increment by 1 minvalue 1 maxvalue 9223372036854775807 start with 1 cache 1),
	"connection_id" text not null,
	"started_at" timestamp(3) with time zone not null,
	"finished_at" timestamp(3) with time zone not null,
	"outcome" text not null,
	"why" text,
	"taken_at" timestamp(3) with time zone,
	"database_identity" text,
	"from_on" date,
	"to_on" date,
	"entries" integer not null,
	"patients" integer not null,
	"recalls" integer not null,
	"stored" boolean not null,
	constraint "pulls_outcome" check ("pulls"."outcome" in ('complete', 'partial', 'failed')),
	constraint "pulls_failed" check (("pulls"."outcome" = 'failed') = ("pulls"."taken_at" is null)),
	constraint "pulls_why" check (("pulls"."outcome" = 'failed') = ("pulls"."why" is not null))
);
--> statement-breakpoint
alter table "pull_remarks" add constraint "pull_remarks_pull_id_pulls_pull_id_fk" foreign key ("pull_id") references "public"."pulls"("pull_id") on delete cascade on update no action;--> statement-breakpoint
alter table "pulls" add constraint "pulls_connection_id_connections_connection_id_fk" foreign key ("connection_id") references "public"."connections"("connection_id") on delete no action on update no action;--> statement-breakpoint
create index "pulls_connection" on "pulls" using btree ("connection_id","started_at");
--> statement-breakpoint
-- Ids by code point, as everywhere.
alter table pulls alter column connection_id set data type text collate "C";
