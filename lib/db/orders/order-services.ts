import * as z from 'zod/mini'
import type { Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { type OrderCatalogueIn, OrderService } from '@/lib/domain/order-services'
import { Problem } from '@/lib/domain/problem'
import { writeAudit } from '../audit/audit'
import { askedHash, needSame } from '../engine/asked'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { readSetting, writeSetting } from '../engine/settings'

const KEY = 'order-services'
/** How often the catalogue was changed, and by which request last, with the hash of what it asked for; as shipped it is of the revision 1. */
const Changed = z.object({ revision: z.int(), lastRequest: z.nullable(z.string()), lastHash: z._default(z.nullable(z.string()), null) })
const SHIPPED: z.infer<typeof Changed> = { revision: 1, lastRequest: null, lastHash: null }

type Catalogue = { revision: number; services: OrderService[] }

/** The catalogue of services (清单) in its order; those that are switched off too. */
export async function readCatalogue(reader: Pick<PoolClient, 'query'> = pool()): Promise<Catalogue> {
  const { rows } = await reader.query(
    `SELECT code, name, name_en AS "nameEn", skill, minutes, offer_minutes AS "offerMinutes", pool_minutes AS "poolMinutes", is_on AS "on"
     FROM order_services ORDER BY is_on DESC, position, code`,
  )
  const { revision } = (await readSetting(KEY, Changed, reader)) ?? SHIPPED
  return { revision, services: z.parse(z.array(OrderService), rows) }
}

/**
 * Sets the catalogue as of the revision that was looked at; a service that is left out is switched off, for orders of it stay. The same request again changes
 * nothing. Throws Problem('conflict') where somebody has changed it meanwhile, or something else was asked for under the last request. Whether the viewer may is the caller's to know.
 */
export async function setCatalogue({ viewer, address }: { viewer: Viewer; address: string | null }, said: OrderCatalogueIn): Promise<Catalogue> {
  const { requestId, expectedRevision, services } = said
  const asked = askedHash(said)
  return transaction(async (tx) => {
    // one change at a time, also of those that add rows
    await tx.query('LOCK TABLE order_services IN SHARE ROW EXCLUSIVE MODE')
    const { revision, lastRequest, lastHash } = (await readSetting(KEY, Changed, tx)) ?? SHIPPED
    if (lastRequest === requestId) {
      needSame(lastHash === null ? null : Buffer.from(lastHash, 'hex'), asked)
      return readCatalogue(tx)
    }
    if (revision !== expectedRevision) throw new Problem('conflict', 'Somebody has changed the catalogue meanwhile.', { revision })
    await tx.query('UPDATE order_services SET is_on = false')
    await tx.query(
      `INSERT INTO order_services (code, position, name, name_en, skill, minutes, offer_minutes, pool_minutes, is_on)
       SELECT r.code, r.position, r.name, r."nameEn", r.skill, r.minutes, r."offerMinutes", r."poolMinutes", r."on"
       FROM jsonb_to_recordset($1::jsonb) AS r (code text, position int4, name text, "nameEn" text, skill text, minutes int4, "offerMinutes" int4[], "poolMinutes" int4, "on" boolean)
       ON CONFLICT (code) DO UPDATE SET position = excluded.position, name = excluded.name, name_en = excluded.name_en, skill = excluded.skill,
         minutes = excluded.minutes, offer_minutes = excluded.offer_minutes, pool_minutes = excluded.pool_minutes, is_on = excluded.is_on`,
      [JSON.stringify(services.map((service, i) => ({ ...service, position: i + 1 })))],
    )
    await writeSetting(KEY, { revision: revision + 1, lastRequest: requestId, lastHash: asked.toString('hex') }, tx)
    const detail = { services: services.length, on: services.filter(({ on }) => on).length }
    await writeAudit(tx, { actor: actorOf(viewer), action: 'order.services_changed', object: { kind: 'setting', id: KEY }, address, detail })
    return readCatalogue(tx)
  })
}
