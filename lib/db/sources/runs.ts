import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { startOfDayNumber } from '@/lib/domain/clock'
import { Problem } from '@/lib/domain/problem'
import type { RunFailure } from '@/lib/domain/run-failure'
import { dueDay, RunCounts, RunExamples, RunReject, type RunState, SourceRun, type SourceRunDetail } from '@/lib/domain/source'
import { writeAudit } from '../audit/audit'
import { int4s, texts } from '../engine/arrays'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'
import type { Doer, StoredSource } from './stored'

/** Runs of a source whose rejected rows are kept one by one. */
const KEPT_REJECTS = 5

export const RUN = `r.id::text AS id, r.is_dry AS dry, r.state, r.by_name AS by, r.day, r.asked_at AS "askedAt", r.started_at AS "startedAt",
  r.ended_at AS "endedAt", r.progress, r.file, r.counts, r.fault, r.failure`
export type StoredRun = Omit<SourceRun, 'day' | 'askedAt' | 'startedAt' | 'endedAt'> & {
  day: number | null
  askedAt: Date
  startedAt: Date | null
  endedAt: Date | null
}

/** A run as it is told. */
export const runOf = ({ day, askedAt, startedAt, endedAt, ...run }: StoredRun): SourceRun =>
  SourceRun.parse({
    ...run,
    day: day === null ? null : new Date(startOfDayNumber(day)).toISOString(),
    askedAt: askedAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
  })

/** The newest runs of a source. */
export async function listRuns(source: string, limit = 50): Promise<SourceRun[]> {
  const { rows } = await pool().query<StoredRun>(`SELECT ${RUN} FROM source_runs r WHERE source_id = $1::uuid ORDER BY asked_at DESC LIMIT $2`, [
    source,
    limit,
  ])
  return rows.map(runOf)
}

/** One run with its examples and the rows that it did not take, at most so many. Throws Problem('not_found'). */
export async function readRun(source: string, id: string, limit = 500): Promise<SourceRunDetail> {
  const { rows } = await pool().query<StoredRun & { examples: unknown }>(
    `SELECT ${RUN}, r.examples FROM source_runs r WHERE source_id = $1::uuid AND id = $2::uuid`,
    [source, id],
  )
  const [run] = rows
  if (!run) throw new Problem('not_found', 'There is no such run.')
  const { examples, ...rest } = run
  const { rows: rejects } = await pool().query(
    `SELECT line, code, field, column_name AS column, message, external_id AS "externalId", community, told FROM source_rejects
     WHERE run_id = $1::uuid ORDER BY line LIMIT $2`,
    [id, limit],
  )
  return { ...runOf(rest), examples: RunExamples.parse(examples ?? NO_EXAMPLES), rejects: z.array(RunReject).parse(rejects) }
}
export const NO_EXAMPLES: RunExamples = { added: [], changed: [], back: [], left: [], above: [] }

/**
 * Asks for a run; the same id again asks for nothing new. `confirms`: a held run of this source, whose number of leavings may leave now.
 * Throws Problem: `conflict` while another waits or runs, or where that run is not held.
 */
export async function askRun(
  source: StoredSource,
  wanted: { id: string; dry: boolean; confirms?: string | undefined },
  { actor, address }: Doer,
): Promise<SourceRun> {
  return transaction(async (tx) => {
    const { rows: there } = await tx.query<StoredRun>(`SELECT ${RUN} FROM source_runs r WHERE id = $1::uuid AND source_id = $2::uuid`, [
      wanted.id,
      source.id,
    ])
    if (there[0]) return runOf(there[0])
    let mayLeave: number | null = null
    if (wanted.confirms !== undefined) {
      const { rows } = await tx.query<{ counts: unknown }>(
        `UPDATE source_runs SET state = 'confirmed' WHERE id = $1::uuid AND source_id = $2::uuid AND state = 'held' RETURNING counts`,
        [wanted.confirms, source.id],
      )
      if (!rows[0]) throw new Problem('conflict', 'That run does not wait for a confirmation.')
      mayLeave = RunCounts.parse(rows[0].counts).left
    } else if (!wanted.dry) await tx.query(`UPDATE source_runs SET state = 'dropped' WHERE source_id = $1::uuid AND state = 'held'`, [source.id])
    const { rows } = await tx.query<StoredRun>(
      `INSERT INTO source_runs AS r (id, source_id, is_dry, state, by_id, by_name, may_leave)
       VALUES ($1::uuid, $2::uuid, $3, 'waiting', $4, $5, $6) ON CONFLICT DO NOTHING RETURNING ${RUN}`,
      [wanted.id, source.id, wanted.dry, actor.id, actor.name, mayLeave],
    )
    if (!rows[0]) throw new Problem('conflict', 'A run of this source waits or runs already.')
    await writeAudit(tx, {
      actor,
      address,
      action: 'source.run',
      object: { kind: 'source', id: source.id },
      detail: { run: wanted.id, dry: wanted.dry, ...(wanted.confirms !== undefined && { confirms: wanted.confirms, mayLeave }) },
    })
    return runOf(rows[0])
  })
}

/** Who asks for the runs of the schedule. */
const SCHEDULE = { id: 'sources', name: '定时同步', role: null } as const

