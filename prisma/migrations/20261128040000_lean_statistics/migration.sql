-- Less for autovacuum to do beside live traffic.

-- Nothing is found or joined by these: sorting a sample of documents for statistics that no plan uses took most of what
-- analyzing their tables costs.
ALTER TABLE findings ALTER COLUMN evidence SET STATISTICS 0;
ALTER TABLE finding_history ALTER COLUMN detail SET STATISTICS 0;
ALTER TABLE verdict_history ALTER COLUMN reasons SET STATISTICS 0, ALTER COLUMN citations SET STATISTICS 0;
ALTER TABLE device_state ALTER COLUMN reasons SET STATISTICS 0, ALTER COLUMN not_evaluated SET STATISTICS 0,
  ALTER COLUMN citations SET STATISTICS 0, ALTER COLUMN identity SET STATISTICS 0;
ALTER TABLE device_inventory ALTER COLUMN apps_digest SET STATISTICS 0, ALTER COLUMN seen SET STATISTICS 0, ALTER COLUMN outline SET STATISTICS 0;
ALTER TABLE report_receipts ALTER COLUMN payload_sha256 SET STATISTICS 0;
ALTER TABLE deliveries ALTER COLUMN detail SET STATISTICS 0;

-- What these free at their end is filled again within seconds: giving it back to the file system locks everybody out.
ALTER TABLE unjudged_reports SET (vacuum_truncate = off);
ALTER TABLE fleet_changes SET (vacuum_truncate = off);
ALTER TABLE fleet_dirty SET (vacuum_truncate = off);
