-- What the last request about a place or a duty asked for, so that another one under its id is told from it; unknown of those before.
ALTER TABLE "places" ADD COLUMN "last_hash" BYTEA;
ALTER TABLE "duty_templates" ADD COLUMN "last_hash" BYTEA;
