-- What a request asked for of an item of a duty, so that another one under its id is told from it; unknown of those before.
ALTER TABLE "duty_steps" ADD COLUMN "content_hash" BYTEA;
