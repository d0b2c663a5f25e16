-- Retention goes over every device daily; it locks, and so writes, only those that have something to give.

-- As in report_retention: takes from the next p_limit devices (by id, after p_after) what they have of the months that end
-- before p_before. New: who has nothing to give is found without locks. What a device comes to have of those months after
-- that is found the next day, and drop_report_partitions() looks again itself.
CREATE OR REPLACE FUNCTION retire_reports(p_before timestamptz, p_after uuid, p_limit integer) RETURNS uuid
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_until uuid; v_day date; v_chunk uuid[]; v_devices uuid[];
BEGIN
  v_until := uuid_v7_floor(date_trunc('month', p_before AT TIME ZONE 'UTC') AT TIME ZONE 'UTC');
  v_day := (p_before AT TIME ZONE 'UTC')::date;
  SELECT array_agg(s.device_id ORDER BY s.device_id) INTO v_chunk FROM (
    SELECT x.device_id FROM device_state x WHERE p_after IS NULL OR x.device_id > p_after ORDER BY x.device_id LIMIT p_limit) s;
  IF v_chunk IS NULL THEN RETURN NULL; END IF;
  SELECT array_agg(d.id) INTO v_devices FROM device_state s JOIN devices d ON d.id = s.device_id
    WHERE s.device_id = ANY (v_chunk) AND (s.last_report_id < v_until
      OR EXISTS (SELECT FROM reports r WHERE r.device_id = d.id AND r.id < v_until)
      OR EXISTS (SELECT FROM report_receipts c WHERE c.device_id = d.id AND c.seq <= d.seq_floor AND c.report_id < v_until)
      OR EXISTS (SELECT FROM unjudged_reports u WHERE u.device_id = d.id AND u.report_id < v_until)
      OR EXISTS (SELECT FROM reports_kept k WHERE k.device_id = d.id)
      OR EXISTS (SELECT FROM device_destinations t WHERE t.device_id = d.id AND t.last_seen < v_day));
  IF v_devices IS NULL THEN RETURN v_chunk[cardinality(v_chunk)]; END IF;
  PERFORM FROM device_state s WHERE s.device_id = ANY (v_devices) ORDER BY s.device_id FOR UPDATE;

  -- What nobody will judge any more: the device is retired, or was not let in for as long as reports are kept.
  DELETE FROM unjudged_reports u USING device_state s
    WHERE u.device_id = ANY (v_devices) AND s.device_id = u.device_id AND s.device_state <> 'active' AND u.report_id < v_until;
  INSERT INTO reports_kept SELECT r.device_id, r.id, r.organisation_id, r.seq, r.received_at, r.collected_at, r.payload, r.encoding,
      r.payload_sha256, r.protected_header, r.signature, r.reduced
    FROM device_state s JOIN reports r ON r.device_id = s.device_id AND r.id = s.last_report_id
    WHERE s.device_id = ANY (v_devices) AND s.device_state <> 'retired' AND s.last_report_id < v_until
    ON CONFLICT DO NOTHING;
  DELETE FROM reports_kept k USING device_state s
    WHERE k.device_id = ANY (v_devices) AND s.device_id = k.device_id AND (s.last_report_id <> k.id OR s.device_state = 'retired');

  -- Receipts go by the floor of an earlier day: whoever inserts a report by a snapshot from before the floor was raised has
  -- still found its receipt.
  DELETE FROM report_receipts c USING devices d
    WHERE d.id = ANY (v_devices) AND c.device_id = d.id AND c.seq <= d.seq_floor AND c.report_id < v_until;
  WITH floor AS (
    SELECT d.id, m.seq FROM unnest(v_devices) AS d (id)
    CROSS JOIN LATERAL (SELECT max(r.seq) AS seq FROM reports r WHERE r.device_id = d.id AND r.id < v_until) m WHERE m.seq IS NOT NULL
  )
  UPDATE devices d SET seq_floor = f.seq FROM floor f WHERE d.id = f.id AND d.seq_floor < f.seq;

  -- The address that counts a device goes only with the last one of its destination.
  DELETE FROM device_destinations t WHERE t.device_id = ANY (v_devices) AND t.last_seen < v_day
    AND (NOT t.is_counted OR NOT EXISTS (SELECT FROM device_destinations o WHERE o.device_id = t.device_id
           AND o.destination_id = t.destination_id AND o.last_seen >= v_day));
  RETURN v_chunk[cardinality(v_chunk)];
END $$;
