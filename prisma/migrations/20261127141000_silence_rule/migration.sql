-- The rule of silences is inferred: it runs, and tells nobody until it has a record.
INSERT INTO "alert_rules" ("id", "version", "kind", "name", "published", "settings") VALUES
    ('silence', 1, 'silence', '网格静默', false, '{"studyDays": 365, "leastStudyDays": 90, "leastActiveDays": 20, "fireAt": 100, "fireTwiceAt": 100, "quietBelow": 20, "endAfterNights": 1, "renewWithinDays": 7}');
