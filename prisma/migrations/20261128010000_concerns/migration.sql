-- What newer rules concern, and what each device showed: which devices a change cannot concern is told without reading
-- their last reports (docs/adr/0011-concerns-and-outlines.md).

-- A row for an epoch whose rules differ from those before by names on lists alone. An epoch without one concerns every device.
CREATE TABLE "epoch_concerns" (
    "organisation_id" UUID NOT NULL,
    "epoch" BIGINT NOT NULL,
    "domains" TEXT[],
    "packages" TEXT[],

    CONSTRAINT "epoch_concerns_pkey" PRIMARY KEY ("organisation_id","epoch")
);

ALTER TABLE "epoch_concerns" ADD FOREIGN KEY ("organisation_id") REFERENCES "organisations" ("id");
ALTER TABLE "epoch_concerns" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "epoch_concerns" FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON "epoch_concerns" TO cordon_app
  USING (organisation_id = current_organisation()) WITH CHECK (organisation_id = current_organisation());
GRANT SELECT, INSERT ON "epoch_concerns" TO cordon_app;

-- Null: not made yet, or the organisation leaves out a part of what the device reports; then whatever changes concerns it.
ALTER TABLE "device_inventory" ADD COLUMN "outline" BYTEA;
