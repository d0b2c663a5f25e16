-- Lists of a great fleet, and findings in numbers.

-- One of two that are the same.
DROP INDEX "devices_organisation_id_id_idx";
DROP INDEX "advisories_organisation_id_id_idx";
CREATE INDEX "devices_organisation_id_vendor_id_idx" ON "devices" ("organisation_id", "vendor", "id");
CREATE INDEX "devices_organisation_id_ownership_id_idx" ON "devices" ("organisation_id", "ownership", "id");
CREATE INDEX "devices_not_active" ON "devices" ("organisation_id", "state", "id") WHERE "state" <> 'active';
CREATE INDEX "devices_tags" ON "devices" USING gin ("tags") WHERE "tags" <> '{}';
CREATE INDEX "devices_groups" ON "devices" USING gin ("groups") WHERE "groups" <> '{}';

CREATE TABLE "fleet_dirty" (
    "id" BIGSERIAL NOT NULL,
    "organisation_id" UUID NOT NULL,
    "device_id" UUID NOT NULL,

    CONSTRAINT "fleet_dirty_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "device_finding_counts" (
    "device_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "organisation_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "findings" INTEGER NOT NULL,

    CONSTRAINT "device_finding_counts_pkey" PRIMARY KEY ("device_id","kind","item")
);
ALTER TABLE "fleet_dirty" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['fleet_dirty', 'device_finding_counts']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_organisation ON %I TO cordon_app USING (organisation_id = current_organisation()) WITH CHECK (organisation_id = current_organisation())', t);
    EXECUTE format('CREATE POLICY resolver ON %I TO cordon_resolver USING (true) WITH CHECK (true)', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['findings', 'device_apps', 'device_destinations', 'fleet_apps', 'fleet_destinations']
  LOOP
    EXECUTE format('CREATE POLICY resolver ON %I TO cordon_resolver USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT ON %I TO cordon_resolver', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT ON fleet_dirty TO cordon_app;
GRANT SELECT, DELETE ON fleet_dirty TO cordon_resolver;
GRANT SELECT, INSERT, DELETE ON device_finding_counts TO cordon_resolver;
GRANT USAGE ON SEQUENCE fleet_dirty_id_seq TO cordon_app;

-- ── Findings in numbers ─────────────────────────────────────────────────────────────────────────────────
-- Devices are counted once for a rule, whatever number of its findings they have. That cannot be told from what one statement
-- changes; so a device whose findings changed is noted, and what it adds to the counts is worked out anew when they are added up.

CREATE FUNCTION note_findings() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO fleet_dirty (organisation_id, device_id) SELECT DISTINCT c.organisation_id, c.device_id FROM changed_rows c;
  RETURN NULL;
END $$;

CREATE FUNCTION note_changed_findings() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO fleet_dirty (organisation_id, device_id)
  SELECT DISTINCT n.organisation_id, d.id FROM old_rows o JOIN new_rows n ON n.id = o.id CROSS JOIN LATERAL (VALUES (o.device_id), (n.device_id)) AS d (id)
  WHERE o.status <> n.status OR o.severity <> n.severity OR o.device_id <> n.device_id
     OR (n.rule_type = 'egress' AND jsonb_path_query_array(o.evidence, '$[*].place.country') <> jsonb_path_query_array(n.evidence, '$[*].place.country'));
  RETURN NULL;
END $$;

CREATE FUNCTION note_moved_device() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO fleet_dirty (organisation_id, device_id) VALUES (NEW.organisation_id, NEW.device_id);
  RETURN NULL;
END $$;

CREATE TRIGGER findings_note_new AFTER INSERT ON findings REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION note_findings();
CREATE TRIGGER findings_note_gone AFTER DELETE ON findings REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION note_findings();
CREATE TRIGGER findings_note_changed AFTER UPDATE ON findings REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION note_changed_findings();
CREATE TRIGGER device_state_note_moved AFTER UPDATE OF unit_id, device_state ON device_state
  FOR EACH ROW WHEN (OLD.unit_id <> NEW.unit_id OR (OLD.device_state <> NEW.device_state AND NEW.device_state = 'retired')) EXECUTE FUNCTION note_moved_device();

GRANT CREATE ON SCHEMA public TO cordon_resolver;

-- What findings add to the counts, of at most p_limit noted devices; the differences go into fleet_changes.
-- kind             item                                      counted
-- finding          <status>                                  findings: open, in-grace, waived
-- failing          device                                    devices with one that is open or in grace; so all that follow
-- rule             [policy, rule, type, severity]            findings
-- rule-device      [policy, rule, type]                      devices
-- country          <country>                                 egress findings by where their evidence says that data went
-- country-device   <country>                                 devices
-- country-category <country> <data category>                 devices
CREATE FUNCTION recount_findings(p_limit integer) RETURNS integer
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
    SELECT f.*, s.unit_id FROM findings f JOIN device_state s ON s.device_id = f.device_id
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

-- ── Lists and searches ──────────────────────────────────────────────────────────────────────────────────

-- Ids of devices of the transaction's own organisation that answer to all of p_filter, in order. Under row-level security
-- PostgreSQL uses an index only for leakproof operators, and none of a text, a tag or an IMEI is; here the organisation is a
-- plain condition. Planned for the values at hand: what is common is met on the way through the ids, what is rare by its index.
DROP FUNCTION search_devices(text, uuid[], uuid, integer);
CREATE FUNCTION search_devices(p_filter jsonb, p_units uuid[], p_after uuid, p_limit integer) RETURNS TABLE (id uuid)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_organisation uuid := current_organisation();
  v_where text; v_text text; v_pattern text; v_ids uuid[]; v_network inet; v_seen text; v_key text;
BEGIN
  IF v_organisation IS NULL THEN RETURN; END IF;
  v_where := format('d.organisation_id = %L', v_organisation);
  IF p_units IS NOT NULL THEN v_where := v_where || format(' AND d.unit_id = ANY (%L::uuid[])', p_units); END IF;
  IF p_after IS NOT NULL THEN v_where := v_where || format(' AND d.id > %L', p_after); END IF;
  FOREACH v_key IN ARRAY ARRAY['state', 'vendor', 'ownership'] LOOP
    IF p_filter ? v_key THEN v_where := v_where || format(' AND d.%I = %L', v_key, p_filter ->> v_key); END IF;
  END LOOP;
  IF p_filter ? 'personId' THEN v_where := v_where || format(' AND d.person_id = %L', p_filter ->> 'personId'); END IF;
  IF p_filter ? 'verdict' THEN
    v_where := v_where || format(' AND s.organisation_id = %L AND s.verdict = %L', v_organisation, p_filter ->> 'verdict');
  END IF;
  IF p_filter ? 'tag' THEN v_where := v_where || format(' AND d.tags <> ''{}'' AND d.tags @> ARRAY[%L]', p_filter ->> 'tag'); END IF;
  IF p_filter ? 'group' THEN v_where := v_where || format(' AND d.groups <> ''{}'' AND d.groups @> ARRAY[%L]', p_filter ->> 'group'); END IF;
  IF p_filter ? 'model' THEN v_where := v_where || format(' AND lower(d.model) = lower(%L)', p_filter ->> 'model'); END IF;
  IF p_filter ? 'serialNumber' THEN v_where := v_where || format(' AND d.serial_number = %L', p_filter ->> 'serialNumber'); END IF;
  IF p_filter ? 'imei' THEN v_where := v_where || format(' AND %L = ANY (d.imei)', p_filter ->> 'imei'); END IF;

  -- These are in the searched text, too, and its index finds them (lower-casing is the same everywhere for ASCII alone).
  FOREACH v_key IN ARRAY ARRAY['text', 'model', 'serialNumber', 'imei'] LOOP
    v_text := lower(p_filter ->> v_key);
    CONTINUE WHEN v_text IS NULL OR (v_key <> 'text' AND v_text ~ '[^ -~]');
    v_pattern := replace(replace(replace(v_text, '\', '\\'), '%', '\%'), '_', '\_') || '%';
    -- One or two characters: beginnings of words, since the index knows three at a time.
    v_where := v_where || CASE WHEN char_length(v_text) < 3 AND v_key = 'text'
      THEN format(' AND (d.search_text LIKE %L OR d.search_text LIKE %L)', v_pattern, '% ' || v_pattern)
      ELSE format(' AND d.search_text LIKE %L', '%' || v_pattern) END;
  END LOOP;

  IF p_filter ? 'package' THEN
    SELECT array_agg(f.id) INTO v_ids FROM fleet_apps f WHERE f.organisation_id = v_organisation AND f.package = p_filter ->> 'package';
    IF v_ids IS NULL THEN RETURN; END IF;
    v_where := v_where || format(' AND d.id IN (SELECT a.device_id FROM device_apps a WHERE a.organisation_id = %L AND a.app_id = ANY (%L::uuid[]))', v_organisation, v_ids);
  END IF;
  IF p_filter ?| ARRAY['destination', 'destinationId', 'network'] THEN
    v_seen := format('t.organisation_id = %L', v_organisation);
    IF p_filter ?| ARRAY['destination', 'destinationId'] THEN
      SELECT array_agg(f.id) INTO v_ids FROM fleet_destinations f WHERE f.organisation_id = v_organisation
        AND (NOT p_filter ? 'destination' OR f.host = p_filter ->> 'destination') AND (NOT p_filter ? 'destinationId' OR f.id = (p_filter ->> 'destinationId')::uuid);
      IF v_ids IS NULL THEN RETURN; END IF;
      v_seen := v_seen || format(' AND t.destination_id = ANY (%L::uuid[])', v_ids);
    END IF;
    IF p_filter ? 'network' THEN
      v_network := (p_filter ->> 'network')::inet;
      v_seen := v_seen || format(' AND t.address >= %L AND t.address <= %L', host(network(v_network))::inet, host(broadcast(v_network))::inet);
    END IF;
    IF p_filter ? 'since' THEN v_seen := v_seen || format(' AND t.last_seen >= %L', p_filter ->> 'since'); END IF;
    v_where := v_where || format(' AND d.id IN (SELECT t.device_id FROM device_destinations t WHERE %s)', v_seen);
  END IF;

  RETURN QUERY EXECUTE format('SELECT d.id FROM devices d %s WHERE %s ORDER BY d.id LIMIT %s',
    CASE WHEN p_filter ? 'verdict' THEN 'JOIN device_state s ON s.device_id = d.id' END, v_where, p_limit);
END $$;

ALTER FUNCTION recount_findings(integer) OWNER TO cordon_resolver;
ALTER FUNCTION search_devices(jsonb, uuid[], uuid, integer) OWNER TO cordon_resolver;
REVOKE CREATE ON SCHEMA public FROM cordon_resolver;
REVOKE EXECUTE ON FUNCTION recount_findings(integer), search_devices(jsonb, uuid[], uuid, integer), note_findings(), note_changed_findings(),
  note_moved_device() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION recount_findings(integer), search_devices(jsonb, uuid[], uuid, integer) TO cordon_app;

-- What is there already is counted by the first worker.
ALTER TABLE findings NO FORCE ROW LEVEL SECURITY;
ALTER TABLE fleet_dirty NO FORCE ROW LEVEL SECURITY;
INSERT INTO fleet_dirty (organisation_id, device_id)
  SELECT DISTINCT f.organisation_id, f.device_id FROM findings f WHERE f.status IN ('open', 'in-grace', 'waived');
ALTER TABLE findings FORCE ROW LEVEL SECURITY;
ALTER TABLE fleet_dirty FORCE ROW LEVEL SECURITY;
