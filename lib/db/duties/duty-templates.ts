import * as z from 'zod/mini'
import type { Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { DutyContent, type DutyIn, faultOfDuty, mayEditDuty } from '@/lib/domain/duty'
import { SHIPPED_DUTIES } from '@/lib/domain/duty-templates'
import { Problem } from '@/lib/domain/problem'
import { namesOf } from '@/lib/domain/rows'
import { writeAudit } from '../audit/audit'
import { askedHash, needSame } from '../engine/asked'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'
import { shippedDutyId } from './duty-ids'

/*
 * Duties (职责): templates, the items that follow from them, and what is done with these. Not to be taken for the roster of whoever answers alerts (值班), which is
 * lib/db/duty.
 */

/** Who does it, and from where: it stands in the audit. */
export type By = { viewer: Viewer; address: string | null }

/** A template as it is kept. */
const StoredTemplate = z.extend(DutyContent, {
  id: z.string(),
  shipped: z.nullable(z.string()),
  ended: z.boolean(),
  demo: z.boolean(),
  revision: z.int(),
  lastRequest: z.nullable(z.string()),
})
export type StoredTemplate = z.infer<typeof StoredTemplate>

const SELECT = `SELECT id::text AS id, shipped, content, within, ended_at IS NOT NULL AS ended, demo, revision, last_request::text AS "lastRequest" FROM duty_templates`
type Row = { content: object }
const stored = ({ content, ...row }: Row): StoredTemplate => z.parse(StoredTemplate, { ...content, ...row })

/** All templates, those that shipped first and in their order, then the others by when they were made. */
export async function listTemplates(at: Pick<PoolClient, 'query'> = pool()): Promise<StoredTemplate[]> {
  const { rows } = await at.query<Row>(`${SELECT} ORDER BY created_at, id`)
  const order = new Map<string, number>(namesOf(SHIPPED_DUTIES).map((name, i) => [name, i]))
  const rank = ({ shipped }: StoredTemplate) => (shipped === null ? order.size : (order.get(shipped) ?? order.size))
  return rows.map(stored).sort((a, b) => rank(a) - rank(b))
}

/** The template of this id; null: there is none. */
export async function readTemplate(id: string, at: Pick<PoolClient, 'query'> = pool()): Promise<StoredTemplate | null> {
  const { rows } = await at.query<Row>(`${SELECT} WHERE id = $1::uuid`, [id])
  return rows[0] ? stored(rows[0]) : null
}

/** Makes the duties that ship where they are missing; none of them begins by itself. What was changed here stays as it is. */
export async function ensureShipped(fence: Fence | null): Promise<void> {
  const rows = namesOf(SHIPPED_DUTIES).map((shipped) => {
    const { nameEn: _name, noteEn: _note, ...content } = SHIPPED_DUTIES[shipped]
    return { id: shippedDutyId(shipped), shipped, content: { ...content, begins: null } }
  })
  await transaction(async (tx) => {
    if (fence) await checkFence(tx, fence)
    await tx.query(
      `INSERT INTO duty_templates (id, shipped, content, within)
       SELECT r.id, r.shipped, r.content, '' FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, shipped text, content jsonb) ON CONFLICT DO NOTHING`,
      [JSON.stringify(rows)],
    )
  })
}

/**
 * Makes a template (`revision` 1), or changes it as it was when it was read: periods whose items are made keep them. The same request again changes nothing. Throws
 * Problem `invalid`, `not_found`, `forbidden`, and `conflict` with the revision that it has, or where something else was asked for under the last request.
 */
export async function saveTemplate({ viewer, address }: By, id: string, said: DutyIn): Promise<StoredTemplate> {
  const { requestId, expectedRevision, ended, ...wanted } = said
  const fault = faultOfDuty(wanted)
  if (fault !== null) throw new Problem('invalid', fault)
  if (!mayEditDuty(viewer, wanted)) throw new Problem('forbidden', 'Templates are kept by those who work for all of their area.')
  const { within, ...content } = wanted
  const asked = askedHash(said)
  return transaction(async (tx) => {
    // requests about one template wait for each other here, also about one that is not there yet
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`duty ${id}`])
    const before = await readTemplate(id, tx)
    if (before?.lastRequest === requestId) {
      const { rows } = await tx.query<{ hash: Buffer | null }>('SELECT last_hash AS hash FROM duty_templates WHERE id = $1::uuid', [id])
      needSame(rows[0]?.hash ?? null, asked)
      return before
    }
    if (before && !mayEditDuty(viewer, before)) throw new Problem('forbidden', 'Templates are kept by those who work for all of their area.')
    if (!before && expectedRevision !== undefined) throw new Problem('not_found', 'There is no such template here.')
    if (before && before.revision !== expectedRevision) {
      const message = `The template has changed: its revision is ${before.revision}, not ${expectedRevision ?? 'told'}.`
      throw new Problem('conflict', message, { revision: before.revision })
    }
    await tx.query(
      `INSERT INTO duty_templates AS t (id, content, within, ended_at, last_request, last_hash)
       VALUES ($1::uuid, $2::jsonb, $3, CASE WHEN $4 THEN clock_timestamp() END, $5::uuid, $6)
       ON CONFLICT (id) DO UPDATE SET content = excluded.content, within = excluded.within, ended_at = CASE WHEN $4 THEN COALESCE(t.ended_at, clock_timestamp()) END,
         last_request = excluded.last_request, last_hash = excluded.last_hash, revision = t.revision + 1, updated_at = clock_timestamp()`,
      [id, JSON.stringify(content), within, ended, requestId, asked],
    )
    const detail = { name: wanted.name, within, cadence: wanted.cadence, begins: wanted.begins, ended, made: !before }
    await writeAudit(tx, { actor: actorOf(viewer), action: 'duty.saved', object: { kind: 'duty', id }, address, detail })
    const after = await readTemplate(id, tx)
    if (!after) throw new Problem('internal', 'the template is not there')
    return after
  })
}
