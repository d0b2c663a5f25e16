-- Findings and destinations of a great fleet, page by page.
CREATE INDEX "findings_organisation_id_id_idx" ON "findings" ("organisation_id", "id");
CREATE INDEX "fleet_destinations_search" ON "fleet_destinations" USING gin ("host" gin_trgm_ops);

GRANT CREATE ON SCHEMA public TO cordon_resolver;

-- Destinations of the transaction's own organisation by the number of devices, most first. A count names its destination as
-- text, and turning that into an id is not leakproof: under row-level security no index would serve the join.
-- p_filter: text, country, network, since; devices and key of the last one of the page before.
CREATE FUNCTION list_fleet_destinations(p_filter jsonb, p_units uuid[], p_limit integer)
  RETURNS TABLE (id uuid, host text, country text, categories integer, devices integer, first_seen date, last_seen date)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_organisation uuid := current_organisation();
  v_source text; v_where text := 'true'; v_network inet; v_join text := 'f.id = x.id';
BEGIN
  IF v_organisation IS NULL THEN RETURN; END IF;
  IF p_filter ? 'network' THEN
    -- From the devices themselves: only what was seen at an address within the network counts.
    v_network := (p_filter ->> 'network')::inet;
    v_source := format('SELECT t.destination_id::text AS item, t.destination_id AS id, count(DISTINCT t.device_id)::integer AS devices,
        bit_or(t.categories) AS categories, min(t.first_seen) AS first_seen, max(t.last_seen) AS last_seen
      FROM device_destinations t %s WHERE t.organisation_id = %L AND t.address >= %L AND t.address <= %L %s GROUP BY t.destination_id',
      CASE WHEN p_units IS NOT NULL THEN format('JOIN device_state s ON s.device_id = t.device_id AND s.unit_id = ANY (%L::uuid[])', p_units) END,
      v_organisation, host(network(v_network))::inet, host(broadcast(v_network))::inet,
      CASE WHEN p_filter ? 'since' THEN format('AND t.last_seen >= %L', p_filter ->> 'since') END);
  ELSIF p_units IS NULL THEN
    -- In the order of the index: what is asked for is mostly near its beginning.
    v_source := format('SELECT c.item, c.item::uuid AS id, c.devices, c.categories, c.first_seen, c.last_seen FROM fleet_counts c
      WHERE c.organisation_id = %L AND c.kind = ''destination'' AND c.unit_id = ''00000000-0000-0000-0000-000000000000'' AND c.devices > 0', v_organisation);
  ELSE
    v_source := format('SELECT c.item, c.item::uuid AS id, sum(c.devices)::integer AS devices, bit_or(c.categories) AS categories,
        min(c.first_seen) AS first_seen, max(c.last_seen) AS last_seen FROM fleet_counts c
      WHERE c.organisation_id = %L AND c.kind = ''destination'' AND c.unit_id = ANY (%L::uuid[]) GROUP BY c.item HAVING sum(c.devices) > 0', v_organisation, p_units);
  END IF;
  IF p_filter ? 'text' THEN
    -- A text that enough of the great destinations hold is met on the way through the counts; a rare one is found from the names.
    IF (SELECT count(*) FROM (SELECT c.item::uuid AS id FROM fleet_counts c
          WHERE c.organisation_id = v_organisation AND c.kind = 'destination' AND c.unit_id = '00000000-0000-0000-0000-000000000000'
          ORDER BY c.devices DESC, c.item LIMIT 2000) x
        JOIN fleet_destinations f ON f.organisation_id = v_organisation AND f.id = x.id
        WHERE position(lower(p_filter ->> 'text') IN f.host) > 0) < p_limit THEN
      v_join := 'f.id::text = x.item';
      v_where := v_where || format(' AND f.host LIKE %L', '%' || replace(replace(replace(lower(p_filter ->> 'text'), '\', '\\'), '%', '\%'), '_', '\_') || '%');
    ELSE
      v_where := v_where || format(' AND position(%L IN f.host) > 0', lower(p_filter ->> 'text'));
    END IF;
  END IF;
  IF p_filter ? 'country' THEN v_where := v_where || format(' AND f.country = %L', p_filter ->> 'country'); END IF;
  IF p_filter ? 'since' THEN v_where := v_where || format(' AND x.last_seen >= %L', p_filter ->> 'since'); END IF;
  IF p_filter ? 'devices' THEN
    v_where := v_where || format(' AND x.devices <= %1$s AND (x.devices < %1$s OR x.item > %2$L)', (p_filter ->> 'devices')::integer, p_filter ->> 'key');
  END IF;
  RETURN QUERY EXECUTE format('SELECT x.id, f.host, f.country, x.categories, x.devices, x.first_seen, x.last_seen FROM (%s) x
    JOIN fleet_destinations f ON f.organisation_id = %L AND %s WHERE %s ORDER BY x.devices DESC, x.item LIMIT %s',
    v_source, v_organisation, v_join, v_where, p_limit);
END $$;

ALTER FUNCTION list_fleet_destinations(jsonb, uuid[], integer) OWNER TO cordon_resolver;
REVOKE CREATE ON SCHEMA public FROM cordon_resolver;
REVOKE EXECUTE ON FUNCTION list_fleet_destinations(jsonb, uuid[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_fleet_destinations(jsonb, uuid[], integer) TO cordon_app;
