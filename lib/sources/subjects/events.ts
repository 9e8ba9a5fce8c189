import { makePreview } from '@/lib/db/events/event-preview'
import { saveEventsTold } from '@/lib/db/events/events'
import { loadAtlas } from '@/lib/db/ground/grids'
import type { Fence } from '@/lib/db/log/leases'
import type { ItemOf, SourceItem } from '@/lib/db/sources/item'
import type { StoredSource } from '@/lib/db/sources/stored'
import type { Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { toWgs84 } from '@/lib/domain/coordinates'
import type { Rejected, RowOutcome } from '@/lib/domain/event'
import type { EventIn } from '@/lib/domain/event-in'
import { fieldsOf, type RejectCode } from '@/lib/domain/source'
import type { StageAction } from '@/lib/domain/stages'
import { beginning, datumDoubt } from '../feed/datum-doubt'
import { makeCodes } from '../feed/feed-codes'
import { makeRowMapper, parseFields, type RowFault } from '../feed/feed-mapping'
import { type Send, sendAsOf } from '../feed/send-as-of'
import { zoneReader } from '../feed/zone'
import { FileError } from '../file-error'
import { hashOf, makeRefusals, type SubjectRun, type Taken } from './subject'

/** Times without an offset are of the county. */
const ZONE = 'Asia/Shanghai'
/** The level of streets: of sensitive events nothing smaller is told. */
const STREET = 1
const COMMUNITY = 2

type EventRun = { fence: Fence; dry: boolean; askedAt: number; now: () => number }

/**
 * Events, read and saved by the rules of `events import`: under the ids that the same source has there, with the log, their stages and deadlines. A row that says
 * something else than before and not when it changed is an update of the time at which the run was asked for, which stays when it begins anew.
 */
export async function openEvents(source: StoredSource, { fence, dry, askedAt, now }: EventRun): Promise<SubjectRun> {
  const { mapping, name, reading } = source
  const atlas = await loadAtlas()
  const codeOf = makeCodes(atlas, reading.types)
  const feed = parseFields(Object.entries(mapping).map(([field, column]) => [field === 'externalId' ? 'id' : field, column] as const))
  const makeMapper = () => makeRowMapper({ mapping: feed, source: name, readTime: zoneReader(ZONE), crs: reading.crs, codeOf })
  const { refuse, twice } = makeRefusals(source)
  const placeOf = makePlaces(atlas)
  const actor: Viewer = { id: `source:${source.id}`, name, role: 'administrator', scope: { kind: 'grids', prefixes: [''] } }
  const preview = dry ? makePreview() : null
  const send: Send = (events, at) => {
    const receivedAt = at.map((ms) => Math.min(ms, now()))
    return preview
      ? preview(events, { now: now(), receivedAt })
      : saveEventsTold(events, { viewer: actor, now: now(), receivedAt, trusted: true, fence })
  }
  return {
    async *rows(table, only, seen) {
      const mapRow = makeMapper()
      const { head, rows } = await beginning(table.rows)
      const doubt = datumDoubt(head, makeMapper(), atlas)
      if (doubt) throw new FileError(`${doubt.says}: set ${doubt.crs} as the system of its positions. Nothing was written.`, 'datum', doubt.crs)
      let at = -1
      for await (const row of rows) {
        at++
        if (only && !only.has(at)) continue
        const mapped = mapRow(row.values)
        const { community, grid } = placeOf(mapped.event)
        if (row.fault) yield { at, ...refuse(row, row.fault.code, 'cells', row.fault.message) }
        else if (mapped.fault) yield { at, ...refuse(row, codeFor(mapped.fault), ownField(mapped.fault), mapped.fault.plain) }
        else {
          const { event } = mapped
          const externalId = (row.values[mapping.externalId ?? ''] ?? '').trim()
          if (externalId.length > 100) yield { at, ...refuse(row, 'invalid', 'externalId', 'is too long', community) }
          else if (seen.has(externalId)) yield { at, ...twice(row, community) }
          else {
            seen.add(externalId)
            const nothing = { name: '', phone: null, idNumber: null, address: null, fault: null }
            const item: SourceItem = {
              ...{ of: 'events', event, at: mapped.at, externalId, line: row.line, hash: hashOf(event), grid: grid ?? '' },
              ...{ community: community ?? '', ...nothing },
            }
            yield { at, item }
          }
        }
      }
    },
    async take(items) {
      if (items.length === 0) return []
      const events = items.filter((item): item is ItemOf<'events'> => item.of === 'events')
      const told = await sendAsOf(
        send,
        events.map(({ event }) => event),
        events.map(({ at }) => at),
        askedAt,
      )
      const rejected = new Map(told.rejected.map((row) => [row.index, row]))
      return events.map((item, i): Taken => {
        const why = rejected.get(i)
        if (!why) return KINDS[told.outcomes[i] ?? 'rejected']
        const { field, code, message } = tellOf(why, mapping.lon !== undefined)
        const { line, externalId, community, event } = item
        const unplaced = community === '' ? { community: null, told: event.grid?.slice(0, 64) ?? null } : { community, told: null }
        return { reject: { line, code, field, column: mapping[field] ?? null, message, externalId, ...unplaced }, seen: externalId }
      })
    },
  }
}

const KINDS: Readonly<Record<RowOutcome, 'added' | 'changed' | 'same'>> = {
  accepted: 'added',
  updated: 'changed',
  duplicate: 'same',
  rejected: 'same',
}

/** Where an event would count: its community; of a sensitive type its street. */
function makePlaces({ byCode, byId, typeByCode, locate }: Atlas) {
  return (event: EventIn | undefined): { grid: string | null; community: string | null } => {
    const nowhere = { grid: null, community: null }
    if (!event) return nowhere
    const id = event.position ? locate(toWgs84(event.position, event.crs ?? 'WGS84')) : null
    const level = typeByCode.get(event.type)?.sensitive ? STREET : COMMUNITY
    let grid = id === null ? byCode.get(event.grid ?? '') : byId.get(id)
    while (grid && grid.level > level) grid = byCode.get(grid.parentCode)
    return grid ? { grid: grid.code, community: grid.code } : nowhere
  }
}

/** Fields are called as sources call them. */
const ownField = ({ field }: RowFault): string => (field === 'id' ? 'externalId' : field)
const codeFor = ({ code }: Pick<Rejected, 'code'>): RejectCode => CODES[code] ?? 'invalid'
const CODES: Readonly<Partial<Record<Rejected['code'], RejectCode>>> = {
  unknown_type: 'unknown_type',
  unknown_grid: 'unknown_place',
  outside_area: 'outside_area',
  in_future: 'in_future',
  too_old: 'too_old',
}
/** The field that a stage comes from. */
const STAGE_OF: Readonly<Partial<Record<StageAction, string>>> = {
  ...{ accept: 'acceptedAt', dispatch: 'dispatchedAt', take: 'takenAt', hand_in: 'handedInAt', send_back: 'sentBackAt' },
  ...{ grant_extension: 'extendedUntil', suspend: 'suspendedAt', resume: 'resumedAt', reject: 'rejectedAt', void: 'voidedAt' },
  ...{ verify: 'handledAt', handle_on_spot: 'onSpot', follow_up: 'followedUpAt', supervise: 'supervisedAt', lift: 'card', remind: 'reminders' },
}
const EVENT_FIELDS = new Set(fieldsOf('events').map(({ field }) => field))
const isStage = (text: string): text is StageAction => Object.hasOwn(STAGE_OF, text)

/** What was refused when it was to be saved, by the field that it is about. The message repeats nothing of the row. */
function tellOf({ code, message }: Rejected, positioned: boolean): { field: string; code: RejectCode; message: string } {
  const own = codeFor({ code })
  if (own === 'unknown_type') return { field: 'type', code: own, message: 'there is no such type here' }
  if (own === 'unknown_place') return { field: 'grid', code: own, message: 'there is no such grid or community here' }
  if (own === 'outside_area') return { field: positioned ? 'lon' : 'grid', code: own, message: 'lies in no grid' }
  const [, named = ''] = /^"(\w+)"/.exec(message) ?? []
  const [, stage = ''] = /\((\w+)\)/.exec(message) ?? []
  return { field: EVENT_FIELDS.has(named) ? named : isStage(stage) ? (STAGE_OF[stage] ?? 'row') : 'row', code: own, message }
}
