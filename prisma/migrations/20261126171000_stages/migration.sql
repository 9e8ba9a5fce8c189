-- AlterTable: what its source tells of the life of an event (lib/db/events/stage-rows.ts), and the words of it apart, which are for fewer
-- people and end with the retention period
ALTER TABLE "events" ADD COLUMN     "stage_words" TEXT,
ADD COLUMN     "stages" TEXT;
