-- The rule of surges is inferred: it runs, and tells nobody until it has a record.
INSERT INTO "alert_rules" ("id", "version", "kind", "name", "published", "settings") VALUES
    ('surge', 1, 'surge', '事件突增', false, '{"studyDays": 730, "leastStudyDays": 180, "guardDays": 14, "windowDays": 7, "minCases": 3, "dailyAtLeast": 1, "sensitiveDailyAtLeast": 0.1, "fireAt": 100, "fireTwiceAt": 20, "quietBelow": 20, "endAfterNights": 3, "renewWithinDays": 7}');
