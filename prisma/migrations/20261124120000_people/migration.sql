-- CreateTable
CREATE TABLE "people" (
    "id" UUID NOT NULL,
    "source" VARCHAR(64) NOT NULL,
    "external_id" VARCHAR(100) NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "phone" VARCHAR(20),
    "id_number" VARCHAR(20),
    "employer" VARCHAR(200),
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "people_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "posts" (
    "person_id" UUID NOT NULL,
    "grid_code" VARCHAR(24) NOT NULL,
    "kind" VARCHAR(8) NOT NULL,

    CONSTRAINT "posts_pkey" PRIMARY KEY ("person_id","grid_code","kind")
);

-- CreateTable
CREATE TABLE "teams" (
    "id" VARCHAR(64) NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "department" VARCHAR(100),
    "grid_code" VARCHAR(24) NOT NULL,
    "demo" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "teams_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "team_members" (
    "team_id" VARCHAR(64) NOT NULL,
    "person_id" UUID NOT NULL,

    CONSTRAINT "team_members_pkey" PRIMARY KEY ("team_id","person_id")
);

-- CreateTable
CREATE TABLE "households" (
    "id" UUID NOT NULL,
    "source" VARCHAR(64) NOT NULL,
    "external_id" VARCHAR(100) NOT NULL,
    "grid_code" VARCHAR(24) NOT NULL,
    "service_code" VARCHAR(40),
    "name" VARCHAR(100) NOT NULL,
    "phone" VARCHAR(20),
    "id_number" VARCHAR(20),
    "address" VARCHAR(300) NOT NULL,
    "persons" SMALLINT,
    "member_id" UUID,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "households_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "service_nodes" (
    "code" VARCHAR(40) NOT NULL,
    "parent_code" VARCHAR(40),
    "name" VARCHAR(200) NOT NULL,
    "level" SMALLINT NOT NULL,
    "demo" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "service_nodes_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "service_links" (
    "node_code" VARCHAR(40) NOT NULL,
    "grid_code" VARCHAR(24) NOT NULL,

    CONSTRAINT "service_links_pkey" PRIMARY KEY ("node_code","grid_code")
);

-- CreateTable
CREATE TABLE "reveals" (
    "id" BIGSERIAL NOT NULL,
    "viewer" VARCHAR(100) NOT NULL,
    "object_kind" VARCHAR(16) NOT NULL,
    "object_id" UUID NOT NULL,
    "fields" TEXT[],
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reveals_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "posts_grid_code_idx" ON "posts"("grid_code");

-- CreateIndex
CREATE INDEX "households_grid_code_id_idx" ON "households"("grid_code", "id");

-- CreateIndex
CREATE INDEX "households_member_id_idx" ON "households"("member_id");

-- CreateIndex
CREATE INDEX "reveals_object_id_viewer_idx" ON "reveals"("object_id", "viewer");

-- What nobody looks after is asked for first of all, and is little.
CREATE INDEX "households_unbound_idx" ON "households" ("grid_code", "id") WHERE "member_id" IS NULL;
