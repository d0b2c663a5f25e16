-- What changed, told to who looks on (GET /v1/events), and the fleet in numbers over time (docs/adr/0010-live-updates.md).
--
--   fleet_events   one row a second, organisation and topic at most: in which units something changed. Kept for a while only
--   verdict_days   how many active devices had each verdict at the end of a day (UTC), by unit; the unit of zeros: all

CREATE TABLE "fleet_events" (
    "id" BIGSERIAL NOT NULL,
    "organisation_id" UUID NOT NULL,
    "topic" TEXT NOT NULL,
    "unit_ids" UUID[],

    CONSTRAINT "fleet_events_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "verdict_days" (
    "organisation_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "verdict" TEXT NOT NULL,
    "devices" INTEGER NOT NULL,

    CONSTRAINT "verdict_days_pkey" PRIMARY KEY ("organisation_id","unit_id","day","verdict")
);
ALTER TABLE "fleet_events" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['fleet_events', 'verdict_days']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_organisation ON %I TO cordon_app USING (organisation_id = current_organisation()) WITH CHECK (organisation_id = current_organisation())', t);
    EXECUTE format('CREATE POLICY resolver ON %I TO cordon_resolver USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;
GRANT SELECT ON verdict_days TO cordon_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON verdict_days TO cordon_resolver;
GRANT SELECT, INSERT, DELETE ON fleet_events TO cordon_resolver;
GRANT USAGE ON SEQUENCE fleet_events_id_seq TO cordon_resolver;
GRANT CREATE ON SCHEMA public TO cordon_resolver;

-- ── What is not counted, yet looked at ──────────────────────────────────────────────────────────────────
-- Notes of it go the way of the differences, as ones that add up to nothing.

CREATE FUNCTION note_unit_rows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO fleet_changes (organisation_id, kind, unit_id, item, delta)
  SELECT DISTINCT c.organisation_id, TG_ARGV[0], c.unit_id, '', 0 FROM changed_rows c;
  RETURN NULL;
END $$;

CREATE FUNCTION note_advisory_rows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO fleet_changes (organisation_id, kind, unit_id, item, delta)
  SELECT DISTINCT a.organisation_id, 'advisory', a.unit_id, '', 0 FROM changed_rows c JOIN advisories a ON a.id = c.advisory_id;
  RETURN NULL;
END $$;

CREATE FUNCTION note_organisation_rows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO fleet_changes (organisation_id, kind, unit_id, item, delta)
  SELECT DISTINCT c.organisation_id, TG_ARGV[0], '00000000-0000-0000-0000-000000000000'::uuid, '', 0 FROM changed_rows c;
  RETURN NULL;
END $$;

CREATE TRIGGER advisories_note_new AFTER INSERT ON advisories REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION note_unit_rows('advisory');
CREATE TRIGGER advisories_note_changed AFTER UPDATE ON advisories REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION note_unit_rows('advisory');
CREATE TRIGGER deliveries_note_changed AFTER UPDATE ON deliveries REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION note_advisory_rows();
CREATE TRIGGER acknowledgements_note_new AFTER INSERT ON acknowledgements REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION note_advisory_rows();
CREATE TRIGGER enrolment_tokens_note_new AFTER INSERT ON enrolment_tokens REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION note_unit_rows('enrolment-token');
CREATE TRIGGER enrolment_tokens_note_changed AFTER UPDATE ON enrolment_tokens REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION note_unit_rows('enrolment-token');
CREATE TRIGGER policy_versions_note_new AFTER INSERT ON policy_versions REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION note_organisation_rows('policy');
CREATE TRIGGER policy_versions_note_changed AFTER UPDATE ON policy_versions REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION note_organisation_rows('policy');

-- As before, and by vendor: what findings add to the counts, of at most p_limit noted devices.
-- kind             item                                      counted
-- finding          <status>                                  findings: open, in-grace, waived
-- failing          device                                    devices with one that is open or in grace; so all that follow
-- rule             [policy, rule, type, severity]            findings
-- rule-device      [policy, rule, type]                      devices
-- vendor           <vendor, or ->                            findings
-- vendor-device    <vendor, or ->                            devices
-- country          <country>                                 egress findings by where their evidence says that data went
-- country-device   <country>                                 devices
-- country-category <country> <data category>                 devices
CREATE OR REPLACE FUNCTION recount_findings(p_limit integer) RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE v_devices uuid[]; v_taken integer;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('recount_findings', 0)) THEN RETURN 0; END IF;
  WITH taken AS (
    DELETE FROM fleet_dirty c USING (SELECT x.id FROM fleet_dirty x ORDER BY x.id LIMIT p_limit) t WHERE c.id = t.id RETURNING c.device_id
  ) SELECT count(*), array_agg(DISTINCT taken.device_id) INTO v_taken, v_devices FROM taken;
  IF v_taken = 0 THEN RETURN 0; END IF;
  WITH gone AS (
    DELETE FROM device_finding_counts c WHERE c.device_id = ANY (v_devices) RETURNING c.*
  )
  INSERT INTO fleet_changes (organisation_id, kind, unit_id, item, delta)
  SELECT g.organisation_id, g.kind, g.unit_id, g.item, - sum(g.findings) FROM gone g GROUP BY 1, 2, 3, 4;
  WITH finding AS MATERIALIZED (
    SELECT f.*, s.unit_id, coalesce(s.vendor, '-') AS vendor FROM findings f JOIN device_state s ON s.device_id = f.device_id
    WHERE f.device_id = ANY (v_devices) AND f.status IN ('open', 'in-grace', 'waived') AND s.device_state <> 'retired'
  ), failing AS MATERIALIZED (SELECT * FROM finding WHERE status <> 'waived'
  ), place AS MATERIALIZED (
    SELECT f.device_id, f.organisation_id, f.unit_id, f.id, regexp_replace(f.subject, '^.*:', '') AS category, e ->> 'country' AS country
    FROM failing f CROSS JOIN LATERAL jsonb_path_query(f.evidence, '$[*].place') e
    WHERE f.rule_type = 'egress' AND e ->> 'country' IS NOT NULL
  ), after AS (
    SELECT device_id, organisation_id, unit_id, 'finding' AS kind, status AS item, count(*)::integer AS findings FROM finding GROUP BY 1, 2, 3, 5
    UNION ALL SELECT device_id, organisation_id, unit_id, 'failing', 'device', 1 FROM failing GROUP BY 1, 2, 3
    UNION ALL SELECT device_id, organisation_id, unit_id, 'rule', jsonb_build_array(policy_name, rule_id, rule_type, severity)::text, count(*) FROM failing GROUP BY 1, 2, 3, 5
    UNION ALL SELECT device_id, organisation_id, unit_id, 'rule-device', jsonb_build_array(policy_name, rule_id, rule_type)::text, 1 FROM failing GROUP BY 1, 2, 3, 5
    UNION ALL SELECT device_id, organisation_id, unit_id, 'vendor', vendor, count(*) FROM failing GROUP BY 1, 2, 3, 5
    UNION ALL SELECT device_id, organisation_id, unit_id, 'vendor-device', vendor, 1 FROM failing GROUP BY 1, 2, 3, 5
    UNION ALL SELECT device_id, organisation_id, unit_id, 'country', country, count(DISTINCT id) FROM place GROUP BY 1, 2, 3, 5
    UNION ALL SELECT device_id, organisation_id, unit_id, 'country-device', country, 1 FROM place GROUP BY 1, 2, 3, 5
    UNION ALL SELECT device_id, organisation_id, unit_id, 'country-category', country || ' ' || category, 1 FROM place WHERE category <> 'any' GROUP BY 1, 2, 3, 5
  ), kept AS (
    INSERT INTO device_finding_counts (device_id, organisation_id, unit_id, kind, item, findings) SELECT * FROM after RETURNING *
  )
  INSERT INTO fleet_changes (organisation_id, kind, unit_id, item, delta)
  SELECT k.organisation_id, k.kind, k.unit_id, k.item, sum(k.findings) FROM kept k GROUP BY 1, 2, 3, 4;
  RETURN v_taken;
