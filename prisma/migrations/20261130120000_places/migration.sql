-- CreateTable
CREATE TABLE "places" (
    "id" UUID NOT NULL,
    "source" VARCHAR(64) NOT NULL,
    "external_id" VARCHAR(100) NOT NULL,
    "kind" VARCHAR(32) NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "grid_code" VARCHAR(24) NOT NULL,
    "position" geography(Point,4326) NOT NULL,
    "address" VARCHAR(200),
    "contact" VARCHAR(100),
    "capacity" INTEGER,
    "services" TEXT[],
    "facilities" TEXT[],
    "hours" JSONB NOT NULL,
    "offers" JSONB NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "last_request" UUID,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "places_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "place_slots" (
    "id" UUID NOT NULL,
    "place_id" UUID NOT NULL,
    "service" VARCHAR(32) NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "capacity" INTEGER NOT NULL,
    "booked" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "place_slots_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "place_bookings" (
    "id" UUID NOT NULL,
    "slot_id" UUID NOT NULL,
    "state" VARCHAR(16) NOT NULL,
    "resident_id" UUID,
    "name" VARCHAR(100) NOT NULL,
    "phone" VARCHAR(20),
    "guardian" VARCHAR(100),
    "consent_at" TIMESTAMPTZ(3),
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "last_request" UUID,
    "created_by" VARCHAR(100) NOT NULL,
    "created_name" VARCHAR(100) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_at" TIMESTAMPTZ(3),
    "decided_name" VARCHAR(100),

    CONSTRAINT "place_bookings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "place_errands" (
    "id" UUID NOT NULL,
    "place_id" UUID NOT NULL,
    "matter" VARCHAR(100) NOT NULL,
    "day" DATE NOT NULL,
    "trips" SMALLINT NOT NULL,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "created_by" VARCHAR(100) NOT NULL,
    "created_name" VARCHAR(100) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "place_errands_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "places_source_external_id_key" ON "places"("source", "external_id");

-- CreateIndex
CREATE INDEX "places_grid_code_idx" ON "places"("grid_code");

-- CreateIndex
CREATE INDEX "places_position_idx" ON "places" USING GIST ("position");

-- CreateIndex
CREATE UNIQUE INDEX "place_slots_place_id_service_starts_at_key" ON "place_slots"("place_id", "service", "starts_at");

-- CreateIndex
CREATE INDEX "place_slots_starts_at_idx" ON "place_slots"("starts_at");

-- CreateIndex
CREATE INDEX "place_bookings_slot_id_idx" ON "place_bookings"("slot_id");

-- CreateIndex
CREATE INDEX "place_bookings_resident_id_created_at_idx" ON "place_bookings"("resident_id", "created_at");

-- CreateIndex
CREATE INDEX "place_errands_place_id_day_idx" ON "place_errands"("place_id", "day");

-- AddForeignKey
ALTER TABLE "place_slots" ADD CONSTRAINT "place_slots_place_id_fkey" FOREIGN KEY ("place_id") REFERENCES "places"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "place_bookings" ADD CONSTRAINT "place_bookings_slot_id_fkey" FOREIGN KEY ("slot_id") REFERENCES "place_slots"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "place_bookings" ADD CONSTRAINT "place_bookings_resident_id_fkey" FOREIGN KEY ("resident_id") REFERENCES "residents"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "place_errands" ADD CONSTRAINT "place_errands_place_id_fkey" FOREIGN KEY ("place_id") REFERENCES "places"("id") ON DELETE CASCADE ON UPDATE CASCADE;
