alter table "verdicts" add column "alternative_options" jsonb default '[]'::jsonb not null;
