-- AlterTable
ALTER TABLE "residents" ADD COLUMN "person_id" UUID,
ALTER COLUMN "household_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "resident_invitations" ADD COLUMN "person_id" UUID,
ALTER COLUMN "household_id" DROP NOT NULL;

-- CreateIndex
CREATE INDEX "residents_person_id_idx" ON "residents"("person_id");

-- CreateIndex
CREATE INDEX "resident_invitations_person_id_idx" ON "resident_invitations"("person_id");

-- of a household, or somebody who is in units: one of both
ALTER TABLE "residents" ADD CONSTRAINT "residents_bound_check" CHECK (("household_id" IS NULL) <> ("person_id" IS NULL));
ALTER TABLE "resident_invitations" ADD CONSTRAINT "resident_invitations_bound_check" CHECK (("household_id" IS NULL) <> ("person_id" IS NULL));
