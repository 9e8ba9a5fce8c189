-- Events of one household and type by time: what the rule of recurrence asks for with each event that names one.
CREATE INDEX "events_household_idx" ON "events" ("household_id", "type_id", "occurred_at") WHERE "household_id" IS NOT NULL;

-- A rule that somebody made can be removed; its versions stay.
ALTER TABLE "alert_rules" ADD COLUMN     "removed_at" TIMESTAMPTZ(3);

-- The rules of several events that come with the program.
INSERT INTO "alert_rules" ("id", "version", "kind", "name", "enabled", "settings") VALUES
    ('recurrence', 1, 'recurrence', '同一住户 30 天 3 次', true, '{"colour": "yellow", "times": 3, "days": 30, "afterClosing": true, "ownBelow": 0.01, "types": [], "grids": [], "clearMinutes": 60, "lateHours": 72}'),
    ('near_repeat', 1, 'near_repeat', '少见急件 300 米 72 小时 2 次', true, '{"colour": "orange", "times": 2, "meters": 300, "hours": 72, "urgency": 2, "dailyBelow": 3, "types": [], "grids": [], "clearMinutes": 60, "lateHours": 72}'),
    ('threshold', 1, 'threshold', '同一社区 7 天 5 件且多于常态', false, '{"colour": "yellow", "times": 5, "days": 7, "level": 2, "ownBelow": 0.001, "types": [], "grids": [], "clearMinutes": 60, "lateHours": 72}');
