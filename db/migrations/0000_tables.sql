CREATE TABLE "pms_appointments" (
	"connection_id" text NOT NULL,
	"pms_appointment_id" text NOT NULL,
	"pms_location_id" text,
	"pms_practitioner_id" text NOT NULL,
	"pms_patient_id" text,
	"pms_type_id" text,
	"start_at" timestamp(3) with time zone NOT NULL,
	"end_at" timestamp(3) with time zone NOT NULL,
	"status" text NOT NULL,
	"external_ref" text,
	"created_at" timestamp(3) with time zone,
	"changed_at" timestamp(3) with time zone,
	CONSTRAINT "pms_appointments_connection_id_pms_appointment_id_pk" PRIMARY KEY("connection_id","pms_appointment_id"),
	CONSTRAINT "pms_appointments_status" CHECK ("pms_appointments"."status" in ('booked', 'arrived', 'in_consult', 'completed', 'did_not_attend', 'cancelled', 'placeholder')),
	CONSTRAINT "pms_appointments_span" CHECK ("pms_appointments"."end_at" > "pms_appointments"."start_at")
);
--> statement-breakpoint
CREATE TABLE "pms_blocks" (
	"connection_id" text NOT NULL,
	"pms_practitioner_id" text NOT NULL,
	"pms_location_id" text,
	"start_at" timestamp(3) with time zone NOT NULL,
	"end_at" timestamp(3) with time zone NOT NULL,
	"reason" text,
	CONSTRAINT "pms_blocks_span" CHECK ("pms_blocks"."end_at" > "pms_blocks"."start_at")
);
--> statement-breakpoint
CREATE TABLE "pms_patients" (
	"connection_id" text NOT NULL,
	"pms_patient_id" text NOT NULL,
	"family_name" text NOT NULL,
	"given_name" text NOT NULL,
	"birth_on" date,
	"mobile" text,
	"status" text,
	CONSTRAINT "pms_patients_connection_id_pms_patient_id_pk" PRIMARY KEY("connection_id","pms_patient_id"),
	CONSTRAINT "pms_patients_status" CHECK ("pms_patients"."status" in ('active', 'inactive', 'deceased'))
);
--> statement-breakpoint
CREATE TABLE "pms_reads" (
	"connection_id" text PRIMARY KEY NOT NULL,
	"taken_at" timestamp(3) with time zone NOT NULL,
	"complete" boolean NOT NULL,
	"database_identity" text,
	"from_on" date,
	"to_on" date,
	CONSTRAINT "pms_reads_days" CHECK ("pms_reads"."to_on" >= "pms_reads"."from_on")
);
--> statement-breakpoint
CREATE TABLE "pms_recalls" (
	"connection_id" text NOT NULL,
	"pms_recall_id" text NOT NULL,
	"pms_patient_id" text NOT NULL,
	"reason" text,
	"due_on" date NOT NULL,
	"clinically_significant" boolean,
	"status" text NOT NULL,
	CONSTRAINT "pms_recalls_connection_id_pms_recall_id_pk" PRIMARY KEY("connection_id","pms_recall_id"),
	CONSTRAINT "pms_recalls_status" CHECK ("pms_recalls"."status" in ('active', 'completed', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "pms_sessions" (
	"connection_id" text NOT NULL,
	"pms_practitioner_id" text NOT NULL,
	"pms_location_id" text,
	"start_at" timestamp(3) with time zone NOT NULL,
	"end_at" timestamp(3) with time zone NOT NULL,
	"capacity" integer NOT NULL,
	"slot_minutes" integer NOT NULL,
	CONSTRAINT "pms_sessions_span" CHECK ("pms_sessions"."end_at" > "pms_sessions"."start_at"),
	CONSTRAINT "pms_sessions_counts" CHECK ("pms_sessions"."capacity" >= 1 and "pms_sessions"."slot_minutes" >= 1)
);
--> statement-breakpoint
CREATE TABLE "connection_events" (
	"connection_id" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"event" text NOT NULL,
	CONSTRAINT "connection_events_connection_id_at_event_pk" PRIMARY KEY("connection_id","at","event"),
	CONSTRAINT "connection_events_event" CHECK ("connection_events"."event" in ('connected', 'disconnected', 'heartbeat'))
);
--> statement-breakpoint
CREATE TABLE "connections" (
	"connection_id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"time_zone" text NOT NULL,
	"database_identity" text
);
--> statement-breakpoint
CREATE TABLE "practices" (
	"practice_id" text PRIMARY KEY NOT NULL,
	"connection_id" text NOT NULL,
	"name" text NOT NULL,
	"time_zone" text NOT NULL,
	"pms_location_id" text,
	"manager_email" text
);
--> statement-breakpoint
CREATE TABLE "syncs" (
	"connection_id" text NOT NULL,
	"entity" text NOT NULL,
	"direction" text NOT NULL,
	"finished_at" timestamp(3) with time zone NOT NULL,
	"outcome" text NOT NULL,
	CONSTRAINT "syncs_connection_id_finished_at_entity_direction_outcome_pk" PRIMARY KEY("connection_id","finished_at","entity","direction","outcome"),
	CONSTRAINT "syncs_entity" CHECK ("syncs"."entity" in ('patients', 'appointments', 'locations', 'providers', 'recalls')),
	CONSTRAINT "syncs_direction" CHECK ("syncs"."direction" in ('read', 'write')),
	CONSTRAINT "syncs_outcome" CHECK ("syncs"."outcome" in ('complete', 'partial', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "appointment_types" (
	"appointment_type_id" text PRIMARY KEY NOT NULL,
	"practice_id" text NOT NULL,
	"name" text NOT NULL,
	"duration_minutes" integer NOT NULL,
	"mode" text NOT NULL,
	"pms_type_id" text,
	CONSTRAINT "appointment_types_mode" CHECK ("appointment_types"."mode" in ('in_person', 'video', 'phone')),
	CONSTRAINT "appointment_types_duration" CHECK ("appointment_types"."duration_minutes" >= 1)
);
--> statement-breakpoint
CREATE TABLE "bookings" (
	"booking_id" text PRIMARY KEY NOT NULL,
	"practice_id" text NOT NULL,
	"practitioner_id" text NOT NULL,
	"appointment_type_id" text NOT NULL,
	"patient_id" text NOT NULL,
	"start_at" timestamp(3) with time zone NOT NULL,
	"end_at" timestamp(3) with time zone NOT NULL,
	"status" text NOT NULL,
	"patient_told" text,
	"accepted_at" timestamp(3) with time zone NOT NULL,
	"changed_at" timestamp(3) with time zone,
	"cancelled_at" timestamp(3) with time zone,
	"pms_appointment_id" text,
	"synced_at" timestamp(3) with time zone,
	"synced_practitioner_id" text,
	"synced_start_at" timestamp(3) with time zone,
	"synced_end_at" timestamp(3) with time zone,
	"video_link_at" timestamp(3) with time zone,
	CONSTRAINT "bookings_status" CHECK ("bookings"."status" in ('pending', 'confirmed', 'cancelled', 'dismissed')),
	CONSTRAINT "bookings_patient_told" CHECK ("bookings"."patient_told" in ('nothing', 'pending', 'confirmed', 'reminded', 'cancelled')),
	CONSTRAINT "bookings_span" CHECK ("bookings"."end_at" > "bookings"."start_at"),
	CONSTRAINT "bookings_synced_span" CHECK ("bookings"."synced_end_at" > "bookings"."synced_start_at")
);
--> statement-breakpoint
CREATE TABLE "live_hours" (
	"practice_id" text NOT NULL,
	"weekday" integer NOT NULL,
	"opens" text NOT NULL,
	"closes" text NOT NULL,
	CONSTRAINT "live_hours_practice_id_weekday_opens_pk" PRIMARY KEY("practice_id","weekday","opens"),
	CONSTRAINT "live_hours_weekday" CHECK ("live_hours"."weekday" between 1 and 7),
	CONSTRAINT "live_hours_opens" CHECK ("live_hours"."opens" ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
	CONSTRAINT "live_hours_closes" CHECK ("live_hours"."closes" ~ '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$'),
	CONSTRAINT "live_hours_order" CHECK ("live_hours"."closes" collate "C" > "live_hours"."opens" collate "C")
);
--> statement-breakpoint
CREATE TABLE "patients" (
	"patient_id" text PRIMARY KEY NOT NULL,
	"practice_id" text NOT NULL,
	"family_name" text NOT NULL,
	"given_name" text NOT NULL,
	"birth_on" date,
	"mobile" text,
	"email" text,
	"pms_patient_id" text
);
--> statement-breakpoint
CREATE TABLE "practitioners" (
	"practitioner_id" text PRIMARY KEY NOT NULL,
	"practice_id" text NOT NULL,
	"name" text NOT NULL,
	"pms_practitioner_id" text,
	"accepts_video" boolean
);
--> statement-breakpoint
CREATE TABLE "recalls" (
	"recall_id" text PRIMARY KEY NOT NULL,
	"practice_id" text NOT NULL,
	"patient_id" text NOT NULL,
	"pms_recall_id" text,
	"reason" text,
	"due_on" date NOT NULL,
	"clinically_significant" boolean,
	"status" text NOT NULL,
	"last_contacted_at" timestamp(3) with time zone,
	"paused_by_booking_id" text,
	"appointment_type_id" text,
	CONSTRAINT "recalls_status" CHECK ("recalls"."status" in ('active', 'paused', 'completed', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "reminders" (
	"reminder_id" text PRIMARY KEY NOT NULL,
	"booking_id" text NOT NULL,
	"channel" text NOT NULL,
	"due_at" timestamp(3) with time zone NOT NULL,
	"sent_at" timestamp(3) with time zone,
	"about_start_at" timestamp(3) with time zone,
	CONSTRAINT "reminders_channel" CHECK ("reminders"."channel" in ('sms', 'email', 'push'))
);
--> statement-breakpoint
CREATE TABLE "actions" (
	"run_id" text NOT NULL,
	"position" integer NOT NULL,
	"action_id" text NOT NULL,
	"kind" text NOT NULL,
	"who" text NOT NULL,
	"because" text NOT NULL,
	"practice_id" text NOT NULL,
	"subject_ids" text[] NOT NULL,
	"depends_on" text[] NOT NULL,
	"basis" jsonb NOT NULL,
	"status" text NOT NULL,
	"proposed_practitioner_id" text,
	"proposed_start_at" timestamp(3) with time zone,
	"proposed_end_at" timestamp(3) with time zone,
	CONSTRAINT "actions_run_id_action_id_pk" PRIMARY KEY("run_id","action_id"),
	CONSTRAINT "actions_kind" CHECK ("actions"."kind" in ('create-patient', 'create-appointment', 'move-appointment', 'cancel-appointment', 'remove-placeholder', 'hold-slot', 'link-booking', 'update-booking', 'cancel-booking', 'confirm-booking', 'offer-alternative', 'call-patient', 'notify-patient', 'import-recall', 'update-recall', 'close-recall', 'pause-recall', 'resume-recall', 'send-recall', 'send-reminder', 'send-correction', 'fix-setup', 'recreate-appointment', 'resend-video-link', 'review')),
	CONSTRAINT "actions_who" CHECK ("actions"."who" in ('automatic', 'reception', 'practice-manager', 'support', 'clinician')),
	CONSTRAINT "actions_because" CHECK ("actions"."because" in ('cancelled-but-attended', 'cancelled-but-marked-dna', 'cancel-in-book', 'nothing-to-insert', 'did-not-attend', 'inserted-twice', 'cancelled-in-book', 'already-inserted', 'already-entered', 'entered-elsewhere', 'inconclusive', 'setup-missing', 'patient-unclear', 'start-passed', 'practitioner-unavailable', 'outside-session', 'time-already-taken', 'insert', 'in-step', 'moved-in-book', 'vanished-from-book', 'attended', 'move-in-book', 'moved-on-both-sides', 'moved-online-cancelled-in-book', 'cancelled-online-moved-in-book', 'recall-closed-in-pms', 'recall-missing', 'recall-still-open-in-pms', 'recall-to-resume', 'recall-booked', 'recall-changed', 'recall-overdue', 'reminder-missed', 'reminder-out-of-date', 'video-start-passed', 'video-link-pending', 'video-practitioner-not-enabled', 'video-type-not-linked', 'video-practitioner-in-several-practices', 'video-link-missing', 'patient-double-booked', 'duration-differs', 'type-differs', 'book-overlap', 'stale-placeholder', 'patient-deceased')),
	CONSTRAINT "actions_status" CHECK ("actions"."status" in ('proposed', 'approved', 'rejected', 'held', 'applied', 'declined', 'failed')),
	CONSTRAINT "actions_proposed" CHECK (("actions"."proposed_practitioner_id" is null) = ("actions"."proposed_start_at" is null)
        and ("actions"."proposed_start_at" is null) = ("actions"."proposed_end_at" is null))
);
--> statement-breakpoint
CREATE TABLE "findings" (
	"run_id" text NOT NULL,
	"position" integer NOT NULL,
	"code" text NOT NULL,
	"practice_id" text NOT NULL,
	"subject_ids" text[] NOT NULL,
	"details" jsonb NOT NULL,
	CONSTRAINT "findings_run_id_position_pk" PRIMARY KEY("run_id","position"),
	CONSTRAINT "findings_code" CHECK ("findings"."code" in ('recall-closed-in-pms', 'recall-missing', 'recall-still-open-in-pms', 'recall-to-resume', 'recall-booked', 'recall-changed', 'recall-overdue', 'reminder-missed', 'reminder-out-of-date', 'video-start-passed', 'video-link-pending', 'video-practitioner-not-enabled', 'video-type-not-linked', 'video-practitioner-in-several-practices', 'video-link-missing', 'patient-double-booked', 'duration-differs', 'type-differs', 'book-overlap', 'stale-placeholder', 'patient-deceased'))
);
--> statement-breakpoint
CREATE TABLE "outage_reconciliations" (
	"connection_id" text NOT NULL,
	"opened_at" timestamp(3) with time zone NOT NULL,
	"closed_at" timestamp(3) with time zone NOT NULL,
	"run_id" text NOT NULL,
	CONSTRAINT "outage_reconciliations_connection_id_opened_at_pk" PRIMARY KEY("connection_id","opened_at"),
	CONSTRAINT "outage_reconciliations_span" CHECK ("outage_reconciliations"."closed_at" > "outage_reconciliations"."opened_at")
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"run_id" text PRIMARY KEY NOT NULL,
	"connection_id" text NOT NULL,
	"trigger" text NOT NULL,
	"started_at" timestamp(3) with time zone NOT NULL,
	"finished_at" timestamp(3) with time zone NOT NULL,
	"as_of" timestamp(3) with time zone NOT NULL,
	"window_opened" timestamp(3) with time zone,
	"window_closed" timestamp(3) with time zone,
	"read_taken_at" timestamp(3) with time zone,
	"read_complete" boolean,
	"read_database_identity" text,
	"read_from_on" date,
	"read_to_on" date,
	"holds" text[] NOT NULL,
	"alternatives_proven_best" boolean NOT NULL,
	"judged" integer NOT NULL,
	CONSTRAINT "runs_window" CHECK (("runs"."window_opened" is null) = ("runs"."window_closed" is null)),
	CONSTRAINT "runs_read" CHECK (("runs"."read_taken_at" is null) = ("runs"."read_complete" is null)),
	CONSTRAINT "runs_holds" CHECK ("runs"."holds" <@ array['line-down', 'book-not-read-since-reconnect', 'read-incomplete', 'wrong-database', 'book-looks-restored']::text[])
);
--> statement-breakpoint
CREATE TABLE "set_aside_rows" (
	"bundle" text NOT NULL,
	"file" text NOT NULL,
	"line" integer NOT NULL,
	"column_name" text NOT NULL,
	"fault" text NOT NULL,
	"cells" text[]
);
--> statement-breakpoint
CREATE TABLE "verdicts" (
	"run_id" text NOT NULL,
	"booking_id" text NOT NULL,
	"verdict" text NOT NULL,
	"matched_by" text,
	"pms_appointment_id" text,
	"conflict_booking_ids" text[] NOT NULL,
	"conflict_pms_appointment_ids" text[] NOT NULL,
	"conflict_group" text,
	"urgency" text NOT NULL,
	"alternative_practitioner_id" text,
	"alternative_start_at" timestamp(3) with time zone,
	"alternative_end_at" timestamp(3) with time zone,
	"booking" jsonb NOT NULL,
	"entry" jsonb,
	CONSTRAINT "verdicts_run_id_booking_id_pk" PRIMARY KEY("run_id","booking_id"),
	CONSTRAINT "verdicts_verdict" CHECK ("verdicts"."verdict" in ('cancelled-but-attended', 'cancelled-but-marked-dna', 'cancel-in-book', 'nothing-to-insert', 'did-not-attend', 'inserted-twice', 'cancelled-in-book', 'already-inserted', 'already-entered', 'entered-elsewhere', 'inconclusive', 'setup-missing', 'patient-unclear', 'start-passed', 'practitioner-unavailable', 'outside-session', 'time-already-taken', 'insert', 'in-step', 'moved-in-book', 'vanished-from-book', 'attended', 'move-in-book', 'moved-on-both-sides', 'moved-online-cancelled-in-book', 'cancelled-online-moved-in-book')),
	CONSTRAINT "verdicts_matched_by" CHECK ("verdicts"."matched_by" in ('external-ref', 'pms-appointment-id', 'same-time', 'elsewhere', 're-entered')),
	CONSTRAINT "verdicts_urgency" CHECK ("verdicts"."urgency" in ('overdue', 'now', 'today', 'next-day', 'this-week', 'later')),
	CONSTRAINT "verdicts_pair" CHECK (("verdicts"."matched_by" is null) = ("verdicts"."entry" is null) and ("verdicts"."entry" is null) = ("verdicts"."pms_appointment_id" is null)),
	CONSTRAINT "verdicts_alternative" CHECK (("verdicts"."alternative_practitioner_id" is null) = ("verdicts"."alternative_start_at" is null)
        and ("verdicts"."alternative_start_at" is null) = ("verdicts"."alternative_end_at" is null))
);
--> statement-breakpoint
ALTER TABLE "pms_blocks" ADD CONSTRAINT "pms_blocks_connection_id_connections_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("connection_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pms_reads" ADD CONSTRAINT "pms_reads_connection_id_connections_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("connection_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pms_recalls" ADD CONSTRAINT "pms_recalls_connection_id_connections_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("connection_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pms_sessions" ADD CONSTRAINT "pms_sessions_connection_id_connections_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("connection_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_events" ADD CONSTRAINT "connection_events_connection_id_connections_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("connection_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "practices" ADD CONSTRAINT "practices_connection_id_connections_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("connection_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "syncs" ADD CONSTRAINT "syncs_connection_id_connections_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("connection_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointment_types" ADD CONSTRAINT "appointment_types_practice_id_practices_practice_id_fk" FOREIGN KEY ("practice_id") REFERENCES "public"."practices"("practice_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_practice_id_practices_practice_id_fk" FOREIGN KEY ("practice_id") REFERENCES "public"."practices"("practice_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_practitioner_id_practitioners_practitioner_id_fk" FOREIGN KEY ("practitioner_id") REFERENCES "public"."practitioners"("practitioner_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_appointment_type_id_appointment_types_appointment_type_id_fk" FOREIGN KEY ("appointment_type_id") REFERENCES "public"."appointment_types"("appointment_type_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_patient_id_patients_patient_id_fk" FOREIGN KEY ("patient_id") REFERENCES "public"."patients"("patient_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_synced_practitioner_id_practitioners_practitioner_id_fk" FOREIGN KEY ("synced_practitioner_id") REFERENCES "public"."practitioners"("practitioner_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "live_hours" ADD CONSTRAINT "live_hours_practice_id_practices_practice_id_fk" FOREIGN KEY ("practice_id") REFERENCES "public"."practices"("practice_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "patients" ADD CONSTRAINT "patients_practice_id_practices_practice_id_fk" FOREIGN KEY ("practice_id") REFERENCES "public"."practices"("practice_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "practitioners" ADD CONSTRAINT "practitioners_practice_id_practices_practice_id_fk" FOREIGN KEY ("practice_id") REFERENCES "public"."practices"("practice_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recalls" ADD CONSTRAINT "recalls_practice_id_practices_practice_id_fk" FOREIGN KEY ("practice_id") REFERENCES "public"."practices"("practice_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recalls" ADD CONSTRAINT "recalls_patient_id_patients_patient_id_fk" FOREIGN KEY ("patient_id") REFERENCES "public"."patients"("patient_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recalls" ADD CONSTRAINT "recalls_paused_by_booking_id_bookings_booking_id_fk" FOREIGN KEY ("paused_by_booking_id") REFERENCES "public"."bookings"("booking_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recalls" ADD CONSTRAINT "recalls_appointment_type_id_appointment_types_appointment_type_id_fk" FOREIGN KEY ("appointment_type_id") REFERENCES "public"."appointment_types"("appointment_type_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_booking_id_bookings_booking_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("booking_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "actions" ADD CONSTRAINT "actions_run_id_runs_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("run_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "actions" ADD CONSTRAINT "actions_practice_id_practices_practice_id_fk" FOREIGN KEY ("practice_id") REFERENCES "public"."practices"("practice_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "actions" ADD CONSTRAINT "actions_proposed_practitioner_id_practitioners_practitioner_id_fk" FOREIGN KEY ("proposed_practitioner_id") REFERENCES "public"."practitioners"("practitioner_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_run_id_runs_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("run_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_practice_id_practices_practice_id_fk" FOREIGN KEY ("practice_id") REFERENCES "public"."practices"("practice_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outage_reconciliations" ADD CONSTRAINT "outage_reconciliations_connection_id_connections_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("connection_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outage_reconciliations" ADD CONSTRAINT "outage_reconciliations_run_id_runs_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("run_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_connection_id_connections_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("connection_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdicts" ADD CONSTRAINT "verdicts_run_id_runs_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("run_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdicts" ADD CONSTRAINT "verdicts_booking_id_bookings_booking_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("booking_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdicts" ADD CONSTRAINT "verdicts_alternative_practitioner_id_practitioners_practitioner_id_fk" FOREIGN KEY ("alternative_practitioner_id") REFERENCES "public"."practitioners"("practitioner_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "pms_blocks_key" ON "pms_blocks" USING btree ("connection_id","pms_practitioner_id",coalesce("pms_location_id", ''),"start_at");--> statement-breakpoint
CREATE UNIQUE INDEX "pms_sessions_key" ON "pms_sessions" USING btree ("connection_id","pms_practitioner_id",coalesce("pms_location_id", ''),"start_at");--> statement-breakpoint
CREATE INDEX "practices_connection" ON "practices" USING btree ("connection_id");--> statement-breakpoint
CREATE INDEX "appointment_types_practice" ON "appointment_types" USING btree ("practice_id");--> statement-breakpoint
CREATE INDEX "bookings_practice" ON "bookings" USING btree ("practice_id");--> statement-breakpoint
CREATE INDEX "patients_practice" ON "patients" USING btree ("practice_id");--> statement-breakpoint
CREATE INDEX "practitioners_practice" ON "practitioners" USING btree ("practice_id");--> statement-breakpoint
CREATE INDEX "recalls_practice" ON "recalls" USING btree ("practice_id");--> statement-breakpoint
CREATE INDEX "reminders_booking" ON "reminders" USING btree ("booking_id");--> statement-breakpoint
CREATE INDEX "outage_reconciliations_run" ON "outage_reconciliations" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "runs_connection" ON "runs" USING btree ("connection_id");--> statement-breakpoint
CREATE INDEX "set_aside_rows_bundle" ON "set_aside_rows" USING btree ("bundle");--> statement-breakpoint
CREATE INDEX "verdicts_booking" ON "verdicts" USING btree ("booking_id");