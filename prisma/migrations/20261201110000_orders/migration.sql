-- CreateTable
CREATE TABLE "order_services" (
    "code" VARCHAR(32) NOT NULL,
    "position" INTEGER NOT NULL,
    "name" VARCHAR(40) NOT NULL,
    "name_en" VARCHAR(60) NOT NULL,
    "skill" VARCHAR(24) NOT NULL,
    "minutes" INTEGER NOT NULL,
    "offer_minutes" INTEGER[],
    "pool_minutes" INTEGER NOT NULL,
    "is_on" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "order_services_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "order_days" (
    "day" DATE NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "order_days_pkey" PRIMARY KEY ("day")
);

-- CreateTable
CREATE TABLE "orders" (
    "id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "sequence" INTEGER NOT NULL,
    "service" VARCHAR(32) NOT NULL,
    "state" VARCHAR(16) NOT NULL,
    "grid_code" VARCHAR(24) NOT NULL,
    "position" geography(Point,4326) NOT NULL,
    "household_id" UUID,
    "resident_id" UUID,
    "link_id" UUID,
    "name" VARCHAR(100) NOT NULL,
    "phone" VARCHAR(20),
    "address" VARCHAR(300),
    "words" TEXT NOT NULL,
    "wanted_at" TIMESTAMPTZ(3),
    "nth" SMALLINT NOT NULL DEFAULT 0,
    "pool" BOOLEAN NOT NULL DEFAULT false,
    "offered_to" UUID,
    "offered_at" TIMESTAMPTZ(3),
    "offer_until" TIMESTAMPTZ(3),
    "first_offered_at" TIMESTAMPTZ(3),
    "answer_by" TIMESTAMPTZ(3),
    "taken_by" UUID,
    "taken_at" TIMESTAMPTZ(3),
    "assigned" BOOLEAN NOT NULL DEFAULT false,
    "out_at" TIMESTAMPTZ(3),
    "arrived_at" TIMESTAMPTZ(3),
    "served_at" TIMESTAMPTZ(3),
    "rated_at" TIMESTAMPTZ(3),
    "solved" BOOLEAN,
    "satisfied" BOOLEAN,
    "opinion" TEXT,
    "complaint" TEXT,
    "complained_at" TIMESTAMPTZ(3),
    "complaint_answer" TEXT,
    "withdrawn_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "content_hash" BYTEA NOT NULL,
    "created_by" VARCHAR(100) NOT NULL,
    "created_name" VARCHAR(100) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_offers" (
    "order_id" UUID NOT NULL,
    "number" SMALLINT NOT NULL,
    "person_id" UUID,
    "offered_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" VARCHAR(12),
    "suggested" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "order_offers_pkey" PRIMARY KEY ("order_id","number")
);

-- CreateTable
CREATE TABLE "order_steps" (
    "id" BIGSERIAL NOT NULL,
    "order_id" UUID NOT NULL,
    "request_id" UUID,
    "action" VARCHAR(16) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" VARCHAR(100),
    "actor_name" VARCHAR(100),

    CONSTRAINT "order_steps_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_volunteers" (
    "person_id" UUID NOT NULL,
    "position" geography(Point,4326),
    "paused_until" TIMESTAMPTZ(3),
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "order_volunteers_pkey" PRIMARY KEY ("person_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "orders_day_sequence_key" ON "orders"("day", "sequence");

-- CreateIndex
CREATE INDEX "orders_created_at_idx" ON "orders"("created_at");

-- CreateIndex
CREATE INDEX "orders_taken_by_taken_at_idx" ON "orders"("taken_by", "taken_at");

-- CreateIndex
CREATE INDEX "orders_offered_to_idx" ON "orders"("offered_to");

-- CreateIndex
CREATE INDEX "orders_resident_id_created_at_idx" ON "orders"("resident_id", "created_at");

-- CreateIndex
CREATE INDEX "orders_household_id_idx" ON "orders"("household_id");

-- CreateIndex
CREATE UNIQUE INDEX "order_steps_request_id_key" ON "order_steps"("request_id");

-- CreateIndex
CREATE INDEX "order_steps_order_id_id_idx" ON "order_steps"("order_id", "id");

-- CreateIndex
CREATE INDEX "unit_members_skills_idx" ON "unit_members" USING GIN ("skills");

-- AddForeignKey
ALTER TABLE "orders" ADD CONSTRAINT "orders_service_fkey" FOREIGN KEY ("service") REFERENCES "order_services"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "orders" ADD CONSTRAINT "orders_resident_id_fkey" FOREIGN KEY ("resident_id") REFERENCES "residents"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_offers" ADD CONSTRAINT "order_offers_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_steps" ADD CONSTRAINT "order_steps_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the board shows and the clock looks for is open, and little beside all that ended.
CREATE INDEX "orders_open_idx" ON "orders" ("state", "created_at") WHERE "state" IN ('requested', 'offered', 'lapsed', 'taken', 'served');
CREATE INDEX "orders_offer_until_idx" ON "orders" ("offer_until") WHERE "state" = 'offered';

-- The catalogue as shipped; a county sets its own.
INSERT INTO "order_services" ("code", "position", "name", "name_en", "skill", "minutes", "offer_minutes", "pool_minutes") VALUES
    ('hospital', 1, '陪诊', 'Company to the hospital', 'care', 180, '{10,15,15}', 40),
    ('medicine', 2, '取药送药', 'Fetching medicine', 'errands', 60, '{10,15,15}', 40),
    ('repair', 3, '水电维修', 'Water and power repairs', 'repair', 60, '{10,15,15}', 40),
    ('drain', 4, '疏通下水道', 'Clearing a drain', 'repair', 60, '{10,15,15}', 40),
    ('lock', 5, '修门锁', 'Mending a lock', 'repair', 40, '{10,15,15}', 40),
    ('papers', 6, '代办证件', 'Papers dealt with', 'errands', 60, '{30,30,30}', 120),
    ('bills', 7, '代缴水电费', 'Bills paid', 'errands', 30, '{30,30,30}', 120),
    ('pickup', 8, '接送孩子', 'Fetching a child', 'care', 60, '{10,10,10}', 30),
    ('haircut', 9, '上门理发', 'Haircut at home', 'care', 45, '{30,30,30}', 120),
    ('homework', 10, '作业辅导', 'Help with homework', 'publicity', 90, '{30,30,30}', 120),
    ('reading', 11, '陪聊读报', 'Company and reading', 'counselling', 60, '{30,30,30}', 120),
    ('peace', 12, '邻里调解', 'Mediation between neighbours', 'mediation', 90, '{10,15,15}', 40),
    ('bathing', 13, '助浴', 'Help with bathing', 'care', 60, '{30,30,30}', 120),
    ('health', 14, '量血压', 'Blood pressure taken', 'medical', 20, '{30,30,30}', 120),
    ('clearing', 15, '清运旧家具', 'Old furniture taken away', 'cleaning', 90, '{30,30,30}', 120),
    ('meals', 16, '送餐', 'Meals brought', 'errands', 30, '{10,10,10}', 30),
    ('shopping', 17, '代买菜', 'Shopping done', 'errands', 45, '{10,15,15}', 40);
