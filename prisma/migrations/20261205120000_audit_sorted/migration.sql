-- The audit is paged by time, not by the order of ids: a search of days long past read every row that came after them.
-- CreateIndex
CREATE INDEX "audit_at_id_idx" ON "audit"("at", "id");

-- CreateIndex
CREATE INDEX "audit_action_at_id_idx" ON "audit"("action", "at", "id");

-- CreateIndex
CREATE INDEX "audit_object_kind_object_id_at_id_idx" ON "audit"("object_kind", "object_id", "at", "id");

-- DropIndex
DROP INDEX "audit_at_idx";

-- DropIndex
DROP INDEX "audit_action_id_idx";

-- DropIndex
DROP INDEX "audit_object_kind_object_id_id_idx";
