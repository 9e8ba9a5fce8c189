-- Rules of work that waits. They call in office hours alone; the duty is 微走访, by the id that it ships with. Where no duty has begun and nobody orders, they raise nothing.
INSERT INTO "alert_rules" ("id", "version", "kind", "name", "enabled", "hours", "settings") VALUES
    ('unvisited', 1, 'unvisited', '微走访逾期 3 个工作日', true, '{"dayKind": "working", "from": "08:30", "to": "18:00"}', '{"colour": "blue", "duty": "5b1327a3-2d49-5ed4-b511-6df931a48590", "days": 3, "dayKind": "working", "level": 1, "grids": [], "clearMinutes": 60}'),
    ('lapsed_orders', 1, 'lapsed_orders', '同一社区 7 天 3 单没人接', true, '{"dayKind": "every", "from": "08:00", "to": "20:00"}', '{"colour": "yellow", "times": 3, "days": 7, "services": [], "grids": [], "clearMinutes": 60}');
