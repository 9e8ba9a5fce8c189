-- What a request asked of a unit, so that another one under its id is told from it; unknown of those before.
ALTER TABLE "unit_requests" ADD COLUMN "content_hash" BYTEA;
