-- When a rule may call; null: at any hour.
ALTER TABLE "alert_rules" ADD COLUMN     "hours" JSONB;
