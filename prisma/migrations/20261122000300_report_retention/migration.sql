-- Retention of reports (docs/adr/0004): what a month leaves behind is taken device by device, then the month is dropped whole.

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['devices', 'device_state', 'report_receipts', 'unjudged_reports', 'reports', 'reports_kept', 'device_destinations', 'fleet_changes', 'fleet_counts']
  LOOP
    EXECUTE format('CREATE POLICY maintainer ON %I TO cordon_maintainer USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT ON %I TO cordon_maintainer', t);
  END LOOP;
END $$;
GRANT UPDATE (seq_floor) ON devices TO cordon_maintainer;
-- A row is locked with the right to update something of it.
GRANT UPDATE (next_change_at) ON device_state TO cordon_maintainer;
GRANT DELETE ON report_receipts, unjudged_reports, device_destinations TO cordon_maintainer;
GRANT INSERT, DELETE ON reports_kept TO cordon_maintainer;
GRANT INSERT ON fleet_changes TO cordon_maintainer;
GRANT USAGE ON SEQUENCE fleet_changes_id_seq TO cordon_maintainer;

-- Months of `reports` that end at or before an instant, oldest first.
CREATE FUNCTION report_partitions_before(p_before timestamptz) RETURNS TABLE (name text, until timestamptz)
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p.name, p.until FROM (
    SELECT c.relname::text AS name, ((to_date(substr(c.relname, 9), 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC') AS until
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'public.reports'::regclass AND c.relname ~ '^reports_[0-9]{4}_[0-9]{2}$') p
  WHERE p.until <= p_before ORDER BY p.until
$$;

-- Takes from the next p_limit devices (by id, after p_after) what they have of the months that end before p_before: their
-- latest report is kept apart, their floor is raised over the sequence numbers that go, receipts and destinations go. Waits
-- for a batch that judges them, and locks in its order: states, then devices. Returns the last device looked at; none: that
-- was all. Idempotent; call it daily.
CREATE FUNCTION retire_reports(p_before timestamptz, p_after uuid, p_limit integer) RETURNS uuid
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_until uuid; v_devices uuid[];
BEGIN
  v_until := uuid_v7_floor(date_trunc('month', p_before AT TIME ZONE 'UTC') AT TIME ZONE 'UTC');
  SELECT array_agg(s.device_id ORDER BY s.device_id) INTO v_devices FROM (
    SELECT x.device_id FROM device_state x WHERE p_after IS NULL OR x.device_id > p_after ORDER BY x.device_id LIMIT p_limit) s;
  IF v_devices IS NULL THEN RETURN NULL; END IF;
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
  DELETE FROM device_destinations t WHERE t.device_id = ANY (v_devices) AND t.last_seen < (p_before AT TIME ZONE 'UTC')::date
    AND (NOT t.is_counted OR NOT EXISTS (SELECT FROM device_destinations o WHERE o.device_id = t.device_id
           AND o.destination_id = t.destination_id AND o.last_seen >= (p_before AT TIME ZONE 'UTC')::date));
  RETURN v_devices[cardinality(v_devices)];
END $$;

-- Drops the months that end at or before p_before; returns their names. A month that a device still needs stays: one with an
-- unjudged report of an active device, or the latest report of one that retire_reports() has not come to.
CREATE FUNCTION drop_report_partitions(p_before timestamptz) RETURNS TABLE (name text)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  v_month record; v_from uuid; v_until uuid;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('make_report_partitions', 0));
  FOR v_month IN SELECT * FROM report_partitions_before(p_before) LOOP
    v_from := uuid_v7_floor((v_month.until AT TIME ZONE 'UTC' - interval '1 month') AT TIME ZONE 'UTC');
    v_until := uuid_v7_floor(v_month.until);
    CONTINUE WHEN EXISTS (SELECT FROM device_state s WHERE s.last_report_id >= v_from AND s.last_report_id < v_until AND s.device_state <> 'retired'
      AND NOT EXISTS (SELECT FROM reports_kept k WHERE k.device_id = s.device_id AND k.id = s.last_report_id));
    -- From here on nobody reads or writes reports; whoever does so at this moment is waited for, but not long.
    EXECUTE 'LOCK TABLE public.reports IN ACCESS EXCLUSIVE MODE';
    CONTINUE WHEN EXISTS (SELECT FROM unjudged_reports u WHERE u.report_id >= v_from AND u.report_id < v_until);
    EXECUTE format('DROP TABLE public.%I', v_month.name);
    name := v_month.name;
    RETURN NEXT;
  END LOOP;
END $$;

ALTER FUNCTION retire_reports(timestamptz, uuid, integer) OWNER TO cordon_maintainer;
ALTER FUNCTION drop_report_partitions(timestamptz) OWNER TO cordon_maintainer;
REVOKE EXECUTE ON FUNCTION report_partitions_before(timestamptz), retire_reports(timestamptz, uuid, integer), drop_report_partitions(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION report_partitions_before(timestamptz) TO cordon_app, cordon_maintainer;
GRANT EXECUTE ON FUNCTION retire_reports(timestamptz, uuid, integer), drop_report_partitions(timestamptz) TO cordon_app;