END $$;

-- ── Adding up, and telling ──────────────────────────────────────────────────────────────────────────────

-- As before; of what it took it also leaves word for who looks on: one row an organisation and topic. A kind `judged` is
-- the throughput of the whole organisation, in no unit; it is nobody's news.
CREATE OR REPLACE FUNCTION fold_fleet_counts(p_limit integer) RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE v_taken integer; v_whole uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('fold_fleet_counts', 0)) THEN RETURN 0; END IF;
  WITH taken AS (
    DELETE FROM fleet_changes c USING (SELECT x.id FROM fleet_changes x ORDER BY x.id LIMIT p_limit) t WHERE c.id = t.id RETURNING c.*
  ), added AS (
    INSERT INTO fleet_counts AS f (organisation_id, kind, unit_id, item, devices, first_seen, last_seen, categories)
    SELECT t.organisation_id, t.kind, u.id, t.item, sum(t.delta), min(t.first_seen), max(t.last_seen), bit_or(t.categories)
    FROM taken t CROSS JOIN LATERAL (SELECT t.unit_id UNION SELECT v_whole) AS u (id)
    WHERE t.kind NOT IN ('advisory', 'enrolment-token', 'policy')
    GROUP BY 1, 2, 3, 4
    ON CONFLICT (organisation_id, kind, unit_id, item) DO UPDATE SET devices = f.devices + excluded.devices,
      first_seen = least(f.first_seen, excluded.first_seen), last_seen = greatest(f.last_seen, excluded.last_seen),
      categories = f.categories | excluded.categories
  ), told AS (
    INSERT INTO fleet_events (organisation_id, topic, unit_ids)
    SELECT t.organisation_id, k.topic, array_agg(DISTINCT t.unit_id)
    FROM taken t JOIN (VALUES ('device', 'devices'), ('reported', 'devices'), ('epoch', 'devices'), ('app', 'inventory'), ('package', 'inventory'),
      ('destination', 'inventory'), ('finding', 'findings'), ('rule', 'findings'), ('country', 'findings'), ('advisory', 'advisories'),
      ('enrolment-token', 'enrolment-tokens'), ('policy', 'policies')) AS k (kind, topic) USING (kind)
    GROUP BY 1, 2
  )
  SELECT count(*) INTO v_taken FROM taken;
  IF v_taken > 0 THEN
    DELETE FROM fleet_counts WHERE devices = 0;
    DELETE FROM fleet_events WHERE id <= (SELECT max(e.id) - 20000 FROM fleet_events e);
  END IF;
  RETURN v_taken;
