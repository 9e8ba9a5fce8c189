-- Figures of a moment of the past read what had ended after it and what was served of late, and not all orders there ever were.
CREATE INDEX "orders_ended_at_idx" ON "orders" (COALESCE("rated_at", "withdrawn_at", 'infinity'::timestamptz));
CREATE INDEX "orders_served_at_idx" ON "orders" ("served_at") WHERE "served_at" IS NOT NULL;

-- Complaints that wait for an answer are few beside all orders.
CREATE INDEX "orders_complaints_idx" ON "orders" ("complained_at") WHERE "complaint" IS NOT NULL AND "complaint_answer" IS NULL;
