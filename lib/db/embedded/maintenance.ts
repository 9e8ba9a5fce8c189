import type { Bridge } from './bridge'
import { rowsOf } from './protocol'

export type MaintenanceOptions = {
  /** how often to look at the log; at the tables ten times less often, since that takes some milliseconds */
  everyMs: number
  /** write-ahead log since the last checkpoint that asks for one; 16 MB take about 12 ms to flush */
  checkpointBytes: number
  /** and the longest time that any log may wait for one */
  checkpointMs: number
  /** records of the log a second from which on rows come in as in a bulk load: an event is about eight */
  bulkRecordsPerSecond: number
  /** the log that asks for a checkpoint then: after each one every page that is touched goes into the log whole, mostly those of indexes by id and by place */
  bulkCheckpointBytes: number
  /** how long the session must have been unused before a vacuum, which may last longer than 100 ms after a bulk load */
  quietMs: number
  /** after which a wanted vacuum no longer waits for that */
  patienceMs: number
}

const MIB = 1024 * 1024
const DEFAULTS: MaintenanceOptions = {
  everyMs: 1000,
  checkpointBytes: 16 * MIB,
  checkpointMs: 300_000,
  bulkRecordsPerSecond: 6_000,
  bulkCheckpointBytes: 192 * MIB,
  quietMs: 200,
  patienceMs: 60_000,
}

// PostgreSQL's own rules of autovacuum with smaller constants; the table that is furthest beyond its limit comes first.
const NEEDS_VACUUM = `SELECT format('%I.%I', schemaname, relname), need >= 1 AS vacuum FROM (
    SELECT schemaname, relname,
      greatest(n_dead_tup / (500 + 0.1 * n_live_tup), n_ins_since_vacuum / (20000 + 0.2 * n_live_tup)) AS need,
      n_mod_since_analyze / (500 + 0.1 * n_live_tup) AS stale
    FROM pg_stat_user_tables
  ) t WHERE need >= 1 OR stale >= 1 ORDER BY greatest(need, stale) DESC LIMIT 1`

const PACE_HALF_LIFE_MS = 2_000

/**
 * The pace of a counter in units a second, from its value at times in milliseconds: that of the last seconds, those further back by half a weight each
 * two seconds, since a busy machine writes by fits and starts.
 */
export function makePace(): (count: number, atMs: number) => number {
  let seen: { count: number; atMs: number } | null = null
  let pace = 0
  return (count, atMs) => {
    if (seen && atMs > seen.atMs) {
      const ms = atMs - seen.atMs
      pace += (1 - 0.5 ** (ms / PACE_HALF_LIFE_MS)) * (((count - seen.count) * 1000) / ms - pace)
    }
    seen = { count, atMs }
    return pace
  }
}

const LOG_SO_FAR = `SELECT pg_current_wal_insert_lsn() - '0/0', wal_records FROM pg_stat_wal`

/**
 * PGlite has neither checkpointer nor autovacuum: without this the write-ahead log grows without end (1.7 GB in a bulk load) and
 * plans go by guesses. Runs between transactions.
 */
export function startMaintenance(bridge: Bridge, options: Partial<MaintenanceOptions> = {}): { stop(): void } {
  const { everyMs, checkpointBytes, checkpointMs, bulkRecordsPerSecond, bulkCheckpointBytes, quietMs, patienceMs } = { ...DEFAULTS, ...options }
  let checkpointAt = Date.now()
  let flushed: number | null = null
  const paceOf = makePace()
  let wantedSince: number | null = null
  let running = false

  const checkpoint = async () => {
    const [[position = '0', records = '0'] = []] = rowsOf((await bridge.run(LOG_SO_FAR)).bytes)
    const at = Number(position)
    flushed ??= at
    const bytes = at - flushed
    const wanted = paceOf(Number(records), performance.now()) > bulkRecordsPerSecond ? bulkCheckpointBytes : checkpointBytes
    if (bytes < wanted && (bytes === 0 || Date.now() - checkpointAt < checkpointMs)) return
    await bridge.run('CHECKPOINT')
    flushed = at
    checkpointAt = Date.now()
  }

  const vacuum = async () => {
    const [row] = rowsOf((await bridge.run(NEEDS_VACUUM)).bytes)
    if (!row) {
      wantedSince = null
      return
    }
    wantedSince ??= Date.now()
    if (bridge.quietFor < quietMs && Date.now() - wantedSince < patienceMs) return
    await bridge.run(row[1] === 't' ? `VACUUM (ANALYZE) ${row[0]}` : `ANALYZE ${row[0]}`)
    wantedSince = null
  }

  let looks = 0
  const timer = setInterval(async () => {
    if (running) return
    running = true
    await checkpoint()
    if (looks++ % 10 === 0) await vacuum()
    running = false
  }, everyMs)
  return { stop: () => clearInterval(timer) }
}
