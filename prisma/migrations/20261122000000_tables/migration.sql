-- Tables, keys and plain indexes: what schema.prisma says, plus what it cannot say: `reports` is partitioned by month
-- on its UUIDv7 id, payloads are stored as they come (already deflated), and keys that cross tables carry the
-- organisation, so that no row can point into another organisation even where row-level security does not look
-- (PostgreSQL checks foreign keys without it).

-- CreateTable
CREATE TABLE "organisations" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "rules_epoch" BIGINT NOT NULL DEFAULT 1,
    "epoch_at" TIMESTAMPTZ(3) NOT NULL,
    "next_epoch_at" TIMESTAMPTZ(3),
    "decision_table" JSONB NOT NULL,
    "settings" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "organisations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "organisation_keys" (
    "organisation_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "kid" TEXT,
    "public_jwk" JSONB,
    "secret_ciphertext" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "organisation_keys_pkey" PRIMARY KEY ("organisation_id","id")
);

-- CreateTable
CREATE TABLE "users" (
    "organisation_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "password_temporary" BOOLEAN NOT NULL DEFAULT false,
    "person_id" UUID,
    "locale" TEXT,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitations" (
    "organisation_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "grants" (
    "organisation_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "unit_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "grants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "organisation_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "csrf_hash" BYTEA NOT NULL,
    "address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_tokens" (
    "organisation_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "role" TEXT NOT NULL,
    "unit_id" UUID NOT NULL,
    "scopes" TEXT[],
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_delays" (
    "key" BYTEA NOT NULL,
    "failures" INTEGER NOT NULL,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_delays_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "units" (
    "organisation_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "parent_id" UUID,
    "path" UUID[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "units_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "people" (
    "organisation_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "service_number" TEXT,
    "email" TEXT,
    "locale" TEXT NOT NULL DEFAULT 'en',
    "sponsor_id" UUID,
    "is_minor" BOOLEAN NOT NULL DEFAULT false,
    "sponsor_informed" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "erased_at" TIMESTAMPTZ(3),

    CONSTRAINT "people_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "enrolment_tokens" (
    "organisation_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "label" TEXT NOT NULL,
    "unit_id" UUID NOT NULL,
    "person_id" UUID,
    "ownership" TEXT NOT NULL,
    "max_uses" INTEGER NOT NULL,
    "uses" INTEGER NOT NULL DEFAULT 0,
    "require_approval" BOOLEAN NOT NULL DEFAULT false,
    "limits" JSONB NOT NULL,
    "replaces_device_id" UUID,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "enrolment_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "devices" (
    "organisation_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "unit_id" UUID NOT NULL,
    "person_id" UUID,
    "ownership" TEXT NOT NULL,
    "groups" TEXT[],
    "tags" TEXT[],
    "scope_changed_at" TIMESTAMPTZ(3),
    "manufacturer" TEXT NOT NULL,
    "brand" TEXT,
    "model" TEXT NOT NULL,
    "product" TEXT,
    "form_factor" TEXT,
    "serial_number" TEXT,
    "imei" TEXT[],
    "os_name" TEXT NOT NULL,
    "os_version" TEXT NOT NULL,
    "os_build" TEXT,
    "security_patch" DATE,
    "vendor" TEXT,
    "search_text" TEXT NOT NULL,
    "public_jwk" JSONB NOT NULL,
    "key_algorithm" TEXT NOT NULL,
    "key_thumbprint" TEXT NOT NULL,
    "previous_key_thumbprint" TEXT,
    "key_rotated_at" TIMESTAMPTZ(3),
    "enrolment_token_id" UUID NOT NULL,
    "enrolled_at" TIMESTAMPTZ(3) NOT NULL,
    "approved_at" TIMESTAMPTZ(3),
    "replaces_device_id" UUID,
    "retired_at" TIMESTAMPTZ(3),
    "retired_reason" TEXT,
    "seq_floor" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "devices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "device_identifiers" (
    "organisation_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "device_id" UUID NOT NULL,

    CONSTRAINT "device_identifiers_pkey" PRIMARY KEY ("organisation_id","kind","value")
);

-- CreateTable
CREATE TABLE "device_state" (
    "organisation_id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "device_state" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "reasons" JSONB NOT NULL,
    "not_evaluated" JSONB NOT NULL,
    "verdict_since" TIMESTAMPTZ(3) NOT NULL,
    "judged_at" TIMESTAMPTZ(3),
    "judged_epoch" BIGINT NOT NULL DEFAULT 0,
    "next_change_at" TIMESTAMPTZ(3),
    "citations" JSONB NOT NULL,
    "identity" JSONB,
    "last_report_id" UUID,
    "last_seq" BIGINT,
    "last_received_at" TIMESTAMPTZ(3),
    "last_valid_at" TIMESTAMPTZ(3),
    "previous_received_at" TIMESTAMPTZ(3),
    "previous_valid_at" TIMESTAMPTZ(3),

    CONSTRAINT "device_state_pkey" PRIMARY KEY ("device_id")
);

-- CreateTable
CREATE TABLE "sequence_conflicts" (
    "device_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "seq" BIGINT NOT NULL,
    "payload_sha256" BYTEA NOT NULL,
    "organisation_id" UUID NOT NULL,

    CONSTRAINT "sequence_conflicts_pkey" PRIMARY KEY ("device_id","seq","payload_sha256")
);

-- CreateTable
CREATE TABLE "report_receipts" (
    "device_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "organisation_id" UUID NOT NULL,
    "report_id" UUID NOT NULL,
    "payload_sha256" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_receipts_pkey" PRIMARY KEY ("device_id","seq")
);

-- CreateTable
CREATE TABLE "unjudged_reports" (
    "device_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "organisation_id" UUID NOT NULL,
    "report_id" UUID NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "unjudged_reports_pkey" PRIMARY KEY ("device_id","seq")
);

-- CreateTable
CREATE TABLE "reports" (
    "device_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "collected_at" TIMESTAMPTZ(3) NOT NULL,
    "payload" BYTEA NOT NULL,
    "encoding" SMALLINT NOT NULL,
    "payload_sha256" BYTEA NOT NULL,
    "protected_header" TEXT NOT NULL,
    "signature" BYTEA NOT NULL,
    "reduced" JSONB,

    CONSTRAINT "reports_pkey" PRIMARY KEY ("device_id","id")
) PARTITION BY RANGE ("id");

-- CreateTable
CREATE TABLE "reports_kept" (
    "device_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "collected_at" TIMESTAMPTZ(3) NOT NULL,
    "payload" BYTEA NOT NULL,
    "encoding" SMALLINT NOT NULL,
    "payload_sha256" BYTEA NOT NULL,
    "protected_header" TEXT NOT NULL,
    "signature" BYTEA NOT NULL,
    "reduced" JSONB,

    CONSTRAINT "reports_kept_pkey" PRIMARY KEY ("device_id","id")
);

-- CreateTable
CREATE TABLE "policies" (
    "organisation_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "policies_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_versions" (
    "organisation_id" UUID NOT NULL,
    "policy_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "source" TEXT NOT NULL,
    "source_format" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "published_by" UUID,
    "published_at" TIMESTAMPTZ(3),
    "effective_from" TIMESTAMPTZ(3),
    "rule_in_force_since" JSONB,

    CONSTRAINT "policy_versions_pkey" PRIMARY KEY ("organisation_id","policy_id","version")
);

-- CreateTable
CREATE TABLE "findings" (
    "device_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "policy_name" TEXT NOT NULL,
    "rule_id" TEXT NOT NULL,
    "rule_type" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "first_seen" TIMESTAMPTZ(3) NOT NULL,
    "last_seen" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_reason" TEXT,
    "reopened" INTEGER NOT NULL DEFAULT 0,
    "evidence" JSONB NOT NULL,
    "advice" TEXT,
    "despite_remediation" TEXT,
    "remediation" TEXT,
    "waiver_id" UUID,
    "policy_version" INTEGER NOT NULL,
    "overflow" INTEGER,

    CONSTRAINT "findings_pkey" PRIMARY KEY ("device_id","id")
);

-- CreateTable
CREATE TABLE "finding_history" (
    "device_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "finding_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "report_id" UUID,
    "detail" JSONB NOT NULL,

    CONSTRAINT "finding_history_pkey" PRIMARY KEY ("device_id","id")
);

-- CreateTable
CREATE TABLE "verdict_history" (
    "device_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "verdict" TEXT NOT NULL,
    "reasons" JSONB NOT NULL,
    "citations" JSONB NOT NULL,
    "cause" TEXT NOT NULL,
    "report_id" UUID,
    "unit_id" UUID NOT NULL,
    "person_id" UUID,
    "ownership" TEXT NOT NULL,

    CONSTRAINT "verdict_history_pkey" PRIMARY KEY ("device_id","id")
);

-- CreateTable
CREATE TABLE "advisories" (
    "organisation_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "person_id" UUID,
    "unit_id" UUID NOT NULL,
    "device_id" UUID,
    "severity" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "last_mailed_at" TIMESTAMPTZ(3),
    "needs_review" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "advisories_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "advisory_findings" (
    "organisation_id" UUID NOT NULL,
    "advisory_id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "finding_id" UUID NOT NULL,
    "severity" TEXT NOT NULL,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "advisory_findings_pkey" PRIMARY KEY ("organisation_id","advisory_id","finding_id")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "organisation_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "advisory_id" UUID,
    "reason" TEXT NOT NULL,
    "person_id" UUID,
    "user_id" UUID,
    "channel" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "message_id" TEXT NOT NULL,
    "detail" JSONB NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "sending_since" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "acknowledgements" (
    "organisation_id" UUID NOT NULL,
    "advisory_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "via" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "acknowledgements_pkey" PRIMARY KEY ("organisation_id","advisory_id","person_id")
);

-- CreateTable
CREATE TABLE "person_links" (
    "organisation_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "advisory_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "person_links_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "organisation_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "action" TEXT NOT NULL,
    "target_kind" TEXT NOT NULL,
    "target_id" TEXT,
    "unit_id" UUID,
    "person_id" UUID,
    "details" TEXT,
    "salt" BYTEA,
    "details_hash" BYTEA NOT NULL,
    "number" BIGINT,
    "mac" BYTEA,

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("organisation_id","id")
);

-- CreateTable
CREATE TABLE "audit_checkpoints" (
    "organisation_id" UUID NOT NULL,
    "number" BIGINT NOT NULL,
    "mac" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "jws" TEXT NOT NULL,

    CONSTRAINT "audit_checkpoints_pkey" PRIMARY KEY ("organisation_id","number")
);

-- CreateTable
CREATE TABLE "security_log" (
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "source" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "security_log_pkey" PRIMARY KEY ("minute","source","kind")
);

-- CreateTable
CREATE TABLE "server_facts" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "server_facts_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "users_email_idx" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "users_organisation_id_email_key" ON "users"("organisation_id", "email");

-- CreateIndex
CREATE UNIQUE INDEX "invitations_token_hash_key" ON "invitations"("token_hash");

-- CreateIndex
CREATE INDEX "invitations_organisation_id_user_id_idx" ON "invitations"("organisation_id", "user_id");

-- CreateIndex
CREATE INDEX "grants_organisation_id_unit_id_idx" ON "grants"("organisation_id", "unit_id");

-- CreateIndex
CREATE UNIQUE INDEX "grants_organisation_id_user_id_role_unit_id_key" ON "grants"("organisation_id", "user_id", "role", "unit_id");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_hash_key" ON "sessions"("token_hash");

-- CreateIndex
CREATE INDEX "sessions_organisation_id_user_id_idx" ON "sessions"("organisation_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_tokens_token_hash_key" ON "api_tokens"("token_hash");

-- CreateIndex
CREATE INDEX "api_tokens_organisation_id_created_at_idx" ON "api_tokens"("organisation_id", "created_at");

-- CreateIndex
CREATE INDEX "sign_in_delays_updated_at_idx" ON "sign_in_delays"("updated_at");

-- CreateIndex
CREATE INDEX "units_organisation_id_parent_id_idx" ON "units"("organisation_id", "parent_id");

-- CreateIndex
CREATE UNIQUE INDEX "units_organisation_id_key_key" ON "units"("organisation_id", "key");

-- CreateIndex
CREATE INDEX "people_organisation_id_unit_id_idx" ON "people"("organisation_id", "unit_id");

-- CreateIndex
CREATE INDEX "people_organisation_id_sponsor_id_idx" ON "people"("organisation_id", "sponsor_id");

-- CreateIndex
CREATE UNIQUE INDEX "people_organisation_id_service_number_key" ON "people"("organisation_id", "service_number");

-- CreateIndex
CREATE UNIQUE INDEX "enrolment_tokens_token_hash_key" ON "enrolment_tokens"("token_hash");

-- CreateIndex
CREATE INDEX "enrolment_tokens_organisation_id_created_at_idx" ON "enrolment_tokens"("organisation_id", "created_at");

-- CreateIndex
CREATE INDEX "devices_organisation_id_id_idx" ON "devices"("organisation_id", "id");

-- CreateIndex
CREATE INDEX "devices_organisation_id_unit_id_id_idx" ON "devices"("organisation_id", "unit_id", "id");

-- CreateIndex
CREATE INDEX "devices_organisation_id_person_id_idx" ON "devices"("organisation_id", "person_id");

-- CreateIndex
CREATE INDEX "devices_enrolment_token_id_key_thumbprint_idx" ON "devices"("enrolment_token_id", "key_thumbprint");

-- CreateIndex
CREATE INDEX "device_identifiers_device_id_idx" ON "device_identifiers"("device_id");

-- CreateIndex
CREATE INDEX "device_state_organisation_id_verdict_device_id_idx" ON "device_state"("organisation_id", "verdict", "device_id");

-- CreateIndex
CREATE INDEX "unjudged_reports_received_at_idx" ON "unjudged_reports"("received_at");

-- CreateIndex
CREATE UNIQUE INDEX "policies_organisation_id_name_key" ON "policies"("organisation_id", "name");

-- CreateIndex
CREATE INDEX "findings_organisation_id_status_id_idx" ON "findings"("organisation_id", "status", "id");

-- CreateIndex
CREATE UNIQUE INDEX "findings_device_id_policy_name_rule_id_subject_key" ON "findings"("device_id", "policy_name", "rule_id", "subject");

-- CreateIndex
CREATE INDEX "finding_history_device_id_finding_id_idx" ON "finding_history"("device_id", "finding_id");

-- CreateIndex
CREATE INDEX "verdict_history_device_id_valid_from_idx" ON "verdict_history"("device_id", "valid_from");

-- CreateIndex
CREATE INDEX "advisories_organisation_id_id_idx" ON "advisories"("organisation_id", "id");

-- CreateIndex
CREATE INDEX "advisories_organisation_id_person_id_idx" ON "advisories"("organisation_id", "person_id");

-- CreateIndex
CREATE INDEX "advisory_findings_organisation_id_finding_id_idx" ON "advisory_findings"("organisation_id", "finding_id");

-- CreateIndex
CREATE INDEX "deliveries_organisation_id_id_idx" ON "deliveries"("organisation_id", "id");

-- CreateIndex
CREATE INDEX "deliveries_organisation_id_advisory_id_idx" ON "deliveries"("organisation_id", "advisory_id");

-- CreateIndex
CREATE UNIQUE INDEX "person_links_token_hash_key" ON "person_links"("token_hash");

-- CreateIndex
CREATE INDEX "person_links_organisation_id_person_id_idx" ON "person_links"("organisation_id", "person_id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_events_organisation_id_number_key" ON "audit_events"("organisation_id", "number");

-- Payloads are deflated by us where it pays: no second compression, and out of line so that scans of the small columns stay small.
ALTER TABLE "reports" ALTER COLUMN "payload" SET STORAGE EXTERNAL;
ALTER TABLE "reports_kept" ALTER COLUMN "payload" SET STORAGE EXTERNAL;

-- The judged state is updated with every report: room on the page keeps those updates heap-only.
ALTER TABLE "device_state" SET (fillfactor = 70);

CREATE UNIQUE INDEX "units_organisation_id_id_key" ON "units" ("organisation_id", "id");
CREATE UNIQUE INDEX "people_organisation_id_id_key" ON "people" ("organisation_id", "id");
CREATE UNIQUE INDEX "users_organisation_id_id_key" ON "users" ("organisation_id", "id");
CREATE UNIQUE INDEX "devices_organisation_id_id_key" ON "devices" ("organisation_id", "id");
CREATE UNIQUE INDEX "enrolment_tokens_organisation_id_id_key" ON "enrolment_tokens" ("organisation_id", "id");
CREATE UNIQUE INDEX "policies_organisation_id_id_key" ON "policies" ("organisation_id", "id");
CREATE UNIQUE INDEX "advisories_organisation_id_id_key" ON "advisories" ("organisation_id", "id");

ALTER TABLE "organisation_keys" ADD FOREIGN KEY ("organisation_id") REFERENCES "organisations" ("id");
ALTER TABLE "users" ADD FOREIGN KEY ("organisation_id") REFERENCES "organisations" ("id");
ALTER TABLE "units" ADD FOREIGN KEY ("organisation_id") REFERENCES "organisations" ("id");
ALTER TABLE "policies" ADD FOREIGN KEY ("organisation_id") REFERENCES "organisations" ("id");
ALTER TABLE "audit_events" ADD FOREIGN KEY ("organisation_id") REFERENCES "organisations" ("id");
ALTER TABLE "audit_checkpoints" ADD FOREIGN KEY ("organisation_id") REFERENCES "organisations" ("id");
ALTER TABLE "units" ADD FOREIGN KEY ("organisation_id", "parent_id") REFERENCES "units" ("organisation_id", "id");
ALTER TABLE "people" ADD FOREIGN KEY ("organisation_id", "unit_id") REFERENCES "units" ("organisation_id", "id");
ALTER TABLE "people" ADD FOREIGN KEY ("organisation_id", "sponsor_id") REFERENCES "people" ("organisation_id", "id");
ALTER TABLE "users" ADD FOREIGN KEY ("organisation_id", "person_id") REFERENCES "people" ("organisation_id", "id");
ALTER TABLE "invitations" ADD FOREIGN KEY ("organisation_id", "user_id") REFERENCES "users" ("organisation_id", "id");
ALTER TABLE "grants" ADD FOREIGN KEY ("organisation_id", "user_id") REFERENCES "users" ("organisation_id", "id");
ALTER TABLE "grants" ADD FOREIGN KEY ("organisation_id", "unit_id") REFERENCES "units" ("organisation_id", "id");
ALTER TABLE "sessions" ADD FOREIGN KEY ("organisation_id", "user_id") REFERENCES "users" ("organisation_id", "id");
ALTER TABLE "api_tokens" ADD FOREIGN KEY ("organisation_id", "unit_id") REFERENCES "units" ("organisation_id", "id");
ALTER TABLE "api_tokens" ADD FOREIGN KEY ("organisation_id", "created_by") REFERENCES "users" ("organisation_id", "id");
ALTER TABLE "enrolment_tokens" ADD FOREIGN KEY ("organisation_id", "unit_id") REFERENCES "units" ("organisation_id", "id");
ALTER TABLE "enrolment_tokens" ADD FOREIGN KEY ("organisation_id", "person_id") REFERENCES "people" ("organisation_id", "id");
ALTER TABLE "enrolment_tokens" ADD FOREIGN KEY ("organisation_id", "created_by") REFERENCES "users" ("organisation_id", "id");
ALTER TABLE "enrolment_tokens" ADD FOREIGN KEY ("organisation_id", "replaces_device_id") REFERENCES "devices" ("organisation_id", "id");
ALTER TABLE "devices" ADD FOREIGN KEY ("organisation_id", "unit_id") REFERENCES "units" ("organisation_id", "id");
ALTER TABLE "devices" ADD FOREIGN KEY ("organisation_id", "person_id") REFERENCES "people" ("organisation_id", "id");
ALTER TABLE "devices" ADD FOREIGN KEY ("organisation_id", "enrolment_token_id") REFERENCES "enrolment_tokens" ("organisation_id", "id");
ALTER TABLE "devices" ADD FOREIGN KEY ("organisation_id", "replaces_device_id") REFERENCES "devices" ("organisation_id", "id");
ALTER TABLE "device_identifiers" ADD FOREIGN KEY ("organisation_id", "device_id") REFERENCES "devices" ("organisation_id", "id");
ALTER TABLE "device_state" ADD FOREIGN KEY ("organisation_id", "device_id") REFERENCES "devices" ("organisation_id", "id");
ALTER TABLE "policy_versions" ADD FOREIGN KEY ("organisation_id", "policy_id") REFERENCES "policies" ("organisation_id", "id");
ALTER TABLE "policy_versions" ADD FOREIGN KEY ("organisation_id", "created_by") REFERENCES "users" ("organisation_id", "id");
ALTER TABLE "policy_versions" ADD FOREIGN KEY ("organisation_id", "published_by") REFERENCES "users" ("organisation_id", "id");
ALTER TABLE "advisories" ADD FOREIGN KEY ("organisation_id", "person_id") REFERENCES "people" ("organisation_id", "id");
ALTER TABLE "advisories" ADD FOREIGN KEY ("organisation_id", "unit_id") REFERENCES "units" ("organisation_id", "id");
ALTER TABLE "advisories" ADD FOREIGN KEY ("organisation_id", "device_id") REFERENCES "devices" ("organisation_id", "id");
ALTER TABLE "advisory_findings" ADD FOREIGN KEY ("organisation_id", "advisory_id") REFERENCES "advisories" ("organisation_id", "id");
ALTER TABLE "deliveries" ADD FOREIGN KEY ("organisation_id", "advisory_id") REFERENCES "advisories" ("organisation_id", "id");
ALTER TABLE "deliveries" ADD FOREIGN KEY ("organisation_id", "person_id") REFERENCES "people" ("organisation_id", "id");
ALTER TABLE "deliveries" ADD FOREIGN KEY ("organisation_id", "user_id") REFERENCES "users" ("organisation_id", "id");
ALTER TABLE "acknowledgements" ADD FOREIGN KEY ("organisation_id", "advisory_id") REFERENCES "advisories" ("organisation_id", "id");
ALTER TABLE "acknowledgements" ADD FOREIGN KEY ("organisation_id", "person_id") REFERENCES "people" ("organisation_id", "id");
ALTER TABLE "person_links" ADD FOREIGN KEY ("organisation_id", "person_id") REFERENCES "people" ("organisation_id", "id");
ALTER TABLE "person_links" ADD FOREIGN KEY ("organisation_id", "advisory_id") REFERENCES "advisories" ("organisation_id", "id");

-- A policy has at most one draft, a person and a holder-less device at most one open notice, a recipient at most one
-- message waiting: the rules of product.md, kept where no race can break them.
CREATE UNIQUE INDEX "policy_versions_one_draft" ON "policy_versions" ("organisation_id", "policy_id") WHERE "published_at" IS NULL;
CREATE UNIQUE INDEX "advisories_one_open_person" ON "advisories" ("organisation_id", "person_id") WHERE "kind" = 'notice' AND "state" = 'open' AND "person_id" IS NOT NULL;
CREATE UNIQUE INDEX "advisories_one_open_device" ON "advisories" ("organisation_id", "device_id") WHERE "kind" = 'notice' AND "state" = 'open' AND "device_id" IS NOT NULL;
CREATE UNIQUE INDEX "deliveries_one_queued_person" ON "deliveries" ("organisation_id", "advisory_id", "person_id", "channel") WHERE "state" = 'queued' AND "advisory_id" IS NOT NULL AND "person_id" IS NOT NULL;
CREATE UNIQUE INDEX "deliveries_one_queued_user" ON "deliveries" ("organisation_id", "advisory_id", "user_id", "channel") WHERE "state" = 'queued' AND "advisory_id" IS NOT NULL AND "user_id" IS NOT NULL;

-- What is waiting for someone; each holds only the rows that wait.
CREATE INDEX "device_state_due" ON "device_state" ("next_change_at") WHERE "next_change_at" IS NOT NULL AND "device_state" = 'active';
CREATE INDEX "device_state_epoch" ON "device_state" ("organisation_id", "judged_epoch", "device_id") WHERE "device_state" = 'active';
CREATE INDEX "deliveries_due" ON "deliveries" ("due_at") WHERE "state" IN ('queued', 'sending');
CREATE INDEX "audit_events_unsealed" ON "audit_events" ("organisation_id", "id") WHERE "number" IS NULL;
CREATE INDEX "organisations_next_epoch" ON "organisations" ("next_epoch_at") WHERE "next_epoch_at" IS NOT NULL;

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX "devices_search" ON "devices" USING gin ("search_text" gin_trgm_ops);

-- A published version never changes and never goes.
CREATE FUNCTION refuse_change_of_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.published_at IS NOT NULL THEN
    RAISE EXCEPTION 'policy version % of policy % is published and cannot change', OLD.version, OLD.policy_id;
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER policy_versions_immutable BEFORE UPDATE OR DELETE ON "policy_versions"
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published();
