-- Lists of devices: what many devices have is met on the way through the order, what few have is found by its index. The planner
-- cannot tell one from the other: statistics of what is not leakproof, as LIKE is not, are withheld from whoever row-level
-- security applies to, the owner of these functions included, and it takes every word for a rare one.

GRANT CREATE ON SCHEMA public TO cordon_resolver;

-- The statement that lists devices by the names of their units: unit after unit, each by its index, instead of sorting all
-- devices. Units of one name stand one after the other. For search_devices.
CREATE FUNCTION devices_by_unit(p_organisation uuid, p_base text, p_needsstate boolean, p_units uuid[], p_isdown boolean, p_key text, p_id uuid, p_limit integer)
  RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_way text := CASE WHEN p_isdown THEN 'DESC' ELSE 'ASC' END;
  v_beyond text := CASE WHEN p_isdown THEN '<' ELSE '>' END;
  v_edge text := CASE WHEN p_isdown THEN 'ffffffff-ffff-ffff-ffff-ffffffffffff' ELSE '00000000-0000-0000-0000-000000000000' END;
  v_units text := format('u.organisation_id = %L', p_organisation);
  v_more text := '';
BEGIN
  IF p_units IS NOT NULL THEN v_units := v_units || format(' AND u.id = ANY (%L::uuid[])', p_units); END IF;
  IF p_id IS NOT NULL THEN
    v_units := v_units || format(' AND left(lower(u.name), 100) || '' '' || u.id %s= %L', v_beyond, p_key);
    v_more := format(' AND d.id %s CASE WHEN g.key = %L THEN %L ELSE %L END::uuid', v_beyond, p_key, p_id, v_edge);
  END IF;
  RETURN format('SELECT f.id, 1, g.key FROM (SELECT u.id, left(lower(u.name), 100) || '' '' || u.id AS key FROM units u WHERE %1$s ORDER BY 2 %2$s OFFSET 0) g
    CROSS JOIN LATERAL (SELECT d.id FROM devices d%3$s WHERE %4$s AND d.unit_id = g.id%5$s ORDER BY d.id %2$s LIMIT %6$s) f ORDER BY g.key %2$s, f.id %2$s LIMIT %6$s',
    v_units, v_way, CASE WHEN p_needsstate THEN ' JOIN device_state s ON s.device_id = d.id' END, p_base, v_more, p_limit);
END $$;

