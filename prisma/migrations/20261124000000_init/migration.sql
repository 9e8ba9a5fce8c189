-- CreateExtension
CREATE EXTENSION IF NOT EXISTS "postgis";

-- CreateTable
CREATE TABLE "grids" (
    "id" SERIAL NOT NULL,
    "code" VARCHAR(24) NOT NULL,
    "name" VARCHAR(200) NOT NULL,
    "level" SMALLINT NOT NULL,
    "parent_code" VARCHAR(24) NOT NULL,
    "households" INTEGER NOT NULL DEFAULT 0,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "source_crs" VARCHAR(64) NOT NULL DEFAULT 'EPSG:4326',
    "geom" geometry(MultiPolygon,4326) NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "grids_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_types" (
    "id" SERIAL NOT NULL,
    "code" VARCHAR(32) NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "class_code" VARCHAR(32) NOT NULL,
    "class_name" VARCHAR(100) NOT NULL,
    "urgency" SMALLINT NOT NULL,
    "limit_value" DOUBLE PRECISION NOT NULL,
    "clock" VARCHAR(16) NOT NULL,
    "lead" VARCHAR(200) NOT NULL,
    "sensitive" BOOLEAN NOT NULL DEFAULT false,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "event_types_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "events" (
    "number" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "case_day" DATE NOT NULL,
    "case_seq" INTEGER NOT NULL,
    "revision" BIGINT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3),
    "handled_at" TIMESTAMPTZ(3),
    "type_id" INTEGER NOT NULL,
    "urgency" SMALLINT NOT NULL,
    "grid_id" INTEGER NOT NULL,
    "position" geometry(Point,4326),
    "cell_x" INTEGER NOT NULL,
    "cell_y" INTEGER NOT NULL,
    "content_hash" BYTEA NOT NULL,
    "source" VARCHAR(64),
    "title" TEXT,
    "description" TEXT,
    "reporter" TEXT,
    "household_id" TEXT,
    "external_id" TEXT,

    CONSTRAINT "events_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "event_versions" (
    "number" INTEGER NOT NULL,
    "content_hash" BYTEA NOT NULL,
    "updated_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "event_versions_pkey" PRIMARY KEY ("number","content_hash")
);

-- CreateTable
CREATE TABLE "log_head" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "log_id" UUID NOT NULL,
    "revision" BIGINT NOT NULL DEFAULT 0,
    "next_number" INTEGER NOT NULL DEFAULT 1,
    "grid_version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "log_head_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "changes" (
    "first_revision" BIGINT NOT NULL,
    "count" INTEGER NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    "received_first" TIMESTAMPTZ(3) NOT NULL,
    "received_last" TIMESTAMPTZ(3) NOT NULL,
    "body" BYTEA NOT NULL,

    CONSTRAINT "changes_pkey" PRIMARY KEY ("first_revision")
);

-- CreateTable
CREATE TABLE "case_days" (
    "day" DATE NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "case_days_pkey" PRIMARY KEY ("day")
);

-- CreateTable
CREATE TABLE "checkpoints" (
    "log_id" UUID NOT NULL,
    "revision" BIGINT NOT NULL,
    "part" INTEGER NOT NULL,
    "parts" INTEGER NOT NULL,
    "body" BYTEA NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "checkpoints_pkey" PRIMARY KEY ("log_id","revision","part")
);

-- CreateTable
CREATE TABLE "access_tokens" (
    "id" UUID NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "hash" BYTEA NOT NULL,
    "role" VARCHAR(16) NOT NULL,
    "scope" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "access_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "leases" (
    "name" VARCHAR(64) NOT NULL,
    "holder" UUID NOT NULL,
    "fence" BIGINT NOT NULL DEFAULT 1,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "leases_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "demo_episodes" (
    "id" SERIAL NOT NULL,
    "type_code" VARCHAR(32) NOT NULL,
    "grid_codes" TEXT[],
    "factor" DOUBLE PRECISION NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "live" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "demo_episodes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "settings" (
    "key" VARCHAR(64) NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "grids_geom_idx" ON "grids" USING GIST ("geom");

-- CreateIndex
CREATE UNIQUE INDEX "grids_code_valid_from_key" ON "grids"("code", "valid_from");

-- CreateIndex
CREATE UNIQUE INDEX "event_types_code_key" ON "event_types"("code");

-- CreateIndex
CREATE UNIQUE INDEX "events_id_key" ON "events"("id");

-- CreateIndex
CREATE INDEX "events_occurred_at_number_idx" ON "events"("occurred_at" DESC, "number" DESC);

-- CreateIndex
CREATE INDEX "events_position_idx" ON "events" USING GIST ("position");

-- CreateIndex
CREATE UNIQUE INDEX "events_case_day_case_seq_key" ON "events"("case_day", "case_seq");

-- CreateIndex
CREATE UNIQUE INDEX "access_tokens_hash_key" ON "access_tokens"("hash");

-- What Prisma's language cannot express: at most one live row a grid code, one row of the head, one log of its own for each database.
CREATE UNIQUE INDEX "grids_live_code_idx" ON "grids" ("code") WHERE "valid_to" IS NULL;
CREATE INDEX "events_open_idx" ON "events" ("occurred_at" DESC, "number" DESC) WHERE "handled_at" IS NULL;
ALTER TABLE "log_head" ADD CONSTRAINT "log_head_single" CHECK ("id" = 1);
INSERT INTO "log_head" ("id", "log_id") VALUES (1, gen_random_uuid());
