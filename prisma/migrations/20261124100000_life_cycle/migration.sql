-- AlterTable: what the life of an event has come to (lib/domain/life.ts)
ALTER TABLE "events" ADD COLUMN     "accepted_at" TIMESTAMPTZ(3),
ADD COLUMN     "close_by" TIMESTAMPTZ(3),
ADD COLUMN     "deadline" TIMESTAMPTZ(3),
ADD COLUMN     "handed_in_at" TIMESTAMPTZ(3),
ADD COLUMN     "life" JSONB,
ADD COLUMN     "life_flags" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "light" SMALLINT NOT NULL DEFAULT 0,
ADD COLUMN     "next_light_at" TIMESTAMPTZ(3),
ADD COLUMN     "parties" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "reported_by" VARCHAR(100),
ADD COLUMN     "state" SMALLINT NOT NULL DEFAULT 0,
ADD COLUMN     "state_since" TIMESTAMPTZ(3);

-- events of before the life cycle: open or closed by what their source says
UPDATE "events" SET "state" = 5 WHERE "handled_at" IS NOT NULL;

-- CreateTable
CREATE TABLE "transitions" (
    "number" INTEGER NOT NULL,
    "revision" BIGINT NOT NULL,
    "request_id" UUID NOT NULL,
    "action" VARCHAR(32) NOT NULL,
    "actor_id" VARCHAR(100) NOT NULL,
    "actor_name" VARCHAR(100) NOT NULL,
    "role" VARCHAR(16) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from_state" SMALLINT NOT NULL,
    "to_state" SMALLINT NOT NULL,
    "deadline_before" TIMESTAMPTZ(3),
    "deadline_after" TIMESTAMPTZ(3),
    "note" TEXT,
    "reason" TEXT,
    "detail" JSONB NOT NULL,

    CONSTRAINT "transitions_pkey" PRIMARY KEY ("number","revision")
);

-- CreateTable
CREATE TABLE "attachments" (
    "id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    "type" VARCHAR(32) NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "bytes" INTEGER NOT NULL,
    "sha256" BYTEA NOT NULL,
    "actor_id" VARCHAR(100) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "attachments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "calendar_days" (
    "day" DATE NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    "name" VARCHAR(100) NOT NULL,

    CONSTRAINT "calendar_days_pkey" PRIMARY KEY ("day")
);

-- CreateIndex
CREATE UNIQUE INDEX "transitions_request_id_key" ON "transitions"("request_id");

-- CreateIndex
CREATE INDEX "attachments_number_idx" ON "attachments"("number");

CREATE INDEX "events_next_light_idx" ON "events" ("next_light_at") WHERE "next_light_at" IS NOT NULL;
CREATE INDEX "events_parties_idx" ON "events" USING GIN ("parties") WHERE "parties" <> ARRAY[]::TEXT[];

-- A transition is written once and never changed.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "transitions_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "transitions" EXECUTE FUNCTION refuse_change();
