-- What guessing would abuse is counted once for all processes, for as long as the count holds. who: a hash under the secret of the accounts.
-- CreateTable
CREATE TABLE "counted_tries" (
    "what" VARCHAR(24) NOT NULL,
    "who" BYTEA NOT NULL,
    "count" INTEGER NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "counted_tries_pkey" PRIMARY KEY ("what","who")
);
