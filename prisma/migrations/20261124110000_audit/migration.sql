-- CreateTable
CREATE TABLE "audit" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" VARCHAR(64),
    "actor_name" VARCHAR(100),
    "actor_role" VARCHAR(16),
    "action" VARCHAR(64) NOT NULL,
    "object_kind" VARCHAR(32),
    "object_id" VARCHAR(200),
    "reason" TEXT,
    "address" VARCHAR(64),
    "result" VARCHAR(16) NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_chain" (
    "sequence" BIGINT NOT NULL,
    "row_id" BIGINT NOT NULL,
    "previous" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_chain_pkey" PRIMARY KEY ("sequence")
);

-- CreateIndex
CREATE INDEX "audit_at_idx" ON "audit"("at");

-- CreateIndex
CREATE INDEX "audit_actor_id_id_idx" ON "audit"("actor_id", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_action_id_idx" ON "audit"("action", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_object_kind_object_id_id_idx" ON "audit"("object_kind", "object_id", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "audit_chain_row_id_key" ON "audit_chain"("row_id");

-- Rows are written once. The triggers refuse whoever may do everything (the embedded engine's one user is a superuser); where the role of
-- the program is an ordinary one, it loses the rights themselves, even as the owner of the tables.
CREATE FUNCTION "audit_refuse"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are written once and never changed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER "audit_append_only" BEFORE UPDATE OR DELETE ON "audit" FOR EACH ROW EXECUTE FUNCTION "audit_refuse"();
CREATE TRIGGER "audit_no_truncate" BEFORE TRUNCATE ON "audit" FOR EACH STATEMENT EXECUTE FUNCTION "audit_refuse"();
CREATE TRIGGER "audit_chain_append_only" BEFORE UPDATE OR DELETE ON "audit_chain" FOR EACH ROW EXECUTE FUNCTION "audit_refuse"();
CREATE TRIGGER "audit_chain_no_truncate" BEFORE TRUNCATE ON "audit_chain" FOR EACH STATEMENT EXECUTE FUNCTION "audit_refuse"();
REVOKE UPDATE, DELETE, TRUNCATE ON "audit", "audit_chain" FROM PUBLIC, CURRENT_USER;
