-- Open events by their deadline: the order in which people who act look at them. Without it each page sorted all that are open.
CREATE INDEX "events_open_deadline_idx" ON "events" ("deadline", "number") WHERE "handled_at" IS NULL;
