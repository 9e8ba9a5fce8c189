import type { AlertOutcome } from '@/lib/domain/alert'
import { mayWait } from '@/lib/domain/alert-budget'
import { callsAtOnce, followLadder, isTold, keptDigest, timerOf } from '@/lib/domain/alert-ladder'
import { inhibitedOutcomes } from '@/lib/domain/alert-ladder-inhibit'
import { type AlertRecord, gridsOf, isLive } from '@/lib/domain/alert-record'
import { LADDER_MINUTES, LadderMinutes, type Stander, type Standing } from '@/lib/domain/ladder'
import { type DutyPerson, onDutyAt } from '@/lib/domain/roster'
import { incompleteBy } from '@/lib/domain/silence'
import { readBoundPeople, readShiftsAt } from '../duty/roster-rows'
import { type Pool, type PoolClient, pool } from '../engine/pool'
import { readSetting, writeSetting } from '../engine/settings'
import { type AtHand, readAkin } from './alert-rows'
import { spending } from './budget'
import { mutesAt } from './mutes'
import { readSilences } from './silence-rows'

type Place = Pick<Pool | PoolClient, 'query'>
const KEY = 'ladder'
const NOBODY: Standing = { officer: [], level4: [], level3: [], level2: [], level1: [], leader: [] }

/** The minutes of the ladder that the county has set, or what is shipped. */
export async function readLadderMinutes(place?: Place): Promise<LadderMinutes> {
  return (await readSetting(KEY, LadderMinutes, place)) ?? LADDER_MINUTES
}

/** Sets the minutes of the ladder; they hold from the next call of each alert on. */
export const writeLadderMinutes = (tx: PoolClient, minutes: LadderMinutes): Promise<void> => writeSetting(KEY, minutes, tx)

/** A chief counts as one person wherever they stand, and so does whoever is on duty with an account that is bound to a chief. */
const personId = (id: string) => `person:${id}`

/** Who stands on the rungs of an alert now: on duty by the roster, and the chiefs of its grids and of all above them. */
export async function readStanding(alert: Pick<AlertRecord, 'members' | 'evidence'>, now: number, place: Place = pool()): Promise<Standing> {
  const { rows } = await place.query<{ person: string; grid: string; level: number }>({
    name: 'ladder-chiefs',
    text: `SELECT p.person_id::text AS person, g.code AS grid, g.level::int4 AS level FROM grids g JOIN posts p ON p.grid_code = g.code AND p.kind = 'chief'
      WHERE g.valid_to IS NULL AND EXISTS (SELECT FROM unnest($1::text[]) AS own WHERE starts_with(own, g.code)) ORDER BY g.code, p.person_id`,
    values: [gridsOf(alert)],
  })
  const level = (of: number): Stander[] => rows.flatMap((row) => (row.level === of ? [{ id: personId(row.person), grid: row.grid }] : []))
  const on = onDutyAt(await readShiftsAt(now, place), now)?.shift
  const [officer, leader] = await standersOf([on?.officer ?? null, on?.leader ?? null], place)
  return { officer: officer ?? [], level4: level(4), level3: level(3), level2: level(2), level1: level(1), leader: leader ?? [] }
}

async function standersOf(people: readonly (DutyPerson | null)[], place: Place): Promise<Stander[][]> {
  const bound = await readBoundPeople(
    people.flatMap((person) => person?.account ?? []),
    place,
  )
  return people.map((person) => {
    if (!person) return []
    const { name, account } = person
    const member = account === null ? undefined : bound.get(account)
    return [{ id: member === undefined ? (account === null ? `name:${name}` : `account:${account}`) : personId(member), name }]
  })
}

