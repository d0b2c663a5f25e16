-- What the fleet has and where it speaks to, and the fleet in numbers (docs/adr/0009-fleet-counts.md).
--
--   device_apps, device_destinations   one row for what a device has, or spoke to; keys start with the device
--   fleet_apps, fleet_destinations     what those rows name, once an organisation
--   fleet_changes → fleet_counts       differences, written by triggers in the transaction that makes them, and their sums
--                                      by unit: nothing is locked that two batches would both write

CREATE TABLE "device_inventory" (
    "device_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "apps_digest" BYTEA,
    "seen_on" DATE,
    "seen" BYTEA,

    CONSTRAINT "device_inventory_pkey" PRIMARY KEY ("device_id")
);

CREATE TABLE "device_apps" (
    "device_id" UUID NOT NULL,
    "app_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "first_seen" DATE NOT NULL,

    CONSTRAINT "device_apps_pkey" PRIMARY KEY ("device_id","app_id")
);

CREATE TABLE "device_destinations" (
    "device_id" UUID NOT NULL,
    "destination_id" UUID NOT NULL,
    "address" INET NOT NULL,
    "organisation_id" UUID NOT NULL,
    "categories" INTEGER NOT NULL,
    "is_counted" BOOLEAN NOT NULL,
    "first_seen" DATE NOT NULL,
    "last_seen" DATE NOT NULL,

    CONSTRAINT "device_destinations_pkey" PRIMARY KEY ("device_id","destination_id","address")
);

CREATE TABLE "fleet_apps" (
    "organisation_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "package" TEXT NOT NULL,
    "signers" TEXT[],
    "version" TEXT,

    CONSTRAINT "fleet_apps_pkey" PRIMARY KEY ("organisation_id","id")
);

CREATE TABLE "fleet_destinations" (
    "organisation_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "host" TEXT NOT NULL,
    "country" TEXT,

    CONSTRAINT "fleet_destinations_pkey" PRIMARY KEY ("organisation_id","id")
);

CREATE TABLE "fleet_changes" (
    "id" BIGSERIAL NOT NULL,
    "organisation_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "unit_id" UUID NOT NULL,
    "item" TEXT NOT NULL,
    "delta" INTEGER NOT NULL,
    "first_seen" DATE,
    "last_seen" DATE,
    "categories" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "fleet_changes_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "fleet_counts" (
    "organisation_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "unit_id" UUID NOT NULL,
    "item" TEXT NOT NULL,
    "devices" INTEGER NOT NULL,
    "first_seen" DATE,
    "last_seen" DATE,
    "categories" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "fleet_counts_pkey" PRIMARY KEY ("organisation_id","kind","unit_id","item")
);

-- Who has it, who spoke to it: an organisation's own part of these is in the index itself, since under row-level security
-- PostgreSQL uses indexes for leakproof operators only (comparisons of uuid, inet, date and text are, `<<=` is not).
CREATE INDEX "device_apps_organisation_id_app_id_device_id_idx" ON "device_apps" ("organisation_id", "app_id", "device_id");
CREATE INDEX "device_destinations_organisation_id_destination_id_device_id_idx" ON "device_destinations" ("organisation_id", "destination_id", "device_id");
CREATE INDEX "device_destinations_organisation_id_address_device_id_idx" ON "device_destinations" ("organisation_id", "address", "device_id");
CREATE INDEX "fleet_apps_organisation_id_package_idx" ON "fleet_apps" ("organisation_id", "package");
CREATE INDEX "fleet_destinations_organisation_id_host_idx" ON "fleet_destinations" ("organisation_id", "host");
CREATE INDEX "fleet_counts_top" ON "fleet_counts" ("organisation_id", "kind", "unit_id", "devices" DESC, "item");
CREATE INDEX "fleet_counts_empty" ON "fleet_counts" ("organisation_id") WHERE "devices" = 0;

-- The row is updated once a day and device; the changes come and go within a second.
ALTER TABLE "device_inventory" SET (fillfactor = 70);
ALTER TABLE "fleet_changes" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000);
ALTER TABLE "fleet_counts" SET (fillfactor = 80);

-- The catalogue's vendor beside the verdict, so that one row tells all that is counted of a device.
ALTER TABLE "device_state" ADD COLUMN "vendor" TEXT;

