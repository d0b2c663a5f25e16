-- Devices that fell silent, whatever else their verdict says: counted from this index alone.
CREATE INDEX "findings_silent" ON "findings" ("organisation_id", "device_id") WHERE "rule_type" = 'freshness' AND "status" = 'open';
