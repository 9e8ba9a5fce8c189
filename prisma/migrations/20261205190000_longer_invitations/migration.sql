-- Codes of invitations have twelve digits from now on: those of eight that nobody has used hold no more.
UPDATE "resident_invitations" SET "revoked_at" = clock_timestamp() WHERE "used_at" IS NULL AND "revoked_at" IS NULL;
