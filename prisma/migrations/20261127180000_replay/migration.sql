-- CreateTable
CREATE TABLE "replay_parts" (
    "day" INTEGER NOT NULL,
    "part" BIGINT NOT NULL,
    "month" INTEGER NOT NULL,
    "era" BIGINT NOT NULL,
    "adjusts" BOOLEAN NOT NULL DEFAULT false,
    "known_from" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL,
    "steps" BYTEA NOT NULL,
    "entries" BYTEA NOT NULL,
    "net" BYTEA NOT NULL,

    CONSTRAINT "replay_parts_pkey" PRIMARY KEY ("day","part")
);

-- CreateTable
CREATE TABLE "replay_months" (
    "month" INTEGER NOT NULL,
    "net" BYTEA NOT NULL,

    CONSTRAINT "replay_months_pkey" PRIMARY KEY ("month")
);

-- CreateTable
CREATE TABLE "replay_veiled" (
    "number" INTEGER NOT NULL,
    "step" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "grid_id" INTEGER NOT NULL,
    "type_id" INTEGER NOT NULL,
    "from_code" SMALLINT NOT NULL,
    "to_code" SMALLINT NOT NULL,

    CONSTRAINT "replay_veiled_pkey" PRIMARY KEY ("number","step")
);
