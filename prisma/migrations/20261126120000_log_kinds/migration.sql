-- AlterTable: other grids begin a new log and leave the rows of the old one, which say what log and grids they are of
ALTER TABLE "log_head" ADD COLUMN     "began" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "changes" ADD COLUMN     "grid_version" INTEGER,
ADD COLUMN     "log_id" UUID;

-- until now a new log emptied the table, so all that is there is of the log of today
UPDATE "changes" SET "log_id" = h."log_id", "grid_version" = h."grid_version" FROM "log_head" h;
UPDATE "log_head" SET "began" = COALESCE((SELECT min("first_revision") - 1 FROM "changes"), "revision");
ALTER TABLE "changes" ALTER COLUMN "grid_version" SET NOT NULL,
ALTER COLUMN "log_id" SET NOT NULL;

-- CreateIndex: a kind of which there are few is read without the others
CREATE INDEX "changes_kind_first_revision_idx" ON "changes"("kind", "first_revision");

-- AlterTable: each kind of change has saved states of its own; those that do not depend on grids are carried over to another log
ALTER TABLE "checkpoints" ADD COLUMN     "kind" VARCHAR(16) NOT NULL DEFAULT 'events',
ADD COLUMN     "of_grids" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "checkpoints" DROP CONSTRAINT "checkpoints_pkey",
ADD CONSTRAINT "checkpoints_pkey" PRIMARY KEY ("log_id", "kind", "revision", "part");
ALTER TABLE "checkpoints" ALTER COLUMN "kind" DROP DEFAULT,
ALTER COLUMN "of_grids" DROP DEFAULT;
