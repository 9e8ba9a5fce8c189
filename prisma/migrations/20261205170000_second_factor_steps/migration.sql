-- Of a second factor is kept which half minute the last code was of, not the code itself: every earlier one is spent with it.
ALTER TABLE "two_factors" ADD COLUMN "used_step" INTEGER;
-- a code was good until one half minute after its own, so what was taken then was of this one at the latest
UPDATE "two_factors" SET "used_step" = floor(extract(epoch FROM "used_at") / 30) + 1 WHERE "used_at" IS NOT NULL;
ALTER TABLE "two_factors" DROP COLUMN "used_code", DROP COLUMN "used_at";
