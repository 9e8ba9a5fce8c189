-- AlterTable
ALTER TABLE "changes" ADD COLUMN     "backfilled_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "alert_rules" (
    "id" VARCHAR(32) NOT NULL,
    "version" INTEGER NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "settings" JSONB NOT NULL,
    "record" JSONB,
    "begins_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alert_rules_pkey" PRIMARY KEY ("id","version")
);

-- CreateTable
CREATE TABLE "alerts" (
    "id" UUID NOT NULL,
    "revision" BIGINT NOT NULL,
    "rule_id" VARCHAR(32) NOT NULL,
    "rule_version" INTEGER NOT NULL,
    "stream" VARCHAR(64) NOT NULL,
    "sensitive" BOOLEAN NOT NULL,
    "colour" VARCHAR(8) NOT NULL,
    "state" VARCHAR(16) NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "grids" TEXT[],
    "body" JSONB NOT NULL,

    CONSTRAINT "alerts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_steps" (
    "alert_id" UUID NOT NULL,
    "revision" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "step" VARCHAR(32) NOT NULL,
    "state" VARCHAR(16) NOT NULL,
    "colour" VARCHAR(8) NOT NULL,
    "request_id" UUID,
    "actor_id" VARCHAR(100),
    "actor_name" VARCHAR(100),
    "role" VARCHAR(16),
    "note" TEXT,
    "detail" JSONB NOT NULL,

    CONSTRAINT "alert_steps_pkey" PRIMARY KEY ("alert_id","revision","position")
);

-- CreateTable
CREATE TABLE "alert_late_days" (
    "day" DATE NOT NULL,
    "events" INTEGER NOT NULL,
    "alerts" INTEGER NOT NULL,

    CONSTRAINT "alert_late_days_pkey" PRIMARY KEY ("day")
);

-- CreateIndex
CREATE INDEX "alerts_started_at_id_idx" ON "alerts"("started_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "alerts_ended_at_idx" ON "alerts"("ended_at");

-- CreateIndex
CREATE UNIQUE INDEX "alert_steps_request_id_key" ON "alert_steps"("request_id");

-- What was done about an alert is written once, as the audit is.
CREATE TRIGGER "alert_steps_append_only" BEFORE UPDATE OR DELETE ON "alert_steps" FOR EACH ROW EXECUTE FUNCTION "audit_refuse"();
CREATE TRIGGER "alert_steps_no_truncate" BEFORE TRUNCATE ON "alert_steps" FOR EACH STATEMENT EXECUTE FUNCTION "audit_refuse"();
REVOKE UPDATE, DELETE, TRUNCATE ON "alert_steps" FROM PUBLIC, CURRENT_USER;

-- The rules that come with the program. They begin when the evaluation first runs: what fell due before that is the past.
INSERT INTO "alert_rules" ("id", "version", "kind", "name", "settings") VALUES
    ('urgency', 1, 'urgency', '特急事件', '{"colours": [{"urgency": 1, "colour": "red"}], "clearMinutes": 60, "lateHours": 168}'),
    ('overdue', 1, 'overdue', '特急、紧急事件超期', '{"colours": [{"urgency": 1, "colour": "red"}, {"urgency": 2, "colour": "orange"}], "clearMinutes": 60, "lateHours": 72}');
