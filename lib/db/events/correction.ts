import type { PoolClient } from 'pg'
import type { Atlas } from '@/lib/domain/atlas'
import { type EventType, Urgency } from '@/lib/domain/category'
import type { Grid } from '@/lib/domain/grid'
import type { ActionIn } from '@/lib/domain/lifecycle'
import { Problem } from '@/lib/domain/problem'
import { namesOf } from '@/lib/domain/rows'
import type { Standing } from './standing'

/** What an event is corrected to: all of it, and where it lies; `lon` and `lat` null for one without a position. */
type Correction = { type: EventType; urgency: Urgency; grid: Grid; lon: number | null; lat: number | null }

/** Throws Problem('invalid') for a type or place that is not there, and for a correction that changes nothing. */
export function correctionOf({ facts, lon, lat }: Standing, known: EventType, input: Omit<ActionIn, 'action'>, atlas: Atlas): Correction {
  const type = input.type === undefined ? known : atlas.typeByCode.get(input.type)
  if (!type) throw new Problem('invalid', `There is no event type ${JSON.stringify(input.type)}.`)
  const urgency = input.urgency ?? Urgency.parse(facts.urgency)
  const { position } = input
  const moved = position !== undefined || input.grid !== undefined
  const named = input.grid === undefined ? facts.grid : atlas.byCode.get(input.grid)?.id
  const grid = atlas.byId.get((position ? atlas.locate(position) : named) ?? 0)
  if (!grid) throw new Problem('invalid', position ? 'The position lies in no grid.' : `There is no grid ${input.grid}.`)
  const [x, y] = moved ? (position ?? [null, null]) : [lon, lat]
  if (type.id === facts.type && urgency === facts.urgency && grid.id === facts.grid && x === lon && y === lat)
    throw new Problem('invalid', 'The correction changes nothing.')
  return { type, urgency, grid, lon: x, lat: y }
}

/** The event as it stands once it is corrected. */
export const corrected = ({ number, facts }: Standing, { type, urgency, grid, lon, lat }: Correction): Standing => ({
  ...{ number, lon, lat },
  facts: { ...facts, type: type.id, urgency, grid: grid.id },
})

/** Writes type, urgency, grid and position of an event; its cell is written with its life. */
export async function writeCorrection(tx: PoolClient, number: number, { type, urgency, grid, lon, lat }: Correction): Promise<void> {
  await tx.query({
    name: 'correction-write',
    text: `UPDATE events SET type_id = $2, urgency = $3, grid_id = $4,
        position = CASE WHEN $5::float8 IS NULL THEN NULL ELSE ST_SetSRID(ST_MakePoint($5::float8, $6::float8), 4326) END
      WHERE number = $1`,
    values: [number, type.id, urgency, grid.id, lon, lat],
  })
}

/** Old and new of a correction, for the timeline: the same form as that of an update. */
export function toldOf({ facts, lon, lat }: Standing, type: EventType, to: Correction, atlas: Atlas): Record<string, unknown> {
  const place = (x: number | null, y: number | null) => (x === null || y === null ? null : [x, y])
  const before = { type: type.code, urgency: facts.urgency, grid: atlas.byId.get(facts.grid)?.code ?? null, position: place(lon, lat) }
  const after = { type: to.type.code, urgency: to.urgency, grid: to.grid.code, position: place(to.lon, to.lat) }
  const fields = namesOf(before).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  const of = (values: typeof before | typeof after) => Object.fromEntries(fields.map((name) => [name, values[name]]))
  return { fields, before: of(before), after: of(after) }
}
