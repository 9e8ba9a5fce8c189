-- CreateTable
CREATE TABLE "log_readers" (
    "name" VARCHAR(64) NOT NULL,
    "log_id" UUID NOT NULL,
    "revision" BIGINT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "log_readers_pkey" PRIMARY KEY ("name")
);
