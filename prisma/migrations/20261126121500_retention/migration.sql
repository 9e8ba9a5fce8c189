-- CreateTable
CREATE TABLE "audit_anchors" (
    "sequence" BIGINT NOT NULL,
    "row_id" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "cut_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_anchors_pkey" PRIMARY KEY ("sequence")
);

-- CreateTable
CREATE TABLE "retention_steps" (
    "number" INTEGER NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    "revision" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3),
    "count" INTEGER NOT NULL,
    "versions" INTEGER NOT NULL,

    CONSTRAINT "retention_steps_pkey" PRIMARY KEY ("number","kind")
);

-- CreateTable
CREATE TABLE "removed_photos" (
    "id" UUID NOT NULL,
    "removed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "removed_photos_pkey" PRIMARY KEY ("id")
);

-- Rows of the audit are still written once. Its old end may be cut, by a transaction that says so, down to an anchor that it has written
-- and never rows of the last 180 days (网络安全法 第二十一条: logs are kept for at least six months).
CREATE FUNCTION "audit_cut_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('gridsight.retention', true) = 'on' THEN
        IF OLD.at < clock_timestamp() - interval '180 days' AND EXISTS (
            SELECT 1 FROM audit_chain c WHERE c.row_id = OLD.id AND c.sequence <= (SELECT max(sequence) FROM audit_anchors)
        ) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'rows of % are written once and never changed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE FUNCTION "audit_chain_cut_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('gridsight.retention', true) = 'on' THEN
        IF OLD.sequence <= (SELECT max(sequence) FROM audit_anchors) AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.id = OLD.row_id) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'rows of % are written once and never changed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
DROP TRIGGER "audit_append_only" ON "audit";
CREATE TRIGGER "audit_append_only" BEFORE UPDATE OR DELETE ON "audit" FOR EACH ROW EXECUTE FUNCTION "audit_cut_only"();
DROP TRIGGER "audit_chain_append_only" ON "audit_chain";
CREATE TRIGGER "audit_chain_append_only" BEFORE UPDATE OR DELETE ON "audit_chain" FOR EACH ROW EXECUTE FUNCTION "audit_chain_cut_only"();
CREATE TRIGGER "audit_anchors_append_only" BEFORE UPDATE OR DELETE ON "audit_anchors" FOR EACH ROW EXECUTE FUNCTION "audit_refuse"();
CREATE TRIGGER "audit_anchors_no_truncate" BEFORE TRUNCATE ON "audit_anchors" FOR EACH STATEMENT EXECUTE FUNCTION "audit_refuse"();
REVOKE UPDATE, DELETE, TRUNCATE ON "audit_anchors" FROM PUBLIC, CURRENT_USER;

-- A transition is never changed, but for the words in it, by a transaction that applies the retention period.
CREATE FUNCTION "transition_words_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('gridsight.retention', true) = 'on'
        AND to_jsonb(OLD) - '{note,reason,detail}'::text[] = to_jsonb(NEW) - '{note,reason,detail}'::text[] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
DROP TRIGGER "transitions_append_only" ON "transitions";
CREATE TRIGGER "transitions_append_only" BEFORE DELETE OR TRUNCATE ON "transitions" EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "transitions_words_only" BEFORE UPDATE ON "transitions" FOR EACH ROW EXECUTE FUNCTION "transition_words_only"();
