-- CreateTable
CREATE TABLE "forecasts" (
    "made_on" DATE NOT NULL,
    "grid" VARCHAR(32) NOT NULL,
    "body" JSONB NOT NULL,

    CONSTRAINT "forecasts_pkey" PRIMARY KEY ("made_on","grid")
);
