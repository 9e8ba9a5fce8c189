-- CreateTable
CREATE TABLE "units" (
    "id" UUID NOT NULL,
    "source" VARCHAR(64) NOT NULL,
    "external_id" VARCHAR(100) NOT NULL,
    "kind" VARCHAR(24) NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "parent_id" UUID,
    "place" geometry(Point,4326),
    "road_name" VARCHAR(60),
    "road" geometry(MultiLineString,4326),
    "contact_name" VARCHAR(100),
    "contact_phone" VARCHAR(20),
    "team_id" VARCHAR(64),
    "skills" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "revision" INTEGER NOT NULL DEFAULT 1,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "units_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "unit_grids" (
    "unit_id" UUID NOT NULL,
    "grid_code" VARCHAR(24) NOT NULL,

    CONSTRAINT "unit_grids_pkey" PRIMARY KEY ("unit_id","grid_code")
);

-- CreateTable
CREATE TABLE "unit_links" (
    "from_id" UUID NOT NULL,
    "to_id" UUID NOT NULL,
    "kind" VARCHAR(16) NOT NULL,

    CONSTRAINT "unit_links_pkey" PRIMARY KEY ("from_id","to_id","kind")
);

-- CreateTable
CREATE TABLE "unit_members" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "role" VARCHAR(16) NOT NULL,
    "grid_code" VARCHAR(24),
    "registered" VARCHAR(16),
    "skills" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "from_day" DATE NOT NULL,
    "to_day" DATE,

    CONSTRAINT "unit_members_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "unit_requests" (
    "request_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "actor_id" VARCHAR(100) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "unit_requests_pkey" PRIMARY KEY ("request_id")
);

-- CreateIndex
CREATE INDEX "units_parent_id_idx" ON "units"("parent_id");

-- CreateIndex
CREATE INDEX "unit_grids_grid_code_idx" ON "unit_grids"("grid_code");

-- CreateIndex
CREATE INDEX "unit_links_to_id_idx" ON "unit_links"("to_id");

-- CreateIndex
CREATE INDEX "unit_members_unit_id_idx" ON "unit_members"("unit_id");

-- CreateIndex
CREATE INDEX "unit_members_person_id_idx" ON "unit_members"("person_id");