/** Names, in clear, of the chiefs among whoever stands somewhere, by their ids there. */
export async function readStanderNames(standers: Iterable<Stander>): Promise<Map<string, string>> {
  const ids = new Set([...standers].flatMap(({ id, grid }) => (grid === undefined ? [] : [id])))
  if (ids.size === 0) return new Map()
  const { rows } = await pool().query<{ id: string; name: string }>(
    `SELECT 'person:' || id::text AS id, name FROM people WHERE 'person:' || id::text = ANY($1::text[])`,
    [[...ids]],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/**
 * The outcomes with what their ladders make of them, within the transaction that writes them and holds the head of the log; after them those of
 * other alerts that are inhibited by that, or no more. Since all of it is one transaction, the end of a graver alert and the call of the lesser
 * come to be together or not at all. Each is held by the silences that match it now or by the hours of its rule, and marked where a source that it counts is in maintenance. What is to be told
 * of, in their order, is told within the budget of alerts, or left to a digest; what a person brought about is told in any case.
 */
export async function withLadders(
  tx: PoolClient,
  outcomes: readonly AlertOutcome[],
  before: ReadonlyMap<string, AlertRecord>,
  { now, byPerson, atHand }: { now: number; byPerson: boolean; atHand: AtHand },
): Promise<AlertOutcome[]> {
  if (outcomes.length === 0) return []
  const minutes = await readLadderMinutes(tx)
  const silences = await readSilences(now, tx)
  const muteOf = await mutesAt(now, tx, silences)
  const akin = await readAkin([...before.values(), ...outcomes.map(({ alert }) => alert)], tx, atHand)
  const asTheyWere = new Map([...akin.map((alert) => [alert.id, alert] as const), ...before])
  const followed: AlertOutcome[] = []
  const budget = spending(tx, minutes, now)
  for (const { outcome: given, inhibitedBy } of inhibitedOutcomes(outcomes, akin)) {
    const outcome = { ...given, alert: marked(given.alert, incompleteBy(given.alert, silences, now)) }
    const was = asTheyWere.get(outcome.alert.id) ?? null
    const isOwn = followed.length < outcomes.length
    const mutedBy = muteOf(outcome.alert)
    const by = silences.find(({ id }) => id === mutedBy?.id)
    const muteDetail = by && { setBy: by.setBy.name, reason: by.reason }
    const isByPerson = byPerson && isOwn
    let digest = keptDigest(was, outcome)
    const told = digest === null && isTold(was, outcome.alert, { inhibitedBy, mutedBy })
    if (told && (isByPerson || !mayWait(outcome.alert))) budget.tell(outcome.alert)
    else if (told) digest = await budget.spend(outcome.alert)
    const context = { minutes, now, byPerson: isByPerson, inhibitedBy, mutedBy, digest, ...(muteDetail && { muteDetail }) }
    const standing = callsAtOnce(was, outcome, context) ? await readStanding(outcome.alert, now, tx) : NOBODY
    const after = followLadder(was, outcome, { ...context, standing })
    followed.push(told && digest === null ? { ...after, alert: toldAt(after.alert, now) } : after)
  }
  return followed
}

const toldAt = (alert: AlertRecord, at: number): AlertRecord => ({ ...alert, ladder: { ...alert.ladder, toldAt: at } })

/** The alert with the sources that left its counts incomplete; what was incomplete once stays so. */
function marked(alert: AlertRecord, sources: readonly string[]): AlertRecord {
  if (sources.length === 0 || !isLive(alert)) return alert
  return { ...alert, incomplete: [...new Set([...(alert.incomplete ?? []), ...sources])].sort() }
}

/** Writes the timers of alerts as they are now: one each at most. */
export async function writeTimers(tx: PoolClient, alerts: readonly AlertRecord[]): Promise<void> {
  const timers = alerts.flatMap((alert) => {
    const timer = timerOf(alert)
    return timer ? [{ id: alert.id, ...timer }] : []
  })
  const rest = alerts.filter(({ id }) => !timers.some((timer) => timer.id === id)).map(({ id }) => id)
  if (rest.length > 0)
    await tx.query({ name: 'alert-timers-stop', text: 'DELETE FROM alert_timers WHERE alert_id = ANY($1::uuid[])', values: [rest] })
  if (timers.length > 0)
    await tx.query({
      name: 'alert-timers-write',
      text: `INSERT INTO alert_timers (alert_id, rung, due_at)
        SELECT u.id, u.rung, to_timestamp(u."dueAt" / 1000) FROM jsonb_to_recordset($1::jsonb) AS u (id uuid, rung text, "dueAt" float8)
        ON CONFLICT (alert_id) DO UPDATE SET rung = excluded.rung, due_at = excluded.due_at`,
      values: [JSON.stringify(timers)],
    })
}
