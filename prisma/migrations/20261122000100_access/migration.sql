-- Roles, row-level security and the short list of functions that look across organisations.
--
--   cordon_app        API and worker; LOGIN, no superuser, no BYPASSRLS; sees one organisation at a time
--   cordon_resolver   owns the functions below that must work before or across organisations; NOLOGIN
--   cordon_maintainer owns `reports` and makes its partitions; NOLOGIN
--
-- INVARIANT: the organisation is the transaction's setting `cordon.organisation`; without it no row is visible.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cordon_app') THEN
    CREATE ROLE cordon_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOINHERIT;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cordon_resolver') THEN
    CREATE ROLE cordon_resolver NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cordon_maintainer') THEN
    CREATE ROLE cordon_maintainer NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
  -- Handing objects to a role needs membership in it; a superuser has it anyway.
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    EXECUTE format('GRANT cordon_resolver, cordon_maintainer TO %I', current_user);
  END IF;
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO cordon_app, cordon_resolver;
GRANT USAGE, CREATE ON SCHEMA public TO cordon_maintainer;
-- Needed only while functions are handed over at the end of this file.
GRANT CREATE ON SCHEMA public TO cordon_resolver;

CREATE FUNCTION current_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('cordon.organisation', true), '')::uuid $$;

-- ── Row-level security ──────────────────────────────────────────────────────────────────────────────────

DO $$
DECLARE t text;
BEGIN
  FOR t IN SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables i USING (table_schema, table_name)
           WHERE c.table_schema = 'public' AND c.column_name = 'organisation_id' AND i.table_type = 'BASE TABLE'
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_organisation ON %I TO cordon_app USING (organisation_id = current_organisation()) WITH CHECK (organisation_id = current_organisation())', t);
  END LOOP;
END $$;
ALTER TABLE organisations ENABLE ROW LEVEL SECURITY;
ALTER TABLE organisations FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON organisations TO cordon_app USING (id = current_organisation()) WITH CHECK (id = current_organisation());

-- ── What the application may do ─────────────────────────────────────────────────────────────────────────

GRANT SELECT, INSERT, UPDATE ON organisations, organisation_keys, users, invitations, sessions, api_tokens, units, people,
  enrolment_tokens, devices, device_state, policies, policy_versions, findings, advisories, advisory_findings, deliveries TO cordon_app;
GRANT SELECT, INSERT, DELETE ON grants, device_identifiers TO cordon_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_delays, security_log, server_facts TO cordon_app;
GRANT DELETE ON units, policy_versions TO cordon_app;
-- Reports come in through ingest_reports() alone.
GRANT SELECT ON reports, reports_kept, report_receipts, unjudged_reports, sequence_conflicts TO cordon_app;
GRANT DELETE ON unjudged_reports TO cordon_app;
-- History and audit are added to; of what stands, only what sealing, erasing and ending a period need may change.
GRANT SELECT, INSERT ON finding_history, verdict_history, audit_events, audit_checkpoints, acknowledgements, person_links TO cordon_app;
GRANT UPDATE (valid_to) ON verdict_history TO cordon_app;
GRANT UPDATE (number, mac, details, salt) ON audit_events TO cordon_app;
GRANT UPDATE (expires_at) ON person_links TO cordon_app;

-- ── What the resolver sees ──────────────────────────────────────────────────────────────────────────────

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['organisations', 'organisation_keys', 'users', 'invitations', 'sessions', 'api_tokens', 'enrolment_tokens',
    'person_links', 'devices', 'device_state', 'sequence_conflicts', 'report_receipts', 'unjudged_reports', 'reports',
    'deliveries', 'audit_events', 'audit_checkpoints']
  LOOP
    EXECUTE format('CREATE POLICY resolver ON %I TO cordon_resolver USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT ON %I TO cordon_resolver', t);
  END LOOP;
END $$;
GRANT INSERT ON report_receipts, unjudged_reports, reports, sequence_conflicts TO cordon_resolver;
GRANT UPDATE (next_change_at) ON device_state TO cordon_resolver;

-- ── Functions before or across organisations ────────────────────────────────────────────────────────────

