-- CreateTable
CREATE TABLE "silences" (
    "id" UUID NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    "rule" VARCHAR(64),
    "type" VARCHAR(64),
    "grid" VARCHAR(24),
    "source" VARCHAR(100),
    "red" BOOLEAN NOT NULL,
    "sensitive" BOOLEAN NOT NULL,
    "reason" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3) NOT NULL,
    "set_by" VARCHAR(64) NOT NULL,
    "set_name" VARCHAR(100) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_name" VARCHAR(100),

    CONSTRAINT "silences_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "silences_until_at_idx" ON "silences"("until_at");

-- A silence matches something, and maintenance names a source and nothing else.
ALTER TABLE "silences" ADD CONSTRAINT "silences_kind_check" CHECK (
    ("kind" = 'silence' AND "source" IS NULL AND num_nonnulls("rule", "type", "grid") > 0)
    OR ("kind" = 'maintenance' AND "source" IS NOT NULL AND num_nonnulls("rule", "type", "grid") = 0 AND NOT "red"));
ALTER TABLE "silences" ADD CONSTRAINT "silences_period_check" CHECK ("until_at" > "from_at");
ALTER TABLE "silences" ADD CONSTRAINT "silences_ended_check" CHECK (("ended_at" IS NULL) = ("ended_name" IS NULL));
