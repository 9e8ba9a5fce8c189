-- The light of an event is that of the worst of its clocks from here on, so that a flag says what it said alone before: 16384 is
-- pastDeadline, 4096 carded (lib/domain/life.ts).
UPDATE events SET life_flags = life_flags | 16384 WHERE light = 2;
UPDATE events SET life_flags = life_flags | 4096 WHERE life_flags & 1536 <> 0;

-- An extension that waits for its answer is a wish with a reason; cards are counted.
UPDATE events e SET life = e.life - 'extensionAsked'
  || jsonb_build_object('cards', CASE WHEN e.life_flags & 1536 <> 0 THEN 1 ELSE 0 END)
  || CASE WHEN e.life -> 'extensionAsked' = 'true'::jsonb THEN jsonb_build_object('extensionWish', (
       SELECT jsonb_build_object('until', NULL, 'reason', coalesce(t.reason, ''), 'by', t.actor_id, 'at', floor(date_part('epoch', t.at) * 1000))
       FROM transitions t WHERE t.number = e.number AND t.action = 'ask_extension' ORDER BY t.revision DESC LIMIT 1
     )) ELSE '{}'::jsonb END
  WHERE e.life IS NOT NULL;

-- 督办台账: the events with a card that lives are few.
CREATE INDEX events_carded_idx ON events (number) WHERE life_flags & 1536 <> 0;
