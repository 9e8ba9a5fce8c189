-- CreateTable
CREATE TABLE "roads" (
    "id" SERIAL NOT NULL,
    "name" VARCHAR(60) NOT NULL,
    "grade" VARCHAR(8) NOT NULL,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "geom" geometry(MultiLineString,4326) NOT NULL,

    CONSTRAINT "roads_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "roads_geom_idx" ON "roads" USING GIST ("geom");
