-- AlterTable
ALTER TABLE "alert_rules" ADD COLUMN     "published" BOOLEAN NOT NULL DEFAULT true;

-- CreateTable
CREATE TABLE "alert_nights" (
    "rule_id" VARCHAR(32) NOT NULL,
    "rule_version" INTEGER NOT NULL,
    "night" DATE NOT NULL,
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,
    "body" JSONB NOT NULL,

    CONSTRAINT "alert_nights_pkey" PRIMARY KEY ("rule_id","rule_version","night")
);

-- CreateTable
CREATE TABLE "rule_backtests" (
    "rule_id" VARCHAR(32) NOT NULL,
    "rule_version" INTEGER NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "body" JSONB NOT NULL,

    CONSTRAINT "rule_backtests_pkey" PRIMARY KEY ("rule_id","rule_version")
);

-- CreateTable
CREATE TABLE "backtest_requests" (
    "rule_id" VARCHAR(32) NOT NULL,
    "rule_version" INTEGER NOT NULL,
    "from_day" DATE NOT NULL,
    "to_day" DATE NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "fault" TEXT,

    CONSTRAINT "backtest_requests_pkey" PRIMARY KEY ("rule_id","rule_version")
);

-- The rule of clusters is inferred: it runs, and tells nobody until it has a record.
INSERT INTO "alert_rules" ("id", "version", "kind", "name", "published", "settings") VALUES
    ('cluster', 1, 'cluster', '事件聚集', false, '{"studyDays": 365, "leastStudyDays": 90, "maxLeaves": 16, "maxWindowDays": 14, "minCases": 3, "replicates": 999, "stopAt": 20, "maxClusters": 5, "dailyAtLeast": 20, "sensitiveDailyAtLeast": 0.1, "fireAt": 100, "fireTwiceAt": 20, "quietBelow": 20, "endAfterNights": 3, "renewWithinDays": 7}');
