-- CreateTable
CREATE TABLE "residents" (
    "id" UUID NOT NULL,
    "user_id" VARCHAR(64) NOT NULL,
    "household_id" UUID NOT NULL,
    "device_hash" BYTEA NOT NULL,
    "pin_hash" TEXT NOT NULL,
    "failures" SMALLINT NOT NULL DEFAULT 0,
    "created_by" VARCHAR(100) NOT NULL,
    "created_name" VARCHAR(100) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "signed_in_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "residents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "resident_invitations" (
    "id" UUID NOT NULL,
    "household_id" UUID NOT NULL,
    "resident_id" UUID,
    "code_hash" BYTEA NOT NULL,
    "created_by" VARCHAR(100) NOT NULL,
    "created_name" VARCHAR(100) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "resident_invitations_pkey" PRIMARY KEY ("id")
);

-- AlterTable
ALTER TABLE "submissions" ADD COLUMN "resident_id" UUID,
ADD COLUMN "solved" BOOLEAN,
ADD COLUMN "solved_at" TIMESTAMPTZ(3),
ALTER COLUMN "link_id" DROP NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "residents_user_id_key" ON "residents"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "residents_device_hash_key" ON "residents"("device_hash");

-- CreateIndex
CREATE INDEX "residents_household_id_idx" ON "residents"("household_id");

-- CreateIndex
CREATE UNIQUE INDEX "resident_invitations_code_hash_key" ON "resident_invitations"("code_hash");

-- CreateIndex
CREATE INDEX "resident_invitations_household_id_idx" ON "resident_invitations"("household_id");

-- CreateIndex
CREATE INDEX "resident_invitations_resident_id_idx" ON "resident_invitations"("resident_id");

-- CreateIndex
CREATE INDEX "submissions_resident_id_sent_at_idx" ON "submissions"("resident_id", "sent_at");

-- AddForeignKey
ALTER TABLE "residents" ADD CONSTRAINT "residents_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "resident_invitations" ADD CONSTRAINT "resident_invitations_resident_id_fkey" FOREIGN KEY ("resident_id") REFERENCES "residents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_resident_id_fkey" FOREIGN KEY ("resident_id") REFERENCES "residents"("id") ON DELETE SET NULL ON UPDATE CASCADE;
