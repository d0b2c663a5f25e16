-- Plans that are made once a connection. For a statement that is given arrays PostgreSQL plans anew each time: it sees how
-- many there are of this call and takes that for cheaper than the ten it would have to assume. For what is called many times
-- a second, planning then costs more than doing it. Sequential scans are off, as in the steady plans: a plan that is kept must
-- hold when the table has grown.

ALTER FUNCTION ingest_reports(timestamptz, uuid[], bigint[], text[], uuid[], timestamptz[], bytea[], text[], bytea[], smallint[], jsonb[], bytea[])
  SET plan_cache_mode = force_generic_plan;

-- What has to be known of devices before their signatures can be checked; before, one device a call.
DROP FUNCTION device_by_id(uuid);
GRANT CREATE ON SCHEMA public TO cordon_resolver;
CREATE FUNCTION devices_by_id(p_ids uuid[])
  RETURNS TABLE (organisation_id uuid, id uuid, state text, ownership text, public_jwk jsonb, key_algorithm text, key_thumbprint text,
                 previous_key_thumbprint text, rules_epoch bigint, settings jsonb)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
  SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY SELECT d.organisation_id, d.id, d.state, d.ownership, d.public_jwk, d.key_algorithm, d.key_thumbprint,
         d.previous_key_thumbprint, o.rules_epoch, o.settings
  FROM devices d JOIN organisations o ON o.id = d.organisation_id WHERE d.id = ANY (p_ids);
END $$;
ALTER FUNCTION devices_by_id(uuid[]) OWNER TO cordon_resolver;
REVOKE CREATE ON SCHEMA public FROM cordon_resolver;
REVOKE EXECUTE ON FUNCTION devices_by_id(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION devices_by_id(uuid[]) TO cordon_app;

-- Judging keeps its plans, too (packages/db/src/tenancy.ts). What it sets off is the work of a whole batch: these two are
-- planned for its size each time.
ALTER FUNCTION count_apps() SET plan_cache_mode = force_custom_plan;
ALTER FUNCTION count_destinations() SET plan_cache_mode = force_custom_plan;
