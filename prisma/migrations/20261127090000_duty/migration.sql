-- CreateTable
CREATE TABLE "alert_timers" (
    "alert_id" UUID NOT NULL,
    "rung" VARCHAR(16) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alert_timers_pkey" PRIMARY KEY ("alert_id")
);

-- CreateTable
CREATE TABLE "duty_shifts" (
    "id" UUID NOT NULL,
    "begins_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "officer_name" VARCHAR(100),
    "officer_account" VARCHAR(64),
    "leader_name" VARCHAR(100),
    "leader_account" VARCHAR(64),
    "signed_at" TIMESTAMPTZ(3),
    "signed_by" VARCHAR(100),
    "signed_name" VARCHAR(100),
    "signed_request" UUID,
    "note" TEXT,

    CONSTRAINT "duty_shifts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "alert_timers_due_at_idx" ON "alert_timers"("due_at");

-- CreateIndex
CREATE INDEX "duty_shifts_ends_at_idx" ON "duty_shifts"("ends_at");

-- CreateIndex
CREATE INDEX "duty_shifts_signed_at_idx" ON "duty_shifts"("signed_at");

-- CreateIndex
CREATE UNIQUE INDEX "duty_shifts_signed_request_key" ON "duty_shifts"("signed_request");

-- AddForeignKey
ALTER TABLE "alert_timers" ADD CONSTRAINT "alert_timers_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alerts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "alert_timers" ADD CONSTRAINT "alert_timers_rung_check"
    CHECK ("rung" IN ('officer', 'level4', 'level3', 'level2', 'level1', 'leader', 'repeat', 'resume'));

-- One shift at a time: a roster that is written twice at once cannot come to two.
ALTER TABLE "duty_shifts" ADD CONSTRAINT "duty_shifts_period_check" CHECK ("ends_at" > "begins_at");
ALTER TABLE "duty_shifts" ADD CONSTRAINT "duty_shifts_no_overlap" EXCLUDE USING gist (tstzrange("begins_at", "ends_at") WITH &&);
ALTER TABLE "duty_shifts" ADD CONSTRAINT "duty_shifts_people_check"
    CHECK (("officer_name" IS NOT NULL OR "officer_account" IS NULL) AND ("leader_name" IS NOT NULL OR "leader_account" IS NULL));
ALTER TABLE "duty_shifts" ADD CONSTRAINT "duty_shifts_signed_check"
    CHECK (("signed_at" IS NULL) = ("signed_by" IS NULL) AND ("signed_at" IS NULL) = ("signed_name" IS NULL));

-- Alerts that nobody has acknowledged when the ladder comes begin to climb it then.
INSERT INTO "alert_timers" ("alert_id", "rung", "due_at")
SELECT "id", 'officer', now() FROM "alerts" WHERE "ended_at" IS NULL AND "state" = 'firing' AND "colour" <> 'blue';
