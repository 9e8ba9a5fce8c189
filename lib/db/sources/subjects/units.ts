import { SkillName } from '@/lib/domain/skills'
import { mergeUnit } from '@/lib/domain/source-units'
import { type UnitContent, UnitKind, UnitLinkKind } from '@/lib/domain/unit'
import type { PoolClient } from '../../engine/pool'
import { decodeMultiLineString } from '../../ground/wkb'
import { bumpPeopleVersion } from '../../people/people-version'
import { writeUnits } from '../../units/unit-write'
import type { StoredSubject } from './subject'

export const units: StoredSubject<'units'> = {
  table: 'units',
  stands: 't.id IS NOT NULL AND t.ended_at IS NULL AND t.updated_at <= r.updated_at',
  idOf: (_, { unit }) => unit.id,
  async write(tx, { name, demo, mapping }, items) {
    const there = await lockUnits(
      tx,
      items.map(({ unit }) => unit.id),
    )
    const records = items.map(({ unit: { id, externalId, ...said } }) => {
      const here = there.get(id)
      return { ...(here ? mergeUnit(said, here, mapping) : said), id, externalId, source: name, demo, ended: false }
    })
    const { added, updated } = await writeUnits(tx, records)
    if (added + updated > 0) await bumpPeopleVersion(tx)
  },
  async leave(tx, ids, at) {
    await tx.query(
      `UPDATE units SET ended_at = $2, revision = revision + 1, updated_at = clock_timestamp() WHERE id = ANY($1::uuid[]) AND ended_at IS NULL`,
      [ids, at],
    )
    await bumpPeopleVersion(tx)
  },
  here: `FROM (SELECT u.id, u.name, u.contact_phone AS phone, NULL AS address, (SELECT min(g.grid_code) FROM unit_grids g WHERE g.unit_id = u.id) AS grid_code
    FROM units u WHERE u.ended_at IS NULL) h WHERE h.grid_code IS NOT NULL`,
  matchable: `SELECT u.id::text AS id, u.name, NULL AS phone, NULL AS "idNumber", NULL AS address FROM units u
    WHERE u.ended_at IS NULL AND u.id IN (SELECT unit_id FROM unit_grids WHERE grid_code = ANY($1::text[])) ORDER BY u.id`,
}

type Row = Omit<UnitContent, 'kind' | 'place' | 'road' | 'grids' | 'skills' | 'links'> & {
  id: string
  kind: string
  lon: number | null
  lat: number | null
  roadName: string | null
  road: Buffer | null
  grids: string[]
  skills: string[]
  links: { kind: string; to: string }[]
}

/** Units of these ids as they are here, ended ones too, locked until the transaction ends. */
async function lockUnits(tx: PoolClient, ids: readonly string[]): Promise<Map<string, UnitContent>> {
  const { rows } = await tx.query<Row>(
    `SELECT u.id::text AS id, u.kind, u.name, u.parent_id::text AS parent, ST_X(u.place) AS lon, ST_Y(u.place) AS lat, u.road_name AS "roadName",
       ST_AsBinary(u.road, 'NDR') AS road, u.contact_name AS "contactName", u.contact_phone AS "contactPhone", u.team_id AS team, u.skills,
       ARRAY(SELECT g.grid_code::text FROM unit_grids g WHERE g.unit_id = u.id ORDER BY 1) AS grids,
       COALESCE((SELECT json_agg(json_build_object('kind', l.kind, 'to', l.to_id)) FROM unit_links l WHERE l.from_id = u.id), '[]') AS links
     FROM units u WHERE u.id = ANY($1::uuid[]) ORDER BY u.id FOR UPDATE OF u`,
    [ids],
  )
  return new Map(
    rows.map(({ id, kind, lon, lat, roadName, road, skills, links, ...rest }) => [
      id,
      {
        ...rest,
        kind: UnitKind.parse(kind),
        place: lon === null || lat === null ? null : [lon, lat],
        road: roadName === null ? null : { name: roadName, lines: road ? decodeMultiLineString(road) : [] },
        skills: skills.flatMap((skill) => SkillName.safeParse(skill).data ?? []),
        links: links.map((link) => ({ kind: UnitLinkKind.parse(link.kind), to: link.to })),
      },
    ]),
  )
}