END $$;

-- What was told after p_after, of all organisations, oldest first; with p_after null the last one alone, as where to begin.
CREATE FUNCTION fleet_events_after(p_after bigint, p_limit integer)
  RETURNS TABLE (id bigint, organisation_id uuid, topic text, unit_ids uuid[])
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  (SELECT e.id, e.organisation_id, e.topic, e.unit_ids FROM fleet_events e WHERE e.id > p_after ORDER BY e.id LIMIT p_limit)
  UNION ALL
  (SELECT e.id, e.organisation_id, e.topic, e.unit_ids FROM fleet_events e WHERE p_after IS NULL ORDER BY e.id DESC LIMIT 1)
$$;

-- Writes down today's verdicts of all organisations as they stand (what is not added up yet comes with the next time), and
-- lets go of what is too old: throughput after two hours, days after 400.
CREATE FUNCTION keep_verdict_days(p_now timestamptz) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE v_day date := (p_now AT TIME ZONE 'UTC')::date;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('keep_verdict_days', 0)) THEN RETURN; END IF;
  WITH today AS MATERIALIZED (
    SELECT c.organisation_id, c.unit_id, split_part(c.item, ' ', 2) AS verdict, sum(c.devices)::integer AS devices
    FROM fleet_counts c WHERE c.kind = 'device' AND c.item LIKE 'active %' GROUP BY 1, 2, 3 HAVING sum(c.devices) > 0
  ), gone AS (
    DELETE FROM verdict_days d WHERE d.day = v_day AND NOT EXISTS (SELECT FROM today t
      WHERE t.organisation_id = d.organisation_id AND t.unit_id = d.unit_id AND t.verdict = d.verdict)
  )
  INSERT INTO verdict_days AS d (organisation_id, unit_id, day, verdict, devices)
  SELECT t.organisation_id, t.unit_id, v_day, t.verdict, t.devices FROM today t
  ON CONFLICT (organisation_id, unit_id, day, verdict) DO UPDATE SET devices = excluded.devices WHERE d.devices <> excluded.devices;
  DELETE FROM verdict_days d WHERE d.day < v_day - 400;
  DELETE FROM fleet_counts c WHERE c.kind = 'judged' AND split_part(c.item, ' ', 1)::bigint < extract(epoch FROM p_now)::bigint / 60 - 120;
END $$;

ALTER FUNCTION fleet_events_after(bigint, integer) OWNER TO cordon_resolver;
ALTER FUNCTION keep_verdict_days(timestamptz) OWNER TO cordon_resolver;
REVOKE CREATE ON SCHEMA public FROM cordon_resolver;
REVOKE EXECUTE ON FUNCTION fleet_events_after(bigint, integer), keep_verdict_days(timestamptz), note_unit_rows(), note_advisory_rows(),
  note_organisation_rows() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fleet_events_after(bigint, integer), keep_verdict_days(timestamptz) TO cordon_app;

-- Devices with findings are counted anew, by vendor as well.
ALTER TABLE findings NO FORCE ROW LEVEL SECURITY;
ALTER TABLE fleet_dirty NO FORCE ROW LEVEL SECURITY;
INSERT INTO fleet_dirty (organisation_id, device_id)
  SELECT DISTINCT f.organisation_id, f.device_id FROM findings f WHERE f.status IN ('open', 'in-grace', 'waived');
ALTER TABLE findings FORCE ROW LEVEL SECURITY;
ALTER TABLE fleet_dirty FORCE ROW LEVEL SECURITY;
