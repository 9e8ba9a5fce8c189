-- CreateTable
CREATE TABLE "weekly_questions" (
    "id" UUID NOT NULL,
    "week" DATE NOT NULL,
    "grid" VARCHAR(24) NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    "rule" VARCHAR(32),
    "night" DATE,
    "recurrence_interval" DOUBLE PRECISION,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "answer" VARCHAR(8),
    "note" TEXT,
    "answered_at" TIMESTAMPTZ(3),
    "answered_by" VARCHAR(64),
    "answered_name" VARCHAR(100),

    CONSTRAINT "weekly_questions_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "weekly_questions_week_grid_key" ON "weekly_questions"("week", "grid");

-- A candidate names what found it, a quiet place nothing; an answer comes with who gave it and when.
ALTER TABLE "weekly_questions" ADD CONSTRAINT "weekly_questions_kind_check" CHECK (
    ("kind" = 'candidate' AND num_nulls("rule", "night", "recurrence_interval") = 0)
    OR ("kind" = 'quiet' AND num_nonnulls("rule", "night", "recurrence_interval") = 0));
ALTER TABLE "weekly_questions" ADD CONSTRAINT "weekly_questions_answer_check" CHECK (
    ("answer" IN ('yes', 'no', 'unclear') AND num_nulls("answered_at", "answered_by", "answered_name") = 0)
    OR num_nonnulls("answer", "note", "answered_at", "answered_by", "answered_name") = 0);