/** The id of a source's run of a day: whoever makes it makes the same. */
function scheduledId(source: string, day: number): string {
  const hex = createHash('sha256').update(`source-run\0${source}\0${day}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/**
 * Makes the runs that the schedule owes at `now`: one a source and day, however often it is asked, through restarts and clocks that jump.
 * Where a run of the source is at work the day's comes when that has ended. Answers how many it made.
 */
export async function askDueRuns(fence: Fence, sources: readonly StoredSource[], now: number): Promise<number> {
  let made = 0
  for (const source of sources) {
    if (source.hour === null || !source.enabled) continue
    const { rows } = await pool().query<{ last: number | null }>('SELECT max(day)::int4 AS last FROM source_runs WHERE source_id = $1::uuid', [
      source.id,
    ])
    const day = dueDay(source, rows[0]?.last ?? null, now)
    if (day === null) continue
    made += await transaction(async (tx) => {
      await checkFence(tx, fence)
      const { rowCount } = await tx.query(
        `INSERT INTO source_runs (id, source_id, is_dry, state, day, by_id, by_name) VALUES ($1::uuid, $2::uuid, false, 'waiting', $3, $4, $5)
         ON CONFLICT DO NOTHING`,
        [scheduledId(source.id, day), source.id, day, SCHEDULE.id, SCHEDULE.name],
      )
      return rowCount ?? 0
    })
  }
  return made
}

/** A run that is at work: its source as it stands now, and how many may leave since somebody said so. */
export type RunAtWork = {
  id: string
  source: string
  dry: boolean
  attempt: number
  mayLeave: number | null
  askedAt: Date
  by: { id: string; name: string }
}

/** After so many starts that no end followed, a run is given up. */
export const MAX_ATTEMPTS = 5

const AT_WORK = `state IN ('waiting', 'running')`

/** Takes the run that waits longest, or one that a process left behind; null: there is none. Only the holder of the lease asks. */
export async function takeRun(fence: Fence): Promise<RunAtWork | null> {
  const { rows: waiting } = await pool().query({ name: 'runs-waiting', text: `SELECT 1 FROM source_runs WHERE ${AT_WORK} LIMIT 1` })
  if (waiting.length === 0) return null
  return transaction(async (tx) => {
    await checkFence(tx, fence)
    const { rows } = await tx.query<RunAtWork>(
      `UPDATE source_runs SET state = 'running', attempt = attempt + 1, progress = 0, started_at = clock_timestamp()
       WHERE id = (SELECT id FROM source_runs WHERE ${AT_WORK} ORDER BY asked_at LIMIT 1)
       RETURNING id::text AS id, source_id::text AS source, is_dry AS dry, attempt::int4 AS attempt, may_leave AS "mayLeave", asked_at AS "askedAt",
         json_build_object('id', by_id, 'name', by_name) AS by`,
    )
    return rows[0] ?? null
  })
}

/** Notes how far a run is, 0 to 1. */
export async function noteProgress(run: string, progress: number, file: string): Promise<void> {
  await pool().query(`UPDATE source_runs SET progress = $2, file = $3 WHERE id = $1::uuid AND state = 'running'`, [run, progress, file.slice(0, 200)])
}

/** What came of a run. */
export type RunEnd = {
  state: Extract<RunState, 'done' | 'held' | 'failed'>
  counts: RunCounts | null
  examples: RunExamples
  rejects: readonly RunReject[]
  fault: string | null
  failure: RunFailure | null
}

const short = ({ code, params }: RunFailure): RunFailure => ({ code, params: params.map((text) => text.slice(0, 300)) })

/** Writes how a run ended, the rows that it did not take, and the row of the audit, at once. */
export async function endRun(fence: Fence, run: RunAtWork, { state, counts, examples, rejects, fault, failure }: RunEnd): Promise<void> {
  await transaction(async (tx) => {
    await checkFence(tx, fence)
    await tx.query(
      `UPDATE source_runs SET state = $2, counts = $3, examples = $4, fault = $5, failure = $6, ended_at = clock_timestamp(), progress = 1 WHERE id = $1::uuid`,
      [run.id, state, JSON.stringify(counts), JSON.stringify(examples), fault?.slice(0, 500) ?? null, failure && JSON.stringify(short(failure))],
    )
    await writeRejects(tx, run.id, rejects)
    await tx.query(
      `DELETE FROM source_rejects WHERE run_id IN (SELECT id FROM source_runs WHERE source_id = $1::uuid ORDER BY asked_at DESC OFFSET $2)`,
      [run.source, KEPT_REJECTS],
    )
    await writeAudit(tx, {
      actor: { ...run.by, role: null },
      action: 'source.ran',
      object: { kind: 'source', id: run.source },
      result: state === 'failed' ? 'failed' : 'done',
      detail: { run: run.id, dry: run.dry, state, ...counts, ...(fault !== null && { fault }) },
    })
  })
}

async function writeRejects(tx: PoolClient, run: string, rejects: readonly RunReject[]): Promise<void> {
  await tx.query('DELETE FROM source_rejects WHERE run_id = $1::uuid', [run])
  if (rejects.length === 0) return
  await tx.query(
    `INSERT INTO source_rejects (run_id, line, code, field, column_name, message, external_id, community, told)
     SELECT $1::uuid, * FROM unnest($2::int4[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[]) ON CONFLICT DO NOTHING`,
    [
      run,
      int4s(rejects, (r) => r.line),
      texts(rejects, (r) => r.code),
      texts(rejects, (r) => r.field),
      texts(rejects, (r) => r.column?.slice(0, 100) ?? null),
      texts(rejects, (r) => r.message.slice(0, 300)),
      texts(rejects, (r) => r.externalId?.slice(0, 100) ?? null),
      texts(rejects, (r) => r.community),
      texts(rejects, (r) => r.told?.slice(0, 64) ?? null),
    ],
  )
}
