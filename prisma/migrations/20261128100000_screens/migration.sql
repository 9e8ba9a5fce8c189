-- CreateTable
CREATE TABLE "screens" (
    "id" UUID NOT NULL,
    "program" JSONB,
    "state" JSONB,
    "revision" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "screens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "screen_remotes" (
    "screen_id" UUID NOT NULL,
    "user_id" VARCHAR(64) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "screen_remotes_pkey" PRIMARY KEY ("screen_id","user_id")
);

-- AddForeignKey
ALTER TABLE "screens" ADD CONSTRAINT "screens_id_fkey" FOREIGN KEY ("id") REFERENCES "access_tokens"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "screen_remotes" ADD CONSTRAINT "screen_remotes_screen_id_fkey" FOREIGN KEY ("screen_id") REFERENCES "access_tokens"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "screen_remotes" ADD CONSTRAINT "screen_remotes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
