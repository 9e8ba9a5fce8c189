import { readOrdersSetting, readSubmissionsSetting } from '@/lib/db/county-settings'
import { findLink, type LinkRow } from '@/lib/db/links/links'
import type { LinkPurpose } from '@/lib/domain/link'
import { Problem } from '@/lib/domain/problem'
import { countPublic } from './limits'
import { needOwnOrigin, type OpenCall } from './request'

/** A request that came by a link. */
export type LinkCall = OpenCall & { link: LinkRow }

/** Is what links of this purpose are for switched on? What was told goes on being followed when no more is taken. */
async function isOpen({ purpose, thing }: LinkRow): Promise<boolean> {
  if (purpose === 'report') return (await readSubmissionsSetting()).on
  return purpose !== 'order' || thing !== null || (await readOrdersSetting()).links
}

/**
 * Who comes by a link: `Authorization: Bearer` with its secret. A header, because an address is written into logs and histories and told to other servers,
 * and because no page elsewhere can send one from a visitor's browser. A link that is unknown, revoked or has run out, one for another purpose, none, and one
 * of what is switched off are told the same. Throws Problem `unauthenticated`, `rate_limited`, and `bad_origin` for what another server's page writes.
 */
export async function enterByLink(call: OpenCall, purpose: LinkPurpose): Promise<LinkCall> {
  const { request, address } = call
  await countPublic(address)
  if (request.headers.get('origin') !== null) needOwnOrigin(request)
  const secret = /^Bearer +(\S+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  const link = secret === undefined ? null : await findLink(secret, purpose)
  if (!link || !(await isOpen(link)))
    throw new Problem('unauthenticated', 'This link does not hold: it was withdrawn, has run out, or was not copied whole.')
  return { ...call, link }
}
