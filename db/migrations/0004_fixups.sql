CREATE TABLE "action_decisions" (
	"decision_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "action_decisions_decision_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"connection_id" text NOT NULL,
	"plan_hash" text NOT NULL,
	"run_id" text NOT NULL,
	"action_id" text NOT NULL,
	"decision" text NOT NULL,
	"decided_by" text NOT NULL,
	"why" text,
	"decided_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "action_decisions_decision" CHECK ("action_decisions"."decision" in ('approved', 'rejected')),
	CONSTRAINT "action_decisions_by" CHECK ("action_decisions"."decided_by" <> ''),
	CONSTRAINT "action_decisions_why" CHECK ("action_decisions"."decision" = 'approved' or "action_decisions"."why" is not null)
);
--> statement-breakpoint
CREATE TABLE "action_intents" (
	"intent_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"connection_id" text NOT NULL,
	"plan_hash" text NOT NULL,
	"run_id" text NOT NULL,
	"action_id" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"by_hand" boolean NOT NULL,
	"intended_by" text NOT NULL,
	"intended_at" timestamp(3) with time zone NOT NULL,
	"action" jsonb NOT NULL,
	"before" jsonb,
	CONSTRAINT "action_intents_action" UNIQUE("connection_id","plan_hash","action_id"),
	CONSTRAINT "action_intents_key" UNIQUE("idempotency_key"),
	CONSTRAINT "action_intents_by" CHECK ("action_intents"."intended_by" <> '')
);
--> statement-breakpoint
CREATE TABLE "action_outcomes" (
	"outcome_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "action_outcomes_outcome_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"intent_id" uuid NOT NULL,
	"outcome" text NOT NULL,
	"reason" text,
	"after" jsonb,
	"recorded_by" text NOT NULL,
	"recorded_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "action_outcomes_outcome" CHECK ("action_outcomes"."outcome" in ('applied', 'declined', 'failed', 'unknown')),
	CONSTRAINT "action_outcomes_by" CHECK ("action_outcomes"."recorded_by" <> '')
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"run_id" text PRIMARY KEY NOT NULL,
	"connection_id" text NOT NULL,
	"format_version" integer NOT NULL,
	"hash" text NOT NULL,
	"made_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "action_outcomes" ADD CONSTRAINT "action_outcomes_intent_id_action_intents_intent_id_fk" FOREIGN KEY ("intent_id") REFERENCES "public"."action_intents"("intent_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plans" ADD CONSTRAINT "plans_run_id_runs_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("run_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plans" ADD CONSTRAINT "plans_connection_id_connections_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("connection_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "action_decisions_plan" ON "action_decisions" USING btree ("connection_id","plan_hash","action_id");--> statement-breakpoint
CREATE INDEX "action_outcomes_intent" ON "action_outcomes" USING btree ("intent_id");--> statement-breakpoint
CREATE UNIQUE INDEX "action_outcomes_final" ON "action_outcomes" USING btree ("intent_id") WHERE "action_outcomes"."outcome" <> 'unknown';--> statement-breakpoint
CREATE INDEX "plans_connection" ON "plans" USING btree ("connection_id","made_at");