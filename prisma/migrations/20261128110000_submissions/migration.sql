-- CreateTable
CREATE TABLE "link_tokens" (
    "id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "purpose" VARCHAR(16) NOT NULL,
    "grid_code" VARCHAR(24) NOT NULL,
    "thing_id" UUID,
    "created_by" VARCHAR(100) NOT NULL,
    "created_name" VARCHAR(100) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "uses" INTEGER NOT NULL DEFAULT 0,
    "used_day" DATE,
    "used_today" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "link_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "submissions" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "link_id" UUID NOT NULL,
    "content_hash" BYTEA NOT NULL,
    "state" VARCHAR(16) NOT NULL DEFAULT 'submitted',
    "community" VARCHAR(24) NOT NULL,
    "grid_code" VARCHAR(24) NOT NULL,
    "lon" DOUBLE PRECISION,
    "lat" DOUBLE PRECISION,
    "type" VARCHAR(32),
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "words" TEXT NOT NULL,
    "contact" VARCHAR(100),
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" VARCHAR(100),
    "decided_name" VARCHAR(100),
    "decided_request" UUID,
    "answer" TEXT,

    CONSTRAINT "submissions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "submission_photos" (
    "id" UUID NOT NULL,
    "submission_id" UUID NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "bytes" INTEGER NOT NULL,
    "sha256" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "submission_photos_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "link_tokens_hash_key" ON "link_tokens"("hash");

-- CreateIndex
CREATE INDEX "link_tokens_thing_id_idx" ON "link_tokens"("thing_id");

-- CreateIndex
CREATE UNIQUE INDEX "submissions_event_id_key" ON "submissions"("event_id");

-- CreateIndex
CREATE INDEX "submissions_state_sent_at_idx" ON "submissions"("state", "sent_at");

-- CreateIndex
CREATE UNIQUE INDEX "submission_photos_submission_id_sha256_key" ON "submission_photos"("submission_id", "sha256");

-- AddForeignKey
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_link_id_fkey" FOREIGN KEY ("link_id") REFERENCES "link_tokens"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "submission_photos" ADD CONSTRAINT "submission_photos_submission_id_fkey" FOREIGN KEY ("submission_id") REFERENCES "submissions"("id") ON DELETE CASCADE ON UPDATE CASCADE;
