-- The rule of hot spots is inferred: it runs, and tells nobody until it has a record.
INSERT INTO "alert_rules" ("id", "version", "kind", "name", "published", "settings") VALUES
    ('hotspot', 1, 'hotspot', '热点变化', false, '{"studyDays": 365, "leastStudyDays": 180, "weeks": 12, "neighbours": 6, "rate": 0.05, "minCases": 5, "gravest": "blue", "fireAt": 20, "fireTwiceAt": 20, "quietBelow": 20, "endAfterNights": 1, "renewWithinDays": 14}');
