import { setImmediate } from 'node:timers/promises'
import { pastUrgentEvents, readKnownSince } from '@/lib/db/alerts/group-events'
import { writeVolume } from '@/lib/db/alerts/rules'
import { pool } from '@/lib/db/engine/pool'
import type { Fence } from '@/lib/db/log/leases'
import type { Atlas } from '@/lib/domain/atlas'
import { DAY_MS } from '@/lib/domain/clock'
import { type EventRule, isEventRule, type Rule } from '@/lib/domain/rule'
import { isInScope } from '@/lib/domain/rule-scope'
import { OWN_YEAR_MS } from '@/lib/warning/group-rules'
import { RENEWAL_MS } from '@/lib/warning/rule-alerts'
import { type PastSingle, replaySingles } from '@/lib/warning/single-replay'

/** Is a rule one of urgency, whose volume its past tells? When a clock ran out that stands by now is not known, so what is overdue is counted as it is raised. */
export const isUrgencyRule = (rule: Rule): rule is EventRule => isEventRule(rule) && rule.kind === 'urgency'

/**
 * Replays rules of urgency that are on over the year before `now` (epoch milliseconds), or as much of it as is known, and keeps how many alerts a day that
 * comes to; with less than a day they have none (尚无历史).
 */
export async function refreshUrgencyVolumes(fence: Fence, rules: readonly EventRule[], atlas: Atlas, now: number): Promise<void> {
  const from = Math.max(await readKnownSince(pool(), now), now - OWN_YEAR_MS)
  if (now - from < DAY_MS) return
  for (const rule of rules) {
    if (!rule.enabled) continue
    const urgencies = rule.settings.colours.map(({ urgency }) => urgency)
    const streams = new Map<string, PastSingle[]>()
    for (const event of await pastUrgentEvents(pool(), from - RENEWAL_MS, urgencies, atlas)) {
      if (!isInScope(rule.settings, event)) continue
      const stream = streams.get(event.type) ?? []
      stream.push(event)
      streams.set(event.type, stream)
    }
    let raised = 0
    for (const events of streams.values()) {
      raised += replaySingles(rule.settings, events).filter((at) => at >= from && at < now).length
      await setImmediate()
    }
    const days = (now - from) / DAY_MS
    const alertsPerDay = Number((raised / days).toFixed(3))
    await writeVolume(fence, rule, { kind: 'volume', basis: [], alertsPerDay, days: Number(days.toFixed(2)) })
  }
}
