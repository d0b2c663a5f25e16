-- Tables whose rows are written again with every report, or counted again with every change: after all of them were
-- written once they look to the planner as they did before, so that analyzing them a tenth of the way on, each minute in a
-- fleet that reports often, tells nothing new.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['device_state', 'device_inventory', 'device_destinations', 'fleet_apps', 'fleet_destinations',
    'fleet_counts', 'device_finding_counts']
  LOOP
    EXECUTE format('ALTER TABLE %I SET (autovacuum_analyze_scale_factor = 2)', t);
  END LOOP;
END $$;

-- A month of reports is only added to: read through again and again as it grows, a young one kept autovacuum busier than all
-- else. Each doubling is enough, and of the documents themselves nothing is ever searched by.
CREATE FUNCTION calm_report_partition(p_name text) RETURNS void
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('ALTER TABLE public.%I SET (autovacuum_analyze_scale_factor = 1, autovacuum_vacuum_insert_scale_factor = 1,
    toast.autovacuum_vacuum_insert_scale_factor = 1)', p_name);
  EXECUTE format('ALTER TABLE public.%I ALTER COLUMN payload SET STATISTICS 0, ALTER COLUMN payload_sha256 SET STATISTICS 0,
    ALTER COLUMN protected_header SET STATISTICS 0, ALTER COLUMN signature SET STATISTICS 0, ALTER COLUMN reduced SET STATISTICS 0', p_name);
END $$;
REVOKE EXECUTE ON FUNCTION calm_report_partition(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION calm_report_partition(text) TO cordon_maintainer;

SELECT calm_report_partition(c.relname) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent = 'public.reports'::regclass;

-- As in access, calming each that it makes.
CREATE OR REPLACE FUNCTION make_report_partitions(p_now timestamptz, p_months integer) RETURNS TABLE (name text)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_from timestamptz; v_name text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('make_report_partitions', 0));
  FOR i IN -1 .. least(p_months, 24) LOOP
    v_from := (date_trunc('month', p_now AT TIME ZONE 'UTC') + make_interval(months => i)) AT TIME ZONE 'UTC';
    v_name := 'reports_' || to_char(v_from AT TIME ZONE 'UTC', 'YYYY_MM');
    IF to_regclass('public.' || v_name) IS NULL THEN
      EXECUTE format('CREATE TABLE public.%I PARTITION OF public.reports FOR VALUES FROM (%L) TO (%L)', v_name,
        public.uuid_v7_floor(v_from), public.uuid_v7_floor(((v_from AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC'));
      EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', v_name);
      EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', v_name);
      PERFORM public.calm_report_partition(v_name);
      name := v_name;
      RETURN NEXT;
    END IF;
  END LOOP;
END $$;