-- Key and standing of a device, for checking a signature.
CREATE FUNCTION device_by_id(p_id uuid)
  RETURNS TABLE (organisation_id uuid, id uuid, state text, ownership text, public_jwk jsonb, key_algorithm text, key_thumbprint text,
                 previous_key_thumbprint text, seq_floor bigint, rules_epoch bigint, settings jsonb)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT d.organisation_id, d.id, d.state, d.ownership, d.public_jwk, d.key_algorithm, d.key_thumbprint, d.previous_key_thumbprint,
         d.seq_floor, o.rules_epoch, o.settings
  FROM devices d JOIN organisations o ON o.id = d.organisation_id WHERE d.id = p_id
$$;

CREATE FUNCTION session_by_hash(p_hash bytea) RETURNS TABLE (organisation_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT s.organisation_id, s.id FROM sessions s WHERE s.token_hash = p_hash
$$;

CREATE FUNCTION api_token_by_hash(p_hash bytea) RETURNS TABLE (organisation_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT t.organisation_id, t.id FROM api_tokens t WHERE t.token_hash = p_hash
$$;

CREATE FUNCTION enrolment_token_by_hash(p_hash bytea) RETURNS TABLE (organisation_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT t.organisation_id, t.id FROM enrolment_tokens t WHERE t.token_hash = p_hash
$$;

CREATE FUNCTION person_link_by_hash(p_hash bytea) RETURNS TABLE (organisation_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT l.organisation_id, l.id FROM person_links l WHERE l.token_hash = p_hash
$$;

CREATE FUNCTION invitation_by_hash(p_hash bytea) RETURNS TABLE (organisation_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT i.organisation_id, i.id FROM invitations i WHERE i.token_hash = p_hash
$$;

-- The same address may administer several organisations; the password decides which.
CREATE FUNCTION users_by_email(p_email text) RETURNS TABLE (organisation_id uuid, id uuid, password_hash text, disabled_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT u.organisation_id, u.id, u.password_hash, u.disabled_at FROM users u WHERE u.email = p_email ORDER BY u.created_at LIMIT 8
$$;

-- All public signing keys, naming no organisation (/.well-known/jwks.json).
CREATE FUNCTION public_signing_keys(p_now timestamptz) RETURNS TABLE (kid text, public_jwk jsonb)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT k.kid, k.public_jwk FROM organisation_keys k
  WHERE k.purpose = 'signing' AND (k.retired_at IS NULL OR k.retired_at > p_now - interval '30 days') ORDER BY k.kid
$$;

-- For commands of the server's operator (audit verify, first start).
CREATE FUNCTION organisation_ids() RETURNS TABLE (id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT o.id FROM organisations o ORDER BY o.created_at, o.id
$$;

-- Takes reports in, of any number of organisations at once: organisation and active key come from the device's own row, so
-- that a device retired or rotated since its signature was checked is refused here. Receipts decide which reports are new.
-- outcome: stored | repeated | sequence-conflict | device-unknown | device-retired | key-mismatch
CREATE FUNCTION ingest_reports(p_now timestamptz, p_device uuid[], p_seq bigint[], p_thumbprint text[], p_report uuid[],
    p_collected_at timestamptz[], p_sha256 bytea[], p_header text[], p_signature bytea[], p_encoding smallint[], p_reduced jsonb[], p_payload bytea[])
  RETURNS TABLE (ordinal integer, outcome text, report_id uuid, received_at timestamptz, last_seq bigint, organisation_id uuid)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_stored uuid[];
BEGIN
  WITH input AS MATERIALIZED (
    SELECT i.*, d.organisation_id FROM unnest(p_device, p_seq, p_thumbprint, p_report, p_collected_at, p_sha256, p_header, p_signature, p_encoding, p_reduced, p_payload)
      WITH ORDINALITY AS i (device_id, seq, thumbprint, report_id, collected_at, sha256, header, signature, encoding, reduced, payload, ord)
    JOIN devices d ON d.id = i.device_id AND d.key_thumbprint = i.thumbprint AND d.state <> 'retired' AND i.seq > d.seq_floor
  ), receipt AS (
    INSERT INTO report_receipts (device_id, seq, organisation_id, report_id, payload_sha256, received_at)
    SELECT device_id, seq, organisation_id, report_id, sha256, p_now FROM input ORDER BY device_id, seq, ord
    ON CONFLICT DO NOTHING RETURNING report_receipts.report_id
  ), report AS (
    INSERT INTO reports (device_id, id, organisation_id, seq, received_at, collected_at, payload, encoding, payload_sha256, protected_header, signature, reduced)
    SELECT device_id, report_id, organisation_id, seq, p_now, collected_at, payload, encoding, sha256, header, signature, reduced
    FROM input JOIN receipt USING (report_id)
  ), unjudged AS (
    INSERT INTO unjudged_reports (device_id, seq, organisation_id, report_id, received_at)
    SELECT device_id, seq, organisation_id, report_id, p_now FROM input JOIN receipt USING (report_id)
  )
  SELECT array_agg(receipt.report_id) INTO v_stored FROM receipt;

  -- A conflict by a valid key counts against the device (once per payload), unless retention took what it would be compared with.
  WITH conflict AS (
    INSERT INTO sequence_conflicts (device_id, at, seq, payload_sha256, organisation_id)
    SELECT d.id, p_now, i.seq, i.sha256, d.organisation_id
    FROM unnest(p_device, p_seq, p_thumbprint, p_sha256) AS i (device_id, seq, thumbprint, sha256)
    JOIN devices d ON d.id = i.device_id AND d.key_thumbprint = i.thumbprint AND d.state <> 'retired'
    JOIN report_receipts r ON r.device_id = i.device_id AND r.seq = i.seq AND r.payload_sha256 <> i.sha256
    WHERE i.seq > d.seq_floor
    ON CONFLICT DO NOTHING RETURNING sequence_conflicts.device_id
  )
  UPDATE device_state s SET next_change_at = p_now FROM conflict WHERE s.device_id = conflict.device_id;

  RETURN QUERY
  SELECT i.ord::integer,
    CASE WHEN d.id IS NULL THEN 'device-unknown'
         WHEN d.state = 'retired' THEN 'device-retired'
         WHEN d.key_thumbprint <> i.thumbprint THEN 'key-mismatch'
         WHEN i.report_id = ANY (v_stored) THEN 'stored'
         WHEN r.payload_sha256 = i.sha256 THEN 'repeated'
         ELSE 'sequence-conflict' END,
    r.report_id, r.received_at,
    greatest(d.seq_floor, (SELECT max(x.seq) FROM report_receipts x WHERE x.device_id = i.device_id)),
    d.organisation_id
  FROM unnest(p_device, p_seq, p_thumbprint, p_report, p_sha256) WITH ORDINALITY AS i (device_id, seq, thumbprint, report_id, sha256, ord)
  LEFT JOIN devices d ON d.id = i.device_id
  LEFT JOIN report_receipts r ON r.device_id = i.device_id AND r.seq = i.seq
  ORDER BY i.ord;
END $$;

-- What waits for a worker, oldest first, at most p_limit of each kind:
-- evaluate (device: an unjudged report left behind, a change that is due, an older epoch), deliver (delivery),
-- epoch (organisation: a version comes into force), seal (organisation: audit events without a number).
CREATE FUNCTION work_due(p_now timestamptz, p_left_behind interval, p_sending_timeout interval, p_limit integer)
  RETURNS TABLE (kind text, organisation_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  (SELECT 'evaluate', u.organisation_id, u.device_id
     FROM (SELECT * FROM unjudged_reports w WHERE w.received_at <= p_now - p_left_behind ORDER BY w.received_at LIMIT p_limit) u
     JOIN device_state s ON s.device_id = u.device_id AND s.device_state = 'active')
  UNION
  (SELECT 'evaluate', s.organisation_id, s.device_id FROM device_state s
     WHERE s.device_state = 'active' AND s.next_change_at <= p_now ORDER BY s.next_change_at LIMIT p_limit)
  UNION
  (SELECT 'evaluate', s.organisation_id, s.device_id FROM organisations o CROSS JOIN LATERAL
     (SELECT * FROM device_state x WHERE x.organisation_id = o.id AND x.device_state = 'active' AND x.judged_epoch < o.rules_epoch
      ORDER BY x.judged_epoch, x.device_id LIMIT p_limit) s)
  UNION
  (SELECT 'deliver', d.organisation_id, d.id FROM deliveries d
     WHERE (d.state = 'queued' AND d.due_at <= p_now) OR (d.state = 'sending' AND d.sending_since <= p_now - p_sending_timeout AND d.due_at <= p_now)
     ORDER BY d.due_at LIMIT p_limit)
  UNION
  (SELECT 'epoch', o.id, o.id FROM organisations o WHERE o.next_epoch_at <= p_now)
  UNION
  (SELECT 'seal', o.id, o.id FROM organisations o WHERE EXISTS (SELECT FROM audit_events e WHERE e.organisation_id = o.id AND e.number IS NULL))
$$;

-- Text search over devices of the transaction's own organisation. Under row-level security PostgreSQL uses an index only
-- for leakproof operators, so a trigram search would read the whole table; here the organisation is a plain condition.
CREATE FUNCTION search_devices(p_text text, p_units uuid[], p_after uuid, p_limit integer) RETURNS TABLE (id uuid)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT d.id FROM devices d
    WHERE d.organisation_id = current_organisation()
      AND d.search_text LIKE '%' || replace(replace(replace(lower(p_text), '\', '\\'), '%', '\%'), '_', '\_') || '%'
      AND (p_units IS NULL OR d.unit_id = ANY (p_units)) AND (p_after IS NULL OR d.id > p_after)
    ORDER BY d.id LIMIT p_limit;
END $$;

-- Lower bound of the UUIDv7 ids made at or after an instant (RFC 9562 section 5.7: 48 bits of Unix milliseconds first).
CREATE FUNCTION uuid_v7_floor(p_at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT (substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-0000-0000-000000000000')::uuid
  FROM lpad(to_hex((extract(epoch FROM p_at) * 1000)::bigint), 12, '0') AS h
$$;

-- Makes the month partitions of `reports` from the month before p_now to p_months after it; returns those it made.
CREATE FUNCTION make_report_partitions(p_now timestamptz, p_months integer) RETURNS TABLE (name text)
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
      name := v_name;
      RETURN NEXT;
    END IF;
  END LOOP;
END $$;

ALTER FUNCTION device_by_id(uuid) OWNER TO cordon_resolver;
ALTER FUNCTION session_by_hash(bytea) OWNER TO cordon_resolver;
ALTER FUNCTION api_token_by_hash(bytea) OWNER TO cordon_resolver;
ALTER FUNCTION enrolment_token_by_hash(bytea) OWNER TO cordon_resolver;
ALTER FUNCTION person_link_by_hash(bytea) OWNER TO cordon_resolver;
ALTER FUNCTION invitation_by_hash(bytea) OWNER TO cordon_resolver;
ALTER FUNCTION users_by_email(text) OWNER TO cordon_resolver;
ALTER FUNCTION public_signing_keys(timestamptz) OWNER TO cordon_resolver;
ALTER FUNCTION organisation_ids() OWNER TO cordon_resolver;
ALTER FUNCTION ingest_reports(timestamptz, uuid[], bigint[], text[], uuid[], timestamptz[], bytea[], text[], bytea[], smallint[], jsonb[], bytea[]) OWNER TO cordon_resolver;
ALTER FUNCTION work_due(timestamptz, interval, interval, integer) OWNER TO cordon_resolver;
ALTER FUNCTION search_devices(text, uuid[], uuid, integer) OWNER TO cordon_resolver;
ALTER FUNCTION make_report_partitions(timestamptz, integer) OWNER TO cordon_maintainer;
ALTER TABLE reports OWNER TO cordon_maintainer;
GRANT SELECT ON reports TO cordon_app;
GRANT SELECT, INSERT ON reports TO cordon_resolver;
REVOKE CREATE ON SCHEMA public FROM cordon_resolver;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
GRANT EXECUTE ON FUNCTION current_organisation(), uuid_v7_floor(timestamptz) TO cordon_app, cordon_resolver, cordon_maintainer;
GRANT EXECUTE ON FUNCTION device_by_id(uuid), session_by_hash(bytea), api_token_by_hash(bytea), enrolment_token_by_hash(bytea),
  person_link_by_hash(bytea), invitation_by_hash(bytea), users_by_email(text), public_signing_keys(timestamptz), organisation_ids(),
  ingest_reports(timestamptz, uuid[], bigint[], text[], uuid[], timestamptz[], bytea[], text[], bytea[], smallint[], jsonb[], bytea[]),
  work_due(timestamptz, interval, interval, integer), search_devices(text, uuid[], uuid, integer),
  make_report_partitions(timestamptz, integer) TO cordon_app;
