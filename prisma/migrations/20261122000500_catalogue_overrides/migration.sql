-- What an organisation adds to the catalogue, or changes in it.

CREATE TABLE "catalogue_overrides" (
    "organisation_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "entry" JSONB NOT NULL,
    "created_by" UUID,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "catalogue_overrides_pkey" PRIMARY KEY ("organisation_id","kind","key")
);

ALTER TABLE "catalogue_overrides" ADD CONSTRAINT "catalogue_overrides_kind_check" CHECK ("kind" IN ('vendor', 'service'));
ALTER TABLE "catalogue_overrides" ADD FOREIGN KEY ("organisation_id") REFERENCES "organisations" ("id");

ALTER TABLE "catalogue_overrides" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "catalogue_overrides" FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON "catalogue_overrides" TO cordon_app
  USING (organisation_id = current_organisation()) WITH CHECK (organisation_id = current_organisation());
GRANT SELECT, INSERT, UPDATE, DELETE ON catalogue_overrides TO cordon_app;

-- Findings that a changed entry opens date from the change; an entry taken back leaves no row that could tell it.
ALTER TABLE "organisations" ADD COLUMN "catalogue_changed_at" TIMESTAMPTZ(3);
