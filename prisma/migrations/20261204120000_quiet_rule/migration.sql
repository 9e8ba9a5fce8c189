-- Silences by the clock (静默超时): when something was last received from each grid is looked up, not counted.
CREATE INDEX "events_grid_id_received_at_idx" ON "events" ("grid_id", "received_at" DESC);

CREATE TABLE "quiet_watch" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quiet_watch_pkey" PRIMARY KEY ("id")
);

-- Off as shipped: a bare count of hours calls far too often (docs/early-warning.md).
INSERT INTO "alert_rules" ("id", "version", "kind", "name", "enabled", "hours", "settings") VALUES
    ('quiet', 1, 'quiet', '网格 48 小时没有收到事件', false, '{"dayKind": "every", "from": "08:00", "to": "20:00"}', '{"colour": "blue", "hours": 48, "level": 4, "types": [], "grids": []}');
