-- CreateTable
CREATE TABLE "alert_preferences" (
    "user_id" VARCHAR(64) NOT NULL,
    "body" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alert_preferences_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "push_subscriptions" (
    "id" UUID NOT NULL,
    "user_id" VARCHAR(64) NOT NULL,
    "session_id" VARCHAR(64) NOT NULL,
    "endpoint" TEXT NOT NULL,
    "p256dh" VARCHAR(200) NOT NULL,
    "auth" VARCHAR(100) NOT NULL,
    "language" VARCHAR(8) NOT NULL,
    "browser" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "push_subscriptions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "push_deliveries" (
    "id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "alert_id" UUID,
    "revision" BIGINT NOT NULL,
    "by_name" BOOLEAN NOT NULL DEFAULT false,
    "held" BOOLEAN NOT NULL DEFAULT false,
    "state" VARCHAR(16) NOT NULL DEFAULT 'waiting',
    "tries" INTEGER NOT NULL DEFAULT 0,
    "status" INTEGER,
    "fault" TEXT,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3),
    "next_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "push_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "push_subscriptions_endpoint_key" ON "push_subscriptions"("endpoint");

-- CreateIndex
CREATE INDEX "push_subscriptions_user_id_idx" ON "push_subscriptions"("user_id");

-- CreateIndex
CREATE INDEX "push_subscriptions_session_id_idx" ON "push_subscriptions"("session_id");

-- CreateIndex
CREATE INDEX "push_deliveries_subscription_id_last_at_idx" ON "push_deliveries"("subscription_id", "last_at");

-- AddForeignKey
ALTER TABLE "alert_preferences" ADD CONSTRAINT "alert_preferences_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "push_subscriptions" ADD CONSTRAINT "push_subscriptions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "push_deliveries" ADD CONSTRAINT "push_deliveries_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "push_subscriptions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What waits is looked for all the time.
CREATE INDEX "push_deliveries_due" ON "push_deliveries" ("next_at") WHERE "state" = 'waiting';

-- Whoever signs out is told nothing more in that browser, whatever ends the session. One that ran out by itself is a browser that still waits.
CREATE FUNCTION "push_sign_out"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM "push_subscriptions" WHERE "session_id" = OLD."id";
    RETURN NULL;
END
$$;
CREATE TRIGGER "sessions_push_sign_out" AFTER DELETE ON "sessions" FOR EACH ROW WHEN (OLD."expires_at" > CURRENT_TIMESTAMP)
    EXECUTE FUNCTION "push_sign_out"();

-- Nor is an account that is closed, whatever sessions it had.
CREATE FUNCTION "push_account_closed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM "push_subscriptions" WHERE "user_id" = NEW."id";
    RETURN NULL;
END
$$;
CREATE TRIGGER "users_push_account_closed" AFTER UPDATE OF "disabled_at" ON "users" FOR EACH ROW WHEN (NEW."disabled_at" IS NOT NULL)
    EXECUTE FUNCTION "push_account_closed"();