ALTER TABLE "device_inventory" ADD FOREIGN KEY ("organisation_id", "device_id") REFERENCES "devices" ("organisation_id", "id");

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['device_inventory', 'device_apps', 'device_destinations', 'fleet_apps', 'fleet_destinations', 'fleet_changes', 'fleet_counts']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_organisation ON %I TO cordon_app USING (organisation_id = current_organisation()) WITH CHECK (organisation_id = current_organisation())', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON device_inventory, device_apps, device_destinations TO cordon_app;
GRANT SELECT, INSERT, DELETE ON fleet_apps, fleet_destinations TO cordon_app;
GRANT SELECT, INSERT ON fleet_changes TO cordon_app;
GRANT SELECT ON fleet_counts TO cordon_app;
GRANT USAGE ON SEQUENCE fleet_changes_id_seq TO cordon_app;

-- ── What changes the numbers ────────────────────────────────────────────────────────────────────────────
-- kind         item                              counted by
-- device       <state> <verdict> <vendor or ->   unit
-- reported     ten minutes since 1970, or never  unit; active devices alone
-- epoch        rules_epoch judged under          unit; active devices alone
-- app          fleet_apps.id                     unit
-- package      package name                      unit
-- destination  fleet_destinations.id             unit

CREATE FUNCTION ten_minutes(p_at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce((extract(epoch FROM p_at)::bigint / 600)::text, 'never')
$$;

CREATE FUNCTION count_new_devices() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO fleet_changes (organisation_id, kind, unit_id, item, delta)
  SELECT n.organisation_id, k.kind, n.unit_id, k.item, count(*)
  FROM new_rows n CROSS JOIN LATERAL (VALUES
    ('device', n.device_state || ' ' || n.verdict || ' ' || coalesce(n.vendor, '-'), true),
    ('reported', ten_minutes(n.last_received_at), n.device_state = 'active'),
    ('epoch', n.judged_epoch::text, n.device_state = 'active')) AS k (kind, item, is_counted)
  WHERE k.is_counted GROUP BY 1, 2, 3, 4;
  RETURN NULL;
END $$;

CREATE FUNCTION count_changed_devices() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO fleet_changes (organisation_id, kind, unit_id, item, delta)
  SELECT c.organisation_id, c.kind, c.unit_id, c.item, sum(c.delta) FROM (
    SELECT n.organisation_id, 'device' AS kind, k.unit_id, k.item, k.delta
    FROM old_rows o JOIN new_rows n USING (device_id) CROSS JOIN LATERAL (VALUES
      (o.unit_id, o.device_state || ' ' || o.verdict || ' ' || coalesce(o.vendor, '-'), -1),
      (n.unit_id, n.device_state || ' ' || n.verdict || ' ' || coalesce(n.vendor, '-'), 1)) AS k (unit_id, item, delta)
    WHERE o.verdict <> n.verdict OR o.device_state <> n.device_state OR o.unit_id <> n.unit_id OR o.vendor IS DISTINCT FROM n.vendor
    UNION ALL
    SELECT n.organisation_id, 'reported', k.unit_id, ten_minutes(k.at), k.delta
    FROM old_rows o JOIN new_rows n USING (device_id) CROSS JOIN LATERAL (VALUES
      (o.unit_id, o.last_received_at, -1, o.device_state), (n.unit_id, n.last_received_at, 1, n.device_state)) AS k (unit_id, at, delta, state)
    WHERE (o.last_received_at IS DISTINCT FROM n.last_received_at OR o.device_state <> n.device_state OR o.unit_id <> n.unit_id) AND k.state = 'active'
    UNION ALL
    SELECT n.organisation_id, 'epoch', k.unit_id, k.epoch::text, k.delta
    FROM old_rows o JOIN new_rows n USING (device_id) CROSS JOIN LATERAL (VALUES
      (o.unit_id, o.judged_epoch, -1, o.device_state), (n.unit_id, n.judged_epoch, 1, n.device_state)) AS k (unit_id, epoch, delta, state)
    WHERE (o.judged_epoch <> n.judged_epoch OR o.device_state <> n.device_state OR o.unit_id <> n.unit_id) AND k.state = 'active'
  ) c GROUP BY 1, 2, 3, 4 HAVING sum(c.delta) <> 0;
  RETURN NULL;
END $$;

-- What a device has and where it spoke to goes with it to another unit.
CREATE FUNCTION count_moved_device() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO fleet_changes (organisation_id, kind, unit_id, item, delta, first_seen, last_seen, categories)
  SELECT NEW.organisation_id, i.kind, u.unit_id, i.item, u.delta, i.first_seen, i.last_seen, i.categories
  FROM (VALUES (OLD.unit_id, -1), (NEW.unit_id, 1)) AS u (unit_id, delta) CROSS JOIN (
    SELECT 'app' AS kind, a.app_id::text AS item, NULL::date AS first_seen, NULL::date AS last_seen, 0 AS categories
      FROM device_apps a WHERE a.device_id = NEW.device_id
    UNION ALL
    SELECT 'package', f.package, NULL, NULL, 0 FROM device_apps a JOIN fleet_apps f ON f.organisation_id = a.organisation_id AND f.id = a.app_id
      WHERE a.device_id = NEW.device_id
    UNION ALL
    SELECT 'destination', d.destination_id::text, min(d.first_seen), max(d.last_seen), bit_or(d.categories)
      FROM device_destinations d WHERE d.device_id = NEW.device_id GROUP BY d.destination_id
  ) i;
  RETURN NULL;
END $$;

CREATE FUNCTION count_apps() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE v_sign integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
  INSERT INTO fleet_changes (organisation_id, kind, unit_id, item, delta)
  SELECT c.organisation_id, k.kind, s.unit_id, k.item, v_sign * count(*)
  FROM changed_rows c JOIN device_state s ON s.device_id = c.device_id
  JOIN fleet_apps f ON f.organisation_id = c.organisation_id AND f.id = c.app_id
  CROSS JOIN LATERAL (VALUES ('app', f.id::text), ('package', f.package)) AS k (kind, item) GROUP BY 1, 2, 3, 4;
  RETURN NULL;
END $$;

CREATE FUNCTION count_destinations() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE v_sign integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
  INSERT INTO fleet_changes (organisation_id, kind, unit_id, item, delta, first_seen, last_seen, categories)
  SELECT c.organisation_id, 'destination', s.unit_id, c.destination_id::text, v_sign * count(*) FILTER (WHERE c.is_counted),
         min(c.first_seen), max(c.last_seen), bit_or(c.categories)
  FROM changed_rows c JOIN device_state s ON s.device_id = c.device_id GROUP BY 1, 3, 4;
  RETURN NULL;
END $$;

-- Seen again: of the devices of a unit only the first of a day tells anything.
CREATE FUNCTION count_seen_destinations() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO fleet_changes (organisation_id, kind, unit_id, item, delta, first_seen, last_seen, categories)
  SELECT c.* FROM (
    SELECT n.organisation_id, 'destination' AS kind, s.unit_id, n.destination_id::text AS item,
           (count(*) FILTER (WHERE n.is_counted) - count(*) FILTER (WHERE o.is_counted))::integer AS delta,
           min(n.first_seen) AS first_seen, max(n.last_seen) AS last_seen, bit_or(n.categories) AS categories
    FROM new_rows n JOIN old_rows o USING (device_id, destination_id, address) JOIN device_state s USING (device_id) GROUP BY 1, 3, 4) c
  WHERE c.delta <> 0 OR NOT EXISTS (SELECT FROM fleet_counts k
    WHERE k.organisation_id = c.organisation_id AND k.kind = 'destination' AND k.unit_id = c.unit_id AND k.item = c.item
      AND k.first_seen <= c.first_seen AND k.last_seen >= c.last_seen AND k.categories | c.categories = k.categories);
  RETURN NULL;
END $$;

CREATE TRIGGER device_state_count_new AFTER INSERT ON device_state REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION count_new_devices();
CREATE TRIGGER device_state_count_changed AFTER UPDATE ON device_state REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION count_changed_devices();
CREATE TRIGGER device_state_count_moved AFTER UPDATE OF unit_id ON device_state
  FOR EACH ROW WHEN (OLD.unit_id <> NEW.unit_id) EXECUTE FUNCTION count_moved_device();
CREATE TRIGGER device_apps_count_new AFTER INSERT ON device_apps REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION count_apps();
CREATE TRIGGER device_apps_count_gone AFTER DELETE ON device_apps REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION count_apps();
CREATE TRIGGER device_destinations_count_new AFTER INSERT ON device_destinations REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION count_destinations();
CREATE TRIGGER device_destinations_count_gone AFTER DELETE ON device_destinations REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION count_destinations();
CREATE TRIGGER device_destinations_count_seen AFTER UPDATE ON device_destinations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION count_seen_destinations();

-- ── Adding up ───────────────────────────────────────────────────────────────────────────────────────────

CREATE POLICY resolver ON fleet_changes TO cordon_resolver USING (true) WITH CHECK (true);
CREATE POLICY resolver ON fleet_counts TO cordon_resolver USING (true) WITH CHECK (true);
-- Its functions change devices, too, and with them the numbers.
GRANT SELECT, INSERT, DELETE ON fleet_changes TO cordon_resolver;
GRANT USAGE ON SEQUENCE fleet_changes_id_seq TO cordon_resolver;
GRANT SELECT, INSERT, UPDATE, DELETE ON fleet_counts TO cordon_resolver;
GRANT CREATE ON SCHEMA public TO cordon_resolver;

-- Adds the oldest p_limit changes, of all organisations, to the counts: of their unit, and of the whole organisation (the
-- unit of zeros). One at a time; a second caller is told 0. Returns how many changes it took.
CREATE FUNCTION fold_fleet_counts(p_limit integer) RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE v_taken integer;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('fold_fleet_counts', 0)) THEN RETURN 0; END IF;
  WITH taken AS (
    DELETE FROM fleet_changes c USING (SELECT x.id FROM fleet_changes x ORDER BY x.id LIMIT p_limit) t WHERE c.id = t.id RETURNING c.*
  ), added AS (
    INSERT INTO fleet_counts AS f (organisation_id, kind, unit_id, item, devices, first_seen, last_seen, categories)
    SELECT t.organisation_id, t.kind, u.id, t.item, sum(t.delta), min(t.first_seen), max(t.last_seen), bit_or(t.categories)
    FROM taken t CROSS JOIN LATERAL (VALUES (t.unit_id), ('00000000-0000-0000-0000-000000000000'::uuid)) AS u (id)
    GROUP BY 1, 2, 3, 4
    ON CONFLICT (organisation_id, kind, unit_id, item) DO UPDATE SET devices = f.devices + excluded.devices,
      first_seen = least(f.first_seen, excluded.first_seen), last_seen = greatest(f.last_seen, excluded.last_seen),
      categories = f.categories | excluded.categories
  )
  SELECT count(*) INTO v_taken FROM taken;
  IF v_taken > 0 THEN DELETE FROM fleet_counts WHERE devices = 0; END IF;
  RETURN v_taken;
