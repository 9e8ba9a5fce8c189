import { randomUUID } from 'node:crypto'
import { mayAdminister, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { actorOf } from '@/lib/domain/audit'
import { Problem } from '@/lib/domain/problem'
import { isInferredRule, type RuleIn } from '@/lib/domain/rule'
import { isInferredKind, isMadeByHand } from '@/lib/domain/rule-kinds'
import { writeAudit } from '../audit/audit'
import { pool, transaction } from '../engine/pool'
import { loadAtlas } from '../ground/grids'
import { lockHead } from '../log/log'
import { checkScope, checkWork, insertRule } from './change-rules'
import { readRules } from './rules'
import { writeMutes } from './silences'

/** Rules that people have made, at most: each is asked with each event. */
const MAX_MADE = 50
/** Of these so many are scanned for, since each takes up to a minute of a processor a night. */
const MAX_SCANNED = 10

type Context = { now: number; address: string | null }

/** The atlas, for whoever administers the whole county; throws Problem('forbidden') for others, and says so in the audit. */
async function allowed(viewer: Viewer, action: 'rule.made' | 'rule.removed', address: string | null): Promise<Atlas> {
  const atlas = await loadAtlas()
  if (mayAdminister(viewer, atlas.grids)) return atlas
  await writeAudit(pool(), { actor: actorOf(viewer), action, address, result: 'refused' })
  throw new Problem('forbidden', 'The rules are of the whole county; only an administrator of all of it makes and removes them.')
}

/**
 * Makes a rule of several events, of work that waits, of silences by the clock, or of clusters, which begins now; one of inference tells nobody before it has a record. Throws Problem('forbidden') for anybody but an administrator of the whole county, 'invalid' for a type
 * or grid that is not there, or where there are too many. `now` is epoch milliseconds.
 */
export async function makeRule(viewer: Viewer, given: RuleIn, { now, address }: Context): Promise<string> {
  const atlas = await allowed(viewer, 'rule.made', address)
  const id = randomUUID().replaceAll('-', '')
  const isInferred = isInferredKind(given.kind)
  const rule = { ...given, id, version: 1, published: !isInferred, record: null, beginsAt: now }
  checkScope(rule, atlas)
  await transaction(async (tx) => {
    await lockHead(tx)
    const made = (await readRules(tx)).filter(isMadeByHand)
    if (made.length >= MAX_MADE) throw new Problem('invalid', `There are ${MAX_MADE} rules that somebody made already: remove one first.`)
    if (isInferred && made.filter(isInferredRule).length >= MAX_SCANNED)
      throw new Problem('invalid', `There are ${MAX_SCANNED} rules of inference that somebody made already: remove one first.`)
    await checkWork(tx, rule)
    await insertRule(tx, rule)
    const { kind, name, enabled, hours, settings } = rule
    await writeAudit(tx, {
      actor: actorOf(viewer),
      action: 'rule.made',
      object: { kind: 'rule', id },
      address,
      detail: { kind, name, enabled, hours, settings },
    })
  })
  return id
}

/**
 * Removes a rule that somebody made: it raises nothing more, its alerts end as their time comes and wait for no hours any more, and its versions stay. Throws Problem('forbidden') as above,
 * 'not_found', and 'invalid' for one that comes with the program.
 */
export async function removeRule(viewer: Viewer, id: string, { now, address }: Context): Promise<void> {
  await allowed(viewer, 'rule.removed', address)
  await transaction(async (tx) => {
    const head = await lockHead(tx)
    const rule = (await readRules(tx)).find((one) => one.id === id)
    if (!rule) throw new Problem('not_found', `There is no rule ${JSON.stringify(id)}.`)
    if (!isMadeByHand(rule)) throw new Problem('invalid', 'This rule comes with the program: it is switched off, not removed.')
    await tx.query('UPDATE alert_rules SET removed_at = to_timestamp($3::float8 / 1000) WHERE id = $1 AND version = $2', [id, rule.version, now])
    await writeMutes(tx, head, now)
    await writeAudit(tx, { actor: actorOf(viewer), action: 'rule.removed', object: { kind: 'rule', id }, address, detail: { name: rule.name } })
  })
}
