-- Plans that hold however fast the tables grow: between two runs of autovacuum the planner may still take a table for
-- empty that has a hundred thousand rows by now, and these functions are called many times a second.

ALTER FUNCTION ingest_reports(timestamptz, uuid[], bigint[], text[], uuid[], timestamptz[], bytea[], text[], bytea[], smallint[], jsonb[], bytea[])
  SET enable_seqscan = off;
ALTER FUNCTION fold_fleet_counts(integer) SET enable_seqscan = off;
ALTER FUNCTION recount_findings(integer) SET enable_seqscan = off;

-- Counts that came to nothing are swept out after every fold: without it that reads all counts there are.
CREATE INDEX fleet_counts_gone_idx ON fleet_counts (organisation_id) WHERE devices = 0;

-- Tables that are filled and emptied all day: what was taken is cleared away before reading past it costs more than the rest.
ALTER TABLE fleet_changes SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000);
ALTER TABLE unjudged_reports SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
