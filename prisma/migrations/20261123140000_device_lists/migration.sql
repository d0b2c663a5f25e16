-- Lists of devices in any order of theirs, counts and ids of what fits a filter.

-- What a list is sorted by, bounded: by the name that people read, by the holder's name, by the last report.
CREATE INDEX "devices_by_name" ON "devices" ("organisation_id",
  left(lower(CASE WHEN starts_with(lower("model"), lower("manufacturer")) THEN "model" ELSE "manufacturer" || ' ' || "model" END), 100), "id");
CREATE INDEX "people_by_name" ON "people" ("organisation_id", left(lower("name"), 100));
CREATE INDEX "device_state_organisation_id_last_received_at_device_id_idx" ON "device_state" ("organisation_id", "last_received_at", "device_id");

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['people', 'units']
  LOOP
    EXECUTE format('CREATE POLICY resolver ON %I TO cordon_resolver USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT ON %I TO cordon_resolver', t);
  END LOOP;
END $$;

GRANT CREATE ON SCHEMA public TO cordon_resolver;

-- What of a statement finds the devices of the transaction's own organisation that answer to all of p_filter: tables and
-- conditions, with `d` for the device and `s`, where it is needed, for its state. No row: none can. For the functions below,
-- as whose owner it runs.
CREATE FUNCTION device_conditions(p_filter jsonb, p_units uuid[]) RETURNS TABLE (needs_state boolean, conditions text)
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_organisation uuid := current_organisation();
  v_where text; v_text text; v_pattern text; v_ids uuid[]; v_network inet; v_seen text; v_key text;
BEGIN
  IF v_organisation IS NULL THEN RETURN; END IF;
  v_where := format('d.organisation_id = %L', v_organisation);
  IF p_units IS NOT NULL THEN v_where := v_where || format(' AND d.unit_id = ANY (%L::uuid[])', p_units); END IF;
  FOREACH v_key IN ARRAY ARRAY['state', 'vendor', 'ownership'] LOOP
    IF p_filter ? v_key THEN v_where := v_where || format(' AND d.%I = %L', v_key, p_filter ->> v_key); END IF;
  END LOOP;
  IF p_filter ? 'personId' THEN v_where := v_where || format(' AND d.person_id = %L', p_filter ->> 'personId'); END IF;
  IF p_filter ? 'verdict' THEN
    v_where := v_where || format(' AND s.organisation_id = %L AND s.verdict = %L', v_organisation, p_filter ->> 'verdict');
  END IF;
  IF p_filter ? 'reported' THEN
    v_where := v_where || format(' AND s.organisation_id = %L AND s.last_received_at %s', v_organisation,
      CASE p_filter ->> 'reported' WHEN 'never' THEN 'IS NULL' ELSE 'IS NOT NULL' END);
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
  RETURN QUERY SELECT p_filter ?| ARRAY['verdict', 'reported'], v_where;
END $$;

-- Ids of devices that answer to all of p_filter, in the order of p_sort, after a place of that order. Under row-level security
-- PostgreSQL uses an index only for leakproof operators, and none of a text, a tag or an IMEI is; here the organisation is a
-- plain condition. Planned for the values at hand: what is common is met on the way through the order, what is rare by its index.
--
-- An order is made of stretches, one after the other, each by a key (or none) and then the id: devices without what is sorted by
-- are a stretch of their own at the end, whichever the direction. A place is stretch, key and id of a device.
DROP FUNCTION search_devices(jsonb, uuid[], uuid, integer);
CREATE FUNCTION search_devices(p_filter jsonb, p_units uuid[], p_sort text, p_stretch integer, p_key text, p_id uuid, p_limit integer)
  RETURNS TABLE (id uuid, stretch integer, key text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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
BEGIN
  SELECT c.needs_state, c.conditions INTO v_needsstate, v_base FROM device_conditions(p_filter, p_units) c;
  IF v_base IS NULL THEN RETURN; END IF;
  CASE ltrim(p_sort, '-')
  WHEN 'enrolledAt' THEN NULL;
  WHEN 'name' THEN
    v_key := 'left(lower(CASE WHEN starts_with(lower(d.model), lower(d.manufacturer)) THEN d.model ELSE d.manufacturer || '' '' || d.model END), 100)';
  WHEN 'unit' THEN
    v_from := ARRAY['units u JOIN devices d ON d.unit_id = u.id'];
    v_condition := ARRAY[format('u.organisation_id = %L', v_organisation)];
    v_key := 'left(lower(u.name), 100)';
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

-- How many devices answer to all of p_filter.
CREATE FUNCTION count_devices(p_filter jsonb, p_units uuid[]) RETURNS integer
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE v_base text; v_needsstate boolean; v_count integer;
BEGIN
  SELECT c.needs_state, c.conditions INTO v_needsstate, v_base FROM device_conditions(p_filter, p_units) c;
  IF v_base IS NULL THEN RETURN 0; END IF;
  EXECUTE format('SELECT count(*)::integer FROM devices d%s WHERE %s', CASE WHEN v_needsstate THEN ' JOIN device_state s ON s.device_id = d.id' END, v_base) INTO v_count;
  RETURN v_count;
END $$;

ALTER FUNCTION device_conditions(jsonb, uuid[]) OWNER TO cordon_resolver;
ALTER FUNCTION search_devices(jsonb, uuid[], text, integer, text, uuid, integer) OWNER TO cordon_resolver;
ALTER FUNCTION count_devices(jsonb, uuid[]) OWNER TO cordon_resolver;
REVOKE CREATE ON SCHEMA public FROM cordon_resolver;
REVOKE EXECUTE ON FUNCTION device_conditions(jsonb, uuid[]), search_devices(jsonb, uuid[], text, integer, text, uuid, integer), count_devices(jsonb, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_devices(jsonb, uuid[], text, integer, text, uuid, integer), count_devices(jsonb, uuid[]) TO cordon_app;
