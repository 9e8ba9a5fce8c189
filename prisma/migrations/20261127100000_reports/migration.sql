-- CreateTable
CREATE TABLE "reports" (
    "id" UUID NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    "year" INTEGER NOT NULL,
    "serial" INTEGER NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "scope" VARCHAR(24) NOT NULL,
    "scope_name" VARCHAR(200) NOT NULL,
    "period_from" TIMESTAMPTZ(3),
    "period_to" TIMESTAMPTZ(3),
    "alert_id" UUID,
    "sees" VARCHAR(8) NOT NULL,
    "scheduled" BOOLEAN NOT NULL DEFAULT false,
    "made_by_id" VARCHAR(100) NOT NULL,
    "made_by" VARCHAR(100) NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" BIGINT NOT NULL,
    "content" JSONB NOT NULL,

    CONSTRAINT "reports_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "reports_kind_year_serial_key" ON "reports"("kind", "year", "serial");

-- CreateIndex
CREATE INDEX "reports_made_at_id_idx" ON "reports"("made_at" DESC, "id" DESC);

-- The schedule makes one report of a kind, a place and a period, however often it runs.
CREATE UNIQUE INDEX "reports_scheduled_key" ON "reports"("kind", "scope", "period_from") WHERE "scheduled";

-- A report is the same tomorrow: it is written once, and goes as a whole when its time of keeping is over.
CREATE FUNCTION "report_refuse"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('gridsight.retention', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'reports are written once: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "reports_written_once" BEFORE UPDATE OR DELETE ON "reports" FOR EACH ROW EXECUTE FUNCTION "report_refuse"();
