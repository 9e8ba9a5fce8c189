import { isDeepStrictEqual } from 'node:util'
import { mayAdminister, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { actorOf } from '@/lib/domain/audit'
import { Problem } from '@/lib/domain/problem'
import { isInferredRule, isWorkRule, Rule, type RulesIn, scopeOf } from '@/lib/domain/rule'
import { mayBePublished, type RecordGates } from '@/lib/domain/rule-gates'
import { writeAudit } from '../audit/audit'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { loadAtlas } from '../ground/grids'
import { lockHead } from '../log/log'
import { readGates } from './gates'
import { readRules } from './rules'
import { writeMutes } from './silences'

/**
 * Changes rules, a new version of each that is otherwise after; what is not given stays. Throws Problem('forbidden') for anybody but an
 * administrator of the whole county, 'not_found' for a rule that is not there, 'invalid' for settings of another
 * kind, 'conflict' where it is not of the version that was looked at, 'no_record' for a rule of inference that is to notify without a record. `now` is epoch milliseconds.
 */
export async function changeRules(
  viewer: Viewer,
  { rules: wanted }: RulesIn,
  { now, address }: { now: number; address: string | null },
): Promise<void> {
  const actor = actorOf(viewer)
  const atlas = await loadAtlas()
  if (!mayAdminister(viewer, atlas.grids)) {
    await writeAudit(pool(), { actor, action: 'rule.changed', address, result: 'refused' })
    throw new Problem('forbidden', 'The rules are of the whole county; only an administrator of all of it changes them.')
  }
  await transaction(async (tx) => {
    const head = await lockHead(tx)
    const gates = await readGates(tx)
    for (const { id, expectedVersion = null, ...given } of wanted) {
      const before = (await readRules(tx)).find((rule) => rule.id === id)
      if (!before) throw new Problem('not_found', `There is no rule ${JSON.stringify(id)}.`)
      const after = changed(before, given, { now, gates })
      if (after === before) continue
      if (expectedVersion !== null && expectedVersion !== before.version)
        throw new Problem('conflict', `The rule has changed: its version is ${before.version}, not ${expectedVersion}.`)
      checkScope(after, atlas)
      await checkWork(tx, after)
      await insertRule(tx, after)
      // what is known of its past holds as long as its record does
      if (after.record !== null)
        await tx.query(
          `INSERT INTO rule_backtests (rule_id, rule_version, made_at, body)
           SELECT rule_id, $3, made_at, body FROM rule_backtests WHERE rule_id = $1 AND rule_version = $2`,
          [id, before.version, after.version],
        )
      const told = ({ name, enabled, published, hours, settings }: Rule) => ({ name, enabled, published, hours, settings })
      await writeAudit(tx, { actor, action: 'rule.changed', object: { kind: 'rule', id }, address, detail: { from: told(before), to: told(after) } })
    }
    // other hours hold and let go what lives
    await writeMutes(tx, head, now)
  })
}

/** Writes a version of a rule. */
export async function insertRule(tx: PoolClient, rule: Rule): Promise<void> {
  const { id, version, kind, name, enabled, published, hours, settings, record, beginsAt } = rule
  await tx.query(
    `INSERT INTO alert_rules (id, version, kind, name, enabled, published, hours, settings, record, begins_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9::jsonb, to_timestamp($10::float8 / 1000))`,
    [
      id,
      version,
      kind,
      name,
      enabled,
      published,
      hours && JSON.stringify(hours),
      JSON.stringify(settings),
      record && JSON.stringify(record),
      beginsAt,
    ],
  )
}

/** Throws Problem('invalid') where a rule would watch a type or a grid that is not there, or tell by a silence of a sensitive type. */
export function checkScope(rule: Pick<Rule, 'kind' | 'settings'>, { typeById, byCode }: Atlas): void {
  const { types = [], grids = [] } = scopeOf(rule)
  const known = new Set([...typeById.values()].map(({ code }) => code))
  const type = types.find((code) => !known.has(code))
  if (type !== undefined) throw new Problem('invalid', `There is no type ${JSON.stringify(type)}.`)
  const hidden = rule.kind === 'quiet' ? [...typeById.values()].find(({ code, sensitive }) => sensitive && types.includes(code)) : undefined
  if (hidden) throw new Problem('invalid', `The type ${JSON.stringify(hidden.code)} is sensitive: nobody is to learn of it by its silence.`)
  const grid = grids.find((code) => !byCode.has(code))
  if (grid !== undefined) throw new Problem('invalid', `There is no grid ${JSON.stringify(grid)}.`)
}

/** Throws Problem('invalid') where a rule would watch a duty or a service that is not there. */
export async function checkWork(at: Pick<PoolClient, 'query'>, rule: Rule): Promise<void> {
  if (!isWorkRule(rule)) return
  if (rule.kind === 'unvisited') {
    const { rows } = await at.query('SELECT 1 FROM duty_templates WHERE id = $1::uuid', [rule.settings.duty])
    if (rows.length === 0) throw new Problem('invalid', `There is no duty ${JSON.stringify(rule.settings.duty)}.`)
    return
  }
  const { rows } = await at.query<{ code: string }>('SELECT code FROM order_services WHERE code = ANY($1::text[])', [rule.settings.services])
  const missing = rule.settings.services.find((code) => !rows.some((row) => row.code === code))
  if (missing !== undefined) throw new Problem('invalid', `There is no service ${JSON.stringify(missing)}.`)
}

/** The next version of a rule; the rule itself where nothing is otherwise. */
function changed(
  before: Rule,
  given: Omit<RulesIn['rules'][number], 'id' | 'expectedVersion'>,
  { now, gates }: { now: number; gates: RecordGates },
): Rule {
  const { name = before.name, enabled = before.enabled, settings = before.settings, hours = before.hours } = given
  const sameSettings = isDeepStrictEqual(sorted(settings), sorted(before.settings))
  // a record is of the settings that it was made with
  const record = sameSettings ? before.record : null
  const isInferred = isInferredRule(before)
  const published = isInferred ? (given.published ?? (before.published && record !== null)) : true
  if (isInferred && given.published && !mayBePublished(record, gates))
    throw new Problem('no_record', `The rule ${JSON.stringify(before.id)} cannot notify anybody before it has a record that passes the gates.`)
  const sameHours = isDeepStrictEqual(hours, before.hours)
  if (name === before.name && enabled === before.enabled && published === before.published && sameHours && sameSettings) return before
  const beginsAt = before.enabled ? before.beginsAt : now
  const after = Rule.safeParse({ ...before, version: before.version + 1, name, enabled, published, hours, settings, record, beginsAt })
  if (!after.success) throw new Problem('invalid', `These are not settings of a rule of the kind ${before.kind}.`)
  return after.data
}

/** Settings so that the same ones are equal in whatever order they are given, and whether or not they say what holds where nothing is said. */
function sorted(settings: Rule['settings']): object {
  const { types = [], grids = [] } = scopeOf({ settings })
  const scope = { types: [...types].sort(), grids: [...grids].sort() }
  const colours = 'colours' in settings ? { colours: [...settings.colours].sort((a, b) => a.urgency - b.urgency) } : {}
  const by = 'level' in settings && 'ownBelow' in settings ? { by: settings.by ?? 'type', interval: settings.interval ?? null } : {}
  const services = 'services' in settings ? { services: [...settings.services].sort() } : {}
  return { ...settings, ...scope, ...colours, ...by, ...services }
}
