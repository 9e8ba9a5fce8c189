// Random moments of the past and their heat over HTTP, none asked for twice, at 638,000 events; peer: the totals of a moment by one SQL over all of them.

import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { DAY_MS } from '@/lib/domain/clock'
import { makeRandom } from '@/lib/domain/random'
import { Moment } from '@/lib/domain/replay-answer'
import { withClient } from '@/lib/testing/templates'
import { startCounty } from './parts/county'
import { crowdPast } from './parts/crowded-past'
import { load, showProgress } from './parts/options'
import { printTable } from './parts/race'

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'postgresql' },
    history: { type: 'string', default: '638000' },
    moments: { type: 'string', default: '200' },
    peers: { type: 'string', default: '20' },
    /** so many times the events in the store of the replay alone, which takes minutes where writing them takes hours; there is no peer then */
    times: { type: 'string', default: '1' },
  },
})
const [history, moments, peers, times] = [Number(values.history), Number(values.moments), Number(values.peers), Number(values.times)]
const embedded = values.engine === 'embedded'
const AIM_MS = embedded ? 1_000 : 300
const MIN_OPEN = 1_000

/**
 * What had been reported and closed by then, of events that nobody has acted on here: those of the demonstration without its feed. One that was
 * reopened (stage 15) is closed where the last stage that ends or reopens it ends it.
 */
const PEER = `SELECT count(*)::int4 AS reported, count(*) FILTER (WHERE CASE WHEN position('[15,' IN coalesce(stages, '')) = 0 THEN handled_at <= $1 ELSE (
    SELECT (s->>0)::int <> 15 FROM jsonb_array_elements(stages::jsonb) WITH ORDINALITY AS t (s, i)
    WHERE (s->>0)::int IN (9, 11, 13, 15) AND to_timestamp((s->>1)::float8) <= $1 ORDER BY i DESC LIMIT 1) END)::int4 AS handled
  FROM events WHERE received_at <= $1 AND state <> 7`

const quantile = (times: readonly number[], share: number) => [...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? 0

const county = await startCounty(history, embedded)
try {
  const headers = { authorization: `Bearer ${county.tokens.supervisor}` }
  const read = async (path: string) => {
    const began = performance.now()
    const answer = await fetch(new URL(path, county.url), { headers })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    const bytes = await answer.arrayBuffer()
    return { ms: performance.now() - began, bytes }
  }
  const momentAt = async (at: number) => {
    const { ms, bytes } = await read(`/api/replay?at=${new Date(at).toISOString()}`)
    return { ms, moment: Moment.parse(JSON.parse(new TextDecoder().decode(bytes))) }
  }
  const began = performance.now()
  for (;;) {
    const { moment } = await momentAt(Date.now() - DAY_MS)
    if (!moment.writing && moment.from !== null) break
    showProgress(`writing the store: ${((performance.now() - began) / 1_000).toFixed(0)} s`)
    await sleep(1_000)
  }
  const written = performance.now() - began
  const held = times > 1 ? await crowdPast(county.databaseUrl, times) : { events: history }
  const { moment } = await momentAt(Date.now() - DAY_MS)
  const first = Date.parse(moment.from ?? '') + 30 * DAY_MS
  const random = makeRandom('replay')
  const instants = Array.from({ length: moments }, () => first + Math.floor(random.next() * (Date.now() - first)))
  const spent: Record<'moment' | '24h' | '30d', number[]> = { moment: [], '24h': [], '30d': [] }
  for (const [i, at] of instants.entries()) {
    showProgress(`moments: ${i} of ${moments}`)
    spent.moment.push((await momentAt(at)).ms)
    for (const window of ['24h', '30d'] as const)
      spent[window].push((await read(`/api/heat?known=then&form=cells&window=${window}&at=${new Date(at).toISOString()}`)).ms)
  }
  const rows = Object.entries(spent).map(([what, ms]) => [
    what,
    quantile(ms, 0.5).toFixed(0),
    quantile(ms, 0.95).toFixed(0),
    Math.max(...ms).toFixed(0),
  ])
  if (!embedded && times === 1) {
    const sql: number[] = []
    await withClient(county.databaseUrl, async (client) => {
      for (const at of instants.slice(0, peers)) {
        showProgress('the peer')
        const { moment } = await momentAt(at)
        const asked = performance.now()
        const { rows } = await client.query<{ reported: number; handled: number }>(PEER, [new Date(at).toISOString()])
        sql.push(performance.now() - asked)
        const { reported, handled } = moment.figures.total
        if (rows[0]?.reported !== reported || rows[0].handled !== handled)
          throw new Error(`at ${new Date(at).toISOString()}: ${reported} and ${handled} here, ${JSON.stringify(rows[0])} by SQL`)
      }
    })
    rows.push(['the totals alone by SQL', quantile(sql, 0.5).toFixed(0), quantile(sql, 0.95).toFixed(0), Math.max(...sql).toFixed(0)])
    rows.push(['  times ours', (quantile(sql, 0.5) / quantile(spent.moment, 0.5)).toFixed(1), '', ''])
  }
  const past = await momentAt(Date.now() - 30 * DAY_MS)
  showProgress('')
  console.log(
    `${moments} moments of ${held.events.toLocaleString('en')} events on ${county.engine}; the store was written in ${(written / 1_000).toFixed(0)} s more`,
  )
  printTable([['', 'p50, ms', 'p95, ms', 'most, ms'], ...rows])
  const p95 = Math.max(...Object.values(spent).map((ms) => quantile(ms, 0.95)))
  console.log(`p95 ${p95.toFixed(0)} ms (aim: at most ${AIM_MS}) ${p95 <= AIM_MS ? 'reached' : 'NOT reached'}`)
  const { open } = past.moment.figures.total
  console.log(
    `open 30 days ago: ${open.toLocaleString('en')} (at least ${MIN_OPEN.toLocaleString('en')}) ${open >= MIN_OPEN ? 'so it is' : 'NOT so'}`,
  )
  console.log(`load of the machine (1 min) ${load()}`)
} finally {
  await county.stop()
}
