-- CreateTable
CREATE TABLE "duty_templates" (
    "id" UUID NOT NULL,
    "shipped" VARCHAR(32),
    "content" JSONB NOT NULL,
    "within" VARCHAR(24) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "last_request" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "duty_templates_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "duty_periods" (
    "template_id" UUID NOT NULL,
    "period" VARCHAR(10) NOT NULL,
    "items" INTEGER NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "duty_periods_pkey" PRIMARY KEY ("template_id","period")
);

-- CreateTable
CREATE TABLE "duty_items" (
    "id" UUID NOT NULL,
    "template_id" UUID NOT NULL,
    "subject" VARCHAR(64) NOT NULL,
    "grids" TEXT[],
    "period" VARCHAR(10) NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "near_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "state" VARCHAR(10) NOT NULL,
    "scheduled_for" TIMESTAMPTZ(3),
    "done_at" TIMESTAMPTZ(3),
    "households" INTEGER,
    "answers" JSONB NOT NULL DEFAULT '[]',
    "words" TEXT,
    "reason" TEXT,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "duty_items_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "duty_crew" (
    "item_id" UUID NOT NULL,
    "slot" SMALLINT NOT NULL,
    "role" VARCHAR(16) NOT NULL,
    "person_id" UUID NOT NULL,

    CONSTRAINT "duty_crew_pkey" PRIMARY KEY ("item_id","slot")
);

-- CreateTable
CREATE TABLE "duty_findings" (
    "id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "words" TEXT,
    "solved" BOOLEAN NOT NULL,
    "type" VARCHAR(16),
    "event_id" UUID,
    "created_by" VARCHAR(100) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "duty_findings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "duty_steps" (
    "request_id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "action" VARCHAR(16) NOT NULL,
    "actor_id" VARCHAR(100) NOT NULL,
    "actor_name" VARCHAR(100) NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "duty_steps_pkey" PRIMARY KEY ("request_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "duty_templates_shipped_key" ON "duty_templates"("shipped");

-- CreateIndex
CREATE INDEX "duty_items_template_id_period_idx" ON "duty_items"("template_id", "period");

-- CreateIndex
CREATE UNIQUE INDEX "duty_items_template_id_subject_period_key" ON "duty_items"("template_id", "subject", "period");

-- CreateIndex
CREATE INDEX "duty_crew_person_id_idx" ON "duty_crew"("person_id");

-- CreateIndex
CREATE INDEX "duty_findings_item_id_idx" ON "duty_findings"("item_id");

-- CreateIndex
CREATE INDEX "duty_steps_item_id_idx" ON "duty_steps"("item_id");

-- AddForeignKey
ALTER TABLE "duty_periods" ADD CONSTRAINT "duty_periods_template_id_fkey" FOREIGN KEY ("template_id") REFERENCES "duty_templates"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "duty_items" ADD CONSTRAINT "duty_items_template_id_fkey" FOREIGN KEY ("template_id") REFERENCES "duty_templates"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "duty_crew" ADD CONSTRAINT "duty_crew_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "duty_items"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "duty_findings" ADD CONSTRAINT "duty_findings_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "duty_items"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "duty_steps" ADD CONSTRAINT "duty_steps_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "duty_items"("id") ON DELETE CASCADE ON UPDATE CASCADE;
