-- The shipped rule of a threshold, off as it is shipped, asks how rare a count is among all places and types together, and not of one alone. What somebody has changed stays.
UPDATE alert_rules SET settings = settings || '{"interval": 100}', record = NULL WHERE id = 'threshold' AND version = 1 AND NOT enabled;
