-- Which system a visit was given by that nobody recorded here, and a hash of what it said: the same again changes nothing, also once its words have been forgotten.
-- AlterTable
ALTER TABLE "duty_items" ADD COLUMN     "source" VARCHAR(64),
ADD COLUMN     "source_hash" BYTEA;