END $$;

ALTER FUNCTION fold_fleet_counts(integer) OWNER TO cordon_resolver;
REVOKE CREATE ON SCHEMA public FROM cordon_resolver;
REVOKE EXECUTE ON FUNCTION fold_fleet_counts(integer), ten_minutes(timestamptz), count_new_devices(), count_changed_devices(), count_moved_device(),
  count_apps(), count_destinations(), count_seen_destinations() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fold_fleet_counts(integer) TO cordon_app;
GRANT EXECUTE ON FUNCTION ten_minutes(timestamptz) TO cordon_app, cordon_resolver, cordon_maintainer;

-- ── What is there already ───────────────────────────────────────────────────────────────────────────────
-- Devices are counted here; what they have and speak to comes with their next reports. The owner sees the rows only while
-- row-level security does not bind it, too.
ALTER TABLE device_state NO FORCE ROW LEVEL SECURITY;
ALTER TABLE devices NO FORCE ROW LEVEL SECURITY;
ALTER TABLE fleet_changes NO FORCE ROW LEVEL SECURITY;
ALTER TABLE device_state DISABLE TRIGGER USER;
UPDATE device_state s SET vendor = d.vendor FROM devices d WHERE d.id = s.device_id AND d.vendor IS NOT NULL;
ALTER TABLE device_state ENABLE TRIGGER USER;
INSERT INTO fleet_changes (organisation_id, kind, unit_id, item, delta)
SELECT n.organisation_id, k.kind, n.unit_id, k.item, count(*)
FROM device_state n CROSS JOIN LATERAL (VALUES
  ('device', n.device_state || ' ' || n.verdict || ' ' || coalesce(n.vendor, '-'), true),
  ('reported', ten_minutes(n.last_received_at), n.device_state = 'active'),
  ('epoch', n.judged_epoch::text, n.device_state = 'active')) AS k (kind, item, is_counted)
WHERE k.is_counted GROUP BY 1, 2, 3, 4;
ALTER TABLE device_state FORCE ROW LEVEL SECURITY;
ALTER TABLE devices FORCE ROW LEVEL SECURITY;
ALTER TABLE fleet_changes FORCE ROW LEVEL SECURITY;