-- As before; by unit, and of words that many devices have, without sorting all that fit.
CREATE OR REPLACE FUNCTION search_devices(p_filter jsonb, p_units uuid[], p_sort text, p_stretch integer, p_key text, p_id uuid, p_limit integer)
  RETURNS TABLE (id uuid, stretch integer, key text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
  -- Settings that the function changes for its own statements are given back at its end.
  SET search_path = pg_catalog, public, pg_temp SET enable_bitmapscan = on SET enable_hashjoin = on SET enable_mergejoin = on
  SET enable_sort = on SET jit = off SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
  v_organisation uuid := current_organisation();
  v_isdown boolean := p_sort LIKE '-%';
  v_way text := CASE WHEN v_isdown THEN 'DESC' ELSE 'ASC' END;
  v_beyond text := CASE WHEN v_isdown THEN '<' ELSE '>' END;
  v_bystate constant text := 'device_state s JOIN devices d ON d.id = s.device_id';
  v_base text; v_needsstate boolean; v_more text; v_left integer := p_limit; v_found integer;
  -- Of each stretch: its tables, the id to go by, and its condition. The first one may have a key: it, it as text, and how it is read again.
  v_from text[] := ARRAY['devices d']; v_id text[] := ARRAY['d.id']; v_condition text[] := ARRAY['true'];
  v_key text; v_shown text; v_read text := '%L';
  v_by text := ltrim(p_sort, '-'); v_iscommon boolean := false; v_fits integer;
BEGIN
  SELECT c.needs_state, c.conditions INTO v_needsstate, v_base FROM device_conditions(p_filter, p_units) c;
  IF v_base IS NULL THEN RETURN; END IF;

  -- By unit, and by what has nothing to do with the words looked for, the way through the order soon meets what is common.
  -- By name or holder it may not: all phones of a brand stand together, maybe at the end.
  IF v_by = 'unit' OR (p_filter ?| ARRAY['text', 'model'] AND v_by IN ('enrolledAt', 'verdict', 'lastReportAt')) THEN
    IF p_filter = '{}' THEN v_iscommon := true;
    ELSE
      SELECT ceil(sqrt(p_limit * greatest(c.reltuples, 1000)))::integer INTO v_fits FROM pg_class c WHERE c.oid = 'devices'::regclass;
      EXECUTE format('SELECT count(*) = %s FROM (SELECT FROM devices d%s WHERE %s LIMIT %s) x', v_fits,
        CASE WHEN v_needsstate THEN ' JOIN device_state s ON s.device_id = d.id' END, v_base, v_fits) INTO v_iscommon;
    END IF;
  END IF;
  IF v_iscommon AND v_by = 'unit' THEN
    PERFORM set_config('enable_bitmapscan', 'off', true);
    RETURN QUERY EXECUTE devices_by_unit(v_organisation, v_base, v_needsstate, p_units, v_isdown, p_key, p_id, p_limit);
    RETURN;
  END IF;
  IF v_iscommon THEN
    PERFORM set_config('enable_bitmapscan', 'off', true), set_config('enable_hashjoin', 'off', true),
      set_config('enable_mergejoin', 'off', true), set_config('enable_sort', 'off', true);
  END IF;

  CASE v_by
  WHEN 'enrolledAt' THEN NULL;
  WHEN 'name' THEN
    v_key := 'left(lower(CASE WHEN starts_with(lower(d.model), lower(d.manufacturer)) THEN d.model ELSE d.manufacturer || '' '' || d.model END), 100)';
  WHEN 'unit' THEN
    v_from := ARRAY['units u JOIN devices d ON d.unit_id = u.id'];
    v_condition := ARRAY[format('u.organisation_id = %L', v_organisation)];
    v_key := 'left(lower(u.name), 100) || '' '' || u.id';
  WHEN 'holder' THEN
    v_from := ARRAY['people p JOIN devices d ON d.person_id = p.id', 'devices d'];
    v_id := ARRAY['d.id', 'd.id'];
    v_condition := ARRAY[format('p.organisation_id = %L', v_organisation), 'd.person_id IS NULL'];
    v_key := 'left(lower(p.name), 100)';
  WHEN 'lastReportAt' THEN
    v_from := ARRAY[v_bystate, v_bystate];
    v_id := ARRAY['s.device_id', 's.device_id'];
    v_condition := ARRAY[format('s.organisation_id = %L AND s.last_received_at IS NOT NULL', v_organisation),
      format('s.organisation_id = %L AND s.last_received_at IS NULL', v_organisation)];
    v_key := 's.last_received_at';
    v_shown := '(extract(epoch FROM s.last_received_at) * 1000)::bigint::text';
    v_read := 'to_timestamp(%L::bigint / 1000.0)';
  WHEN 'verdict' THEN
    -- The worst first; what is not judged is at the end.
    v_from := array_fill(v_bystate, ARRAY[6]) || ARRAY['devices d', 'devices d'];
    v_id := array_fill('s.device_id'::text, ARRAY[6]) || ARRAY['d.id', 'd.id'];
    SELECT array_agg(format('s.organisation_id = %L AND s.device_state = ''active'' AND s.verdict = %L', v_organisation, v.name)
        ORDER BY CASE WHEN v_isdown THEN - v.place ELSE v.place END) || ARRAY['d.state = ''pending''', 'd.state = ''retired''']
      INTO v_condition
      FROM unnest(ARRAY['non-compliant', 'stale', 'unknown', 'in-grace', 'waived', 'compliant']) WITH ORDINALITY v (name, place);
  END CASE;
  FOR v_at IN coalesce(p_stretch, 1) .. array_length(v_from, 1) LOOP
    IF v_at > 1 THEN v_key := NULL; v_shown := NULL; END IF;
    v_more := CASE WHEN p_stretch IS NULL OR v_at <> p_stretch THEN ''
      WHEN v_key IS NULL THEN format(' AND %s %s %L', v_id[v_at], v_beyond, p_id)
      -- The second condition says nothing more, but an index on the key alone understands it.
      ELSE format(' AND (%1$s, %2$s) %3$s (%4$s, %5$L::uuid) AND %1$s %3$s= %4$s', v_key, v_id[v_at], v_beyond, format(v_read, p_key), p_id) END;
    RETURN QUERY EXECUTE format('SELECT d.id, %s, %s FROM %s%s WHERE %s AND %s%s ORDER BY %s%s %s LIMIT %s',
      v_at, coalesce(v_shown, v_key, 'NULL::text'), v_from[v_at],
      CASE WHEN v_needsstate AND v_from[v_at] <> v_bystate THEN ' JOIN device_state s ON s.device_id = d.id' END,
      v_base, v_condition[v_at], v_more, v_key || ' ' || v_way || ', ', v_id[v_at], v_way, v_left);
    GET DIAGNOSTICS v_found = ROW_COUNT;
    v_left := v_left - v_found;
    EXIT WHEN v_left <= 0;
  END LOOP;
END $$;

-- How many devices answer to all of p_filter; what the state alone tells needs no look at the devices.
CREATE OR REPLACE FUNCTION count_devices(p_filter jsonb, p_units uuid[]) RETURNS integer
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET jit = off AS $$
DECLARE v_base text; v_needsstate boolean; v_count integer;
BEGIN
  SELECT c.needs_state, c.conditions INTO v_needsstate, v_base FROM device_conditions(p_filter, p_units) c;
  IF v_base IS NULL THEN RETURN 0; END IF;
  IF v_needsstate AND p_filter - ARRAY['verdict', 'reported'] = '{}' AND p_units IS NULL THEN
    -- Every condition but the organisation's is on the state already.
    EXECUTE format('SELECT count(*)::integer FROM device_state s WHERE %s',
      replace(v_base, format('d.organisation_id = %L', current_organisation()), format('s.organisation_id = %L', current_organisation()))) INTO v_count;
    RETURN v_count;
  END IF;
  EXECUTE format('SELECT count(*)::integer FROM devices d%s WHERE %s', CASE WHEN v_needsstate THEN ' JOIN device_state s ON s.device_id = d.id' END, v_base) INTO v_count;
  RETURN v_count;
END $$;

ALTER FUNCTION devices_by_unit(uuid, text, boolean, uuid[], boolean, text, uuid, integer) OWNER TO cordon_resolver;
REVOKE CREATE ON SCHEMA public FROM cordon_resolver;
REVOKE EXECUTE ON FUNCTION devices_by_unit(uuid, text, boolean, uuid[], boolean, text, uuid, integer) FROM PUBLIC;
