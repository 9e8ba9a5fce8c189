-- What residents and volunteers did with an order told their whole name to whoever opened it: the first character is left, as it is written from now on.
UPDATE "order_steps" s SET actor_name = left(s.actor_name, 1) || '*' FROM "residents" r WHERE r.user_id = s.actor_id AND s.actor_name <> '';
UPDATE "orders" o SET created_name = left(o.created_name, 1) || '*' FROM "residents" r WHERE r.user_id = o.created_by AND o.created_name <> '';
