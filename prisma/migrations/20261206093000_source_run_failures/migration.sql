-- Why a run of a source failed, by a code and what its sentence names, so that it is told in the language of the page; unknown of those before.
ALTER TABLE "source_runs" ADD COLUMN "failure" JSONB;
