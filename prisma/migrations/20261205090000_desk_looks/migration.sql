-- When a person last said at the desk that they had looked (标为看过), and before that, so that it can be taken back.
CREATE TABLE "desk_looks" (
    "user_id" VARCHAR(64) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "before" TIMESTAMPTZ(3),

    CONSTRAINT "desk_looks_pkey" PRIMARY KEY ("user_id"),
    CONSTRAINT "desk_looks_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
