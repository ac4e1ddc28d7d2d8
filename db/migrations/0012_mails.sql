create table "mails" (
	"mail_id" uuid primary key not null,
	"connection_id" text not null,
	"practice_id" text not null,
	"run_id" text not null,
	"copy" integer not null,
	"message_id" text not null,
	"sender" text not null,
	"subject" text not null,
	"recipients" text[] not null,
	"accepted" text[] not null,
	"refused" jsonb not null,
	"state" text not null,
	"attempts" integer not null,
	"maybe_sent" boolean not null,
	"not_before" timestamp(3) with time zone,
	"claim_token" uuid,
	"claimed_until" timestamp(3) with time zone,
	"last_why" text,
	"content" text,
	"made_at" timestamp(3) with time zone not null,
	"sent_at" timestamp(3) with time zone,
	constraint "mails_copy" unique("run_id","practice_id","copy"),
	constraint "mails_message" unique("message_id"),
	constraint "mails_state" check ("mails"."state" in ('waiting', 'sending', 'sent', 'unknown', 'failed')),
	constraint "mails_copy_count" check ("mails"."copy" >= 1 and "mails"."attempts" >= 0),
	constraint "mails_recipients" check (cardinality("mails"."recipients") > 0),
	constraint "mails_content" check (("mails"."state" = 'sent') = ("mails"."content" is null)),
	constraint "mails_sent" check (("mails"."state" = 'sent') = ("mails"."sent_at" is not null)),
	constraint "mails_claim" check (("mails"."state" = 'sending') = ("mails"."claim_token" is not null) and ("mails"."claim_token" is null) = ("mails"."claimed_until" is null)),
	constraint "mails_due_when" check (case "mails"."state" when 'waiting' then "mails"."not_before" is not null when 'unknown' then true else "mails"."not_before" is null end),
	constraint "mails_unknown" check ("mails"."state" <> 'unknown' or "mails"."maybe_sent")
);
--> statement-breakpoint
create index "mails_due" on "mails" using btree ("not_before") where "mails"."state" in ('waiting', 'unknown');--> statement-breakpoint
create index "mails_claimed" on "mails" using btree ("claimed_until") where "mails"."state" = 'sending';--> statement-breakpoint
create index "mails_connection" on "mails" using btree ("connection_id","made_at");
--> statement-breakpoint
-- Ids by code point, as everywhere.
alter table mails
  alter column connection_id set data type text collate "C",
  alter column practice_id set data type text collate "C",
  alter column run_id set data type text collate "C",
  alter column message_id set data type text collate "C";
