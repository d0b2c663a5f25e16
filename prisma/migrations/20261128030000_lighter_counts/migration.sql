-- Adding up for less: of what a device adds to the counts only what changed is written, and what comes to nothing is not
-- written at all (docs/adr/0009-fleet-counts.md).

-- The same as fleet_counts_empty.
DROP INDEX fleet_counts_gone_idx;

GRANT UPDATE ON device_finding_counts TO cordon_resolver;

-- As before. Whoever looks on is told of each unit whose findings changed, though the numbers may be the same: a note, which
-- like all notes names no item.
CREATE OR REPLACE FUNCTION recount_findings(p_limit integer) RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE v_devices uuid[]; v_taken integer;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('recount_findings', 0)) THEN RETURN 0; END IF;
  WITH taken AS (
    DELETE FROM fleet_dirty c USING (SELECT x.id FROM fleet_dirty x ORDER BY x.id LIMIT p_limit) t WHERE c.id = t.id RETURNING c.device_id
  ) SELECT count(*), array_agg(DISTINCT taken.device_id) INTO v_taken, v_devices FROM taken;
  IF v_taken = 0 THEN RETURN 0; END IF;
  WITH finding AS MATERIALIZED (
    SELECT f.id, f.device_id, f.organisation_id, f.status, f.policy_name, f.rule_id, f.rule_type, f.severity, f.subject, f.evidence,
           s.unit_id, coalesce(s.vendor, '-') AS vendor
    FROM findings f JOIN device_state s ON s.device_id = f.device_id
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
  ), before AS MATERIALIZED (
    SELECT c.device_id, c.organisation_id, c.unit_id, c.kind, c.item, c.findings FROM device_finding_counts c WHERE c.device_id = ANY (v_devices)
  ), changed AS MATERIALIZED (
    SELECT device_id, kind, item, coalesce(a.organisation_id, b.organisation_id) AS organisation_id,
           b.unit_id AS old_unit_id, b.findings AS old_findings, a.unit_id AS new_unit_id, a.findings AS new_findings
    FROM after a FULL JOIN before b USING (device_id, kind, item)
    WHERE (a.unit_id, a.findings) IS DISTINCT FROM (b.unit_id, b.findings)
  ), gone AS (
    DELETE FROM device_finding_counts c USING changed x
    WHERE x.new_unit_id IS NULL AND c.device_id = x.device_id AND c.kind = x.kind AND c.item = x.item
  ), kept AS (
    INSERT INTO device_finding_counts AS c (device_id, organisation_id, unit_id, kind, item, findings)
    SELECT x.device_id, x.organisation_id, x.new_unit_id, x.kind, x.item, x.new_findings FROM changed x WHERE x.new_unit_id IS NOT NULL
    ON CONFLICT (device_id, kind, item) DO UPDATE SET unit_id = excluded.unit_id, findings = excluded.findings
  )
  INSERT INTO fleet_changes (organisation_id, kind, unit_id, item, delta)
  SELECT d.organisation_id, d.kind, d.unit_id, d.item, sum(d.delta) FROM (
    SELECT x.organisation_id, x.kind, x.old_unit_id AS unit_id, x.item, - x.old_findings AS delta FROM changed x WHERE x.old_unit_id IS NOT NULL
    UNION ALL SELECT x.organisation_id, x.kind, x.new_unit_id, x.item, x.new_findings FROM changed x WHERE x.new_unit_id IS NOT NULL
  ) d GROUP BY 1, 2, 3, 4 HAVING sum(d.delta) <> 0
  UNION ALL
  SELECT DISTINCT s.organisation_id, 'finding', s.unit_id, '', 0 FROM device_state s WHERE s.device_id = ANY (v_devices);
  RETURN v_taken;
END $$;

-- As before; notes, and differences that come to nothing, are told but not written.
CREATE OR REPLACE FUNCTION fold_fleet_counts(p_limit integer) RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE v_taken integer; v_whole uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('fold_fleet_counts', 0)) THEN RETURN 0; END IF;
  WITH taken AS (
    DELETE FROM fleet_changes c USING (SELECT x.id FROM fleet_changes x ORDER BY x.id LIMIT p_limit) t WHERE c.id = t.id RETURNING c.*
  ), added AS (
    INSERT INTO fleet_counts AS f (organisation_id, kind, unit_id, item, devices, first_seen, last_seen, categories)
    SELECT t.organisation_id, t.kind, u.id, t.item, sum(t.delta), min(t.first_seen), max(t.last_seen), bit_or(t.categories)
    FROM taken t CROSS JOIN LATERAL (SELECT t.unit_id UNION SELECT v_whole) AS u (id)
    WHERE t.item <> ''
    GROUP BY 1, 2, 3, 4 HAVING sum(t.delta) <> 0 OR min(t.first_seen) IS NOT NULL
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
