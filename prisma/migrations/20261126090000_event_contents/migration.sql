-- AlterTable: the content that another took the place of, and the change that did it
ALTER TABLE "event_versions" ADD COLUMN     "actor_id" VARCHAR(100),
ADD COLUMN     "actor_name" VARCHAR(100),
ADD COLUMN     "actor_role" VARCHAR(16),
ADD COLUMN     "changed_at" TIMESTAMPTZ(3),
ADD COLUMN     "content" JSONB,
ADD COLUMN     "from_state" SMALLINT,
ADD COLUMN     "revision" BIGINT,
ADD COLUMN     "to_state" SMALLINT;

-- AlterTable: what a token may send as; none: its own name
ALTER TABLE "access_tokens" ADD COLUMN     "sources" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- tokens of before could send as any source; feeds that are running go on as they did until an operator gives them a token of their own
UPDATE "access_tokens" SET "sources" = '{*}';
ALTER TABLE "access_tokens" ALTER COLUMN "sources" SET NOT NULL;
