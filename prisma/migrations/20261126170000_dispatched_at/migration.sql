-- AlterTable: when it was given to whoever handles it, beside the other times of its life, so that stages can be told apart
ALTER TABLE "events" ADD COLUMN     "dispatched_at" TIMESTAMPTZ(3);

-- what was dispatched here before
UPDATE "events" SET "dispatched_at" = to_timestamp(("life"->>'dispatchedAt')::float8 / 1000) WHERE "life"->>'dispatchedAt' IS NOT NULL;
