-- What a request asked for, so that another one under its id is told from it; unknown of those before.
ALTER TABLE "transitions" ADD COLUMN "content_hash" BYTEA;
ALTER TABLE "order_steps" ADD COLUMN "content_hash" BYTEA;
ALTER TABLE "place_bookings" ADD COLUMN "last_hash" BYTEA;
ALTER TABLE "submissions" ADD COLUMN "decided_hash" BYTEA;

-- With the words of a transition goes the hash that they are in.
CREATE OR REPLACE FUNCTION "transition_words_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('gridsight.retention', true) = 'on'
        AND to_jsonb(OLD) - '{note,reason,detail,content_hash}'::text[] = to_jsonb(NEW) - '{note,reason,detail,content_hash}'::text[] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
