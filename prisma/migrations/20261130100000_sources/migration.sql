-- AlterTable
ALTER TABLE "households" ADD COLUMN "left_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "people" ADD COLUMN "left_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "sources" (
    "id" UUID NOT NULL,
    "name" VARCHAR(64) NOT NULL,
    "kind" VARCHAR(24) NOT NULL,
    "subject" VARCHAR(24) NOT NULL,
    "effect" VARCHAR(8) NOT NULL,
    "mapping" JSONB NOT NULL,
    "place" JSONB NOT NULL,
    "hour" SMALLINT,
    "max_left" SMALLINT NOT NULL,
    "areas" TEXT[],
    "enabled" BOOLEAN NOT NULL,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sources_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "source_files" (
    "id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "name" VARCHAR(200) NOT NULL,
    "size" BIGINT NOT NULL DEFAULT 0,
    "is_whole" BOOLEAN NOT NULL DEFAULT false,
    "sent_by" VARCHAR(100) NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "source_files_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "source_file_parts" (
    "file_id" UUID NOT NULL,
    "part" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "source_file_parts_pkey" PRIMARY KEY ("file_id","part")
);

-- CreateTable
CREATE TABLE "source_runs" (
    "id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "is_dry" BOOLEAN NOT NULL,
    "state" VARCHAR(12) NOT NULL,
    "day" INTEGER,
    "by_id" VARCHAR(100) NOT NULL,
    "by_name" VARCHAR(100) NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "attempt" SMALLINT NOT NULL DEFAULT 0,
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "file" VARCHAR(200),
    "may_leave" INTEGER,
    "counts" JSONB,
    "examples" JSONB,
    "fault" VARCHAR(500),

    CONSTRAINT "source_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "source_rejects" (
    "run_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "code" VARCHAR(20) NOT NULL,
    "field" VARCHAR(24) NOT NULL,
    "column_name" VARCHAR(100),
    "message" VARCHAR(300) NOT NULL,
    "external_id" VARCHAR(100),
    "community" VARCHAR(24),
    "told" VARCHAR(64),

    CONSTRAINT "source_rejects_pkey" PRIMARY KEY ("run_id","line")
);

-- CreateTable
CREATE TABLE "source_records" (
    "source_id" UUID NOT NULL,
    "external_id" VARCHAR(100) NOT NULL,
    "hash" BYTEA NOT NULL,
    "grid_code" VARCHAR(24) NOT NULL,
    "community" VARCHAR(24) NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "phone" VARCHAR(20),
    "id_number" VARCHAR(20),
    "address" VARCHAR(300),
    "fault" VARCHAR(20),
    "subject_id" UUID,
    "match" VARCHAR(10) NOT NULL,
    "left_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "source_records_pkey" PRIMARY KEY ("source_id","external_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "sources_name_key" ON "sources"("name");

-- CreateIndex
CREATE INDEX "source_files_source_id_sent_at_idx" ON "source_files"("source_id", "sent_at");

-- CreateIndex
CREATE INDEX "source_runs_source_id_asked_at_idx" ON "source_runs"("source_id", "asked_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "source_runs_source_id_day_key" ON "source_runs"("source_id", "day");

-- CreateIndex
CREATE INDEX "source_records_source_id_community_idx" ON "source_records"("source_id", "community");

-- CreateIndex
CREATE INDEX "source_records_subject_id_idx" ON "source_records"("subject_id");

-- AddForeignKey
ALTER TABLE "source_files" ADD CONSTRAINT "source_files_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "sources"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "source_file_parts" ADD CONSTRAINT "source_file_parts_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "source_files"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "source_runs" ADD CONSTRAINT "source_runs_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "sources"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "source_rejects" ADD CONSTRAINT "source_rejects_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "source_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "source_records" ADD CONSTRAINT "source_records_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "sources"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One run at a time of a source.
CREATE UNIQUE INDEX "source_runs_active" ON "source_runs" ("source_id") WHERE "state" IN ('waiting', 'running');
