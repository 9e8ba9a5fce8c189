import { mayAdminister, type Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { Problem } from '@/lib/domain/problem'
import type { Rule, RulesIn } from '@/lib/domain/rule'
import { writeAudit } from '../audit/audit'
import { pool, transaction } from '../engine/pool'
import { loadAtlas } from '../ground/grids'
import { lockHead } from '../log/log'
import { readRules } from './rules'

/**
 * Changes rules, a new version of each that is otherwise after; what is not given stays. Throws Problem('forbidden') for anybody but an
 * administrator of the whole county, 'not_found' for a rule that is not there. `now` is epoch milliseconds.
 */
export async function changeRules(
  viewer: Viewer,
  { rules: wanted }: RulesIn,
  { now, address }: { now: number; address: string | null },
): Promise<void> {
  const actor = actorOf(viewer)
  if (!mayAdminister(viewer, (await loadAtlas()).grids)) {
    await writeAudit(pool(), { actor, action: 'rule.changed', address, result: 'refused' })
    throw new Problem('forbidden', 'The rules are of the whole county; only an administrator of all of it changes them.')
  }
  await transaction(async (tx) => {
    await lockHead(tx)
    for (const { id, ...given } of wanted) {
      const before = (await readRules(tx)).find((rule) => rule.id === id)
      if (!before) throw new Problem('not_found', `There is no rule ${JSON.stringify(id)}.`)
      const after = changed(before, given, now)
      if (after === before) continue
      await tx.query(
        `INSERT INTO alert_rules (id, version, kind, name, enabled, settings, record, begins_at)
         VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, to_timestamp($8::float8 / 1000))`,
        [
          id,
          after.version,
          after.kind,
          after.name,
          after.enabled,
          JSON.stringify(after.settings),
          after.record && JSON.stringify(after.record),
          after.beginsAt,
        ],
      )
      const told = ({ name, enabled, settings }: Rule) => ({ name, enabled, settings })
      await writeAudit(tx, { actor, action: 'rule.changed', object: { kind: 'rule', id }, address, detail: { from: told(before), to: told(after) } })
    }
  })
}

/** The next version of a rule; the rule itself where nothing is otherwise. */
function changed(
  before: Rule,
  { name = before.name, enabled = before.enabled, settings = before.settings }: Omit<RulesIn['rules'][number], 'id'>,
  now: number,
): Rule {
  const sameSettings = JSON.stringify(sorted(settings)) === JSON.stringify(sorted(before.settings))
  if (name === before.name && enabled === before.enabled && sameSettings) return before
  const record = sameSettings ? before.record : null
  return { ...before, version: before.version + 1, name, enabled, settings, record, beginsAt: before.enabled ? before.beginsAt : now }
}

const sorted = ({ colours, clearMinutes, lateHours }: Rule['settings']) => [
  clearMinutes,
  lateHours,
  ...[...colours].sort((a, b) => a.urgency - b.urgency).map(({ urgency, colour }) => [urgency, colour]),
]
