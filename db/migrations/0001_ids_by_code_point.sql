-- Ids are opaque and are sorted by code point wherever order matters, on every server alike; and it is quicker than
-- comparing by a language's rules. Drizzle cannot say `collate`.
alter table pms_appointments
  alter column connection_id set data type text collate "C",
  alter column pms_appointment_id set data type text collate "C",
  alter column pms_location_id set data type text collate "C",
  alter column pms_practitioner_id set data type text collate "C",
  alter column pms_patient_id set data type text collate "C",
  alter column pms_type_id set data type text collate "C";
--> statement-breakpoint
alter table pms_blocks
  alter column connection_id set data type text collate "C",
  alter column pms_practitioner_id set data type text collate "C",
  alter column pms_location_id set data type text collate "C";
--> statement-breakpoint
alter table pms_patients
  alter column connection_id set data type text collate "C",
  alter column pms_patient_id set data type text collate "C";
--> statement-breakpoint
alter table pms_reads
  alter column connection_id set data type text collate "C";
--> statement-breakpoint
alter table pms_recalls
  alter column connection_id set data type text collate "C",
  alter column pms_recall_id set data type text collate "C",
  alter column pms_patient_id set data type text collate "C";
--> statement-breakpoint
alter table pms_sessions
  alter column connection_id set data type text collate "C",
  alter column pms_practitioner_id set data type text collate "C",
  alter column pms_location_id set data type text collate "C";
--> statement-breakpoint
alter table connection_events
  alter column connection_id set data type text collate "C";
--> statement-breakpoint
alter table connections
  alter column connection_id set data type text collate "C";
--> statement-breakpoint
alter table practices
  alter column practice_id set data type text collate "C",
  alter column connection_id set data type text collate "C",
  alter column pms_location_id set data type text collate "C";
--> statement-breakpoint
alter table syncs
  alter column connection_id set data type text collate "C";
--> statement-breakpoint
alter table appointment_types
  alter column appointment_type_id set data type text collate "C",
  alter column practice_id set data type text collate "C",
  alter column pms_type_id set data type text collate "C";
--> statement-breakpoint
alter table bookings
  alter column booking_id set data type text collate "C",
  alter column practice_id set data type text collate "C",
  alter column practitioner_id set data type text collate "C",
  alter column appointment_type_id set data type text collate "C",
  alter column patient_id set data type text collate "C",
  alter column pms_appointment_id set data type text collate "C",
  alter column synced_practitioner_id set data type text collate "C";
--> statement-breakpoint
alter table live_hours
  alter column practice_id set data type text collate "C";
--> statement-breakpoint
alter table patients
  alter column patient_id set data type text collate "C",
  alter column practice_id set data type text collate "C",
  alter column pms_patient_id set data type text collate "C";
--> statement-breakpoint
alter table practitioners
  alter column practitioner_id set data type text collate "C",
  alter column practice_id set data type text collate "C",
  alter column pms_practitioner_id set data type text collate "C";
--> statement-breakpoint
alter table recalls
  alter column recall_id set data type text collate "C",
  alter column practice_id set data type text collate "C",
  alter column patient_id set data type text collate "C",
  alter column pms_recall_id set data type text collate "C",
  alter column paused_by_booking_id set data type text collate "C",
  alter column appointment_type_id set data type text collate "C";
--> statement-breakpoint
alter table reminders
  alter column reminder_id set data type text collate "C",
  alter column booking_id set data type text collate "C";
--> statement-breakpoint
alter table actions
  alter column run_id set data type text collate "C",
  alter column action_id set data type text collate "C",
  alter column practice_id set data type text collate "C",
  alter column proposed_practitioner_id set data type text collate "C";
--> statement-breakpoint
alter table findings
  alter column run_id set data type text collate "C",
  alter column practice_id set data type text collate "C";
--> statement-breakpoint
alter table outage_reconciliations
  alter column connection_id set data type text collate "C",
  alter column run_id set data type text collate "C";
--> statement-breakpoint
alter table runs
  alter column run_id set data type text collate "C",
  alter column connection_id set data type text collate "C";
--> statement-breakpoint
alter table verdicts
  alter column run_id set data type text collate "C",
  alter column booking_id set data type text collate "C",
  alter column pms_appointment_id set data type text collate "C",
  alter column alternative_practitioner_id set data type text collate "C";
