/**
 * How long a client with valid credentials can keep the server from answering others, by what it does, with 638,000 events. Options:
 * --engine embedded|postgresql, --events N, --seconds N (of each attack), --attack NAME (one alone), --data DIR (a data folder of the
 * embedded engine that holds a demonstration county already, so that none has to be made).
 */
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Attacking } from './parts/attack-process'
import { attacks, type Target } from './parts/attacks'
import { startDatabase } from './parts/database'
import type { Health, Heard } from './parts/health-process'
import { startHelper } from './parts/helpers'
import { load, showProgress } from './parts/options'
import { printTable } from './parts/race'
import { startService } from './parts/service'
import { quantile } from './parts/witness'

const AIM_MS = 200
/** An answer that had to wait for nothing comes within this, also on a machine that is not idle. */
const FAST_MS = 100
/** As docs/operations.md has it for a machine of both: PostgreSQL gives way to the server, as the embedded engine does by itself. */
const POSTGRES_NICENESS = 10
/** The readers of the log that go over the whole history. */
const READERS = ['alerts', 'replay', 'search']
/** Work that an attack has left behind is waited for, but not for ever. */
const SETTLE_MS = 60_000
const PREPARE_MS = 900_000
/** A helper that has not answered this long after its time is given up. */
const GRACE_MS = 120_000

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'embedded' },
    events: { type: 'string', default: '638000' },
    seconds: { type: 'string', default: '60' },
    attack: { type: 'string' },
    data: { type: 'string' },
  },
})
const { engine, events } = values
const seconds = Number(values.seconds)
const names = values.attack === undefined ? Object.keys(attacks) : ['none', ...values.attack.split(',')]
const unknown = names.find((name) => !attacks[name])
if (!['embedded', 'postgresql'].includes(engine) || !(seconds >= 1) || !(Number(events) >= 1) || unknown !== undefined) {
  console.error(`--engine is embedded or postgresql, --events and --seconds are numbers above 0, --attack is of: ${Object.keys(attacks).join(', ')}.`)
  process.exit(2)
}

/** How long somebody waits for a first answer who comes anew, ms. */
async function comeAnew(url: URL): Promise<number> {
  const asked = performance.now()
  await new Promise((resolve, reject) => {
    http.get(url, { agent: false }, (answer) => answer.resume().on('end', resolve)).on('error', reject)
  })
  return performance.now() - asked
}

const began = performance.now()
const ends: (() => unknown)[] = []
try {
  const database = engine === 'postgresql' ? await startDatabase(POSTGRES_NICENESS) : null
  if (database) ends.push(() => database.stop())
  showProgress('starting the server')
  const service = await startService(database?.url ?? '', {
    GRIDSIGHT_DEMO: 'county',
    LOG_LEVEL: 'silent',
    GRIDSIGHT_DEMO_HISTORY: events,
    GRIDSIGHT_DEMO_RATE: '0',
    ...(values.data ? { DATA_DIR: values.data } : {}),
  })
  ends.push(() => service.stop())
  const { url, tokens } = service
  const read = async (path: string) => {
    const answer = await fetch(new URL(path, url), { headers: { authorization: `Bearer ${tokens.supervisor}` }, signal: AbortSignal.timeout(60_000) })
    return answer.json()
  }

  showProgress('making the county')
  for (const end = performance.now() + PREPARE_MS; ; await sleep(1_000)) {
    const { historyProgress } = await read('/api/snapshot')
    const { total } = await read('/api/people/coverage')
    if (historyProgress === null && total.households > 0) break
    if (performance.now() > end) throw new Error('the county was not ready in time')
  }
  showProgress('waiting for what is evaluated of the county')
  for (const end = performance.now() + PREPARE_MS; ; await sleep(1_000)) {
    const text = await (await fetch(new URL('/metrics', url))).text()
    if (READERS.every((name) => text.includes(`gridsight_reader_behind{reader="${name}"} 0\n`))) break
    if (performance.now() > end) throw new Error('the county was not evaluated in time')
  }
  const {
    revision,
    types,
    events: [event],
  } = await read('/api/snapshot')
  const target: Target = { url, tokens, revision, event: event.id, types: types.map((type: { code: string }) => type.code) }

  /** The longest turn and the 99th percentile of the event loop since the last look, ms. */
  const lag = async (): Promise<{ max: number; p99: number }> => {
    const text = await (await fetch(new URL('/metrics', url))).text()
    const value = (name: string) => 1_000 * Number(new RegExp(`^gridsight_nodejs_eventloop_lag_${name}_seconds (\\S+)$`, 'm').exec(text)?.[1])
    return { max: value('max'), p99: value('p99') }
  }
  /** What others ask for meanwhile: nothing of the database, and one event of it. */
  const cheap = [
    { ask: new URL('/api/health', url).href, pid: service.pid },
    { ask: new URL(`/api/events/${event.id}`, url).href, pid: service.pid, token: tokens.supervisor },
  ]
  /** Waits until three answers in a row come fast. */
  const settle = async () => {
    for (let fast = 0, end = performance.now() + SETTLE_MS; fast < 3 && performance.now() < end; await sleep(100)) {
      const asked = performance.now()
      const answered = await read(`/api/events/${event.id}`).then(
        () => true,
        () => false,
      )
      fast = answered && performance.now() - asked < FAST_MS ? fast + 1 : 0
    }
  }

  const rows = [['', 'silence', 'after', 'anew', 'queued', 'of it work', 'health p99', 'an event p99', 'longest', 'loop p99', 'loop max', 'answers']]
  let [longest, most] = [0, 0]
  for (const name of names) {
    showProgress(attacks[name]?.what ?? name)
    await settle()
    target.revision = (await read('/api/snapshot')).revision
    await lag()
    const watchers = cheap.map(() => startHelper('health-process'))
    const attacker = startHelper('attack-process')
    try {
      for (const [i, watcher] of watchers.entries()) await watcher.ask(cheap[i] satisfies Health | undefined)
      const attacking = attacker.ask<Record<string, number>>({ attack: name, target, seconds } satisfies Attacking)
      const late = new AbortController()
      const outcomes = await Promise.race([attacking, sleep(seconds * 1_000 + GRACE_MS, { 'not over in time': 1 }, { signal: late.signal })]).finally(
        () => late.abort(),
      )
      const anew = await comeAnew(new URL('/api/health', url))
      const [health, one] = await Promise.all(watchers.map((watcher) => watcher.ask<Heard>({ stop: true } satisfies Health)))
      const silence = health?.silence ?? Number.NaN
      const { max, p99 } = await lag()
      if (name !== 'none') {
        longest = Math.max(longest, silence, anew)
        most = Math.max(most, health?.work ?? Number.NaN)
      }
      const ms = (value: number | undefined) => `${value?.toFixed(0)} ms`
      const p99Of = (heard: Heard | undefined) => ms(heard && quantile(heard.waits, 0.99))
      const answers = Object.entries(outcomes).map(([outcome, count]) => `${count} × ${outcome}`)
      if (one?.failed) answers.push(`others: ${one.failed} refused`)
      rows.push([
        attacks[name]?.what ?? name,
        ms(silence),
        `${((health?.silentAt ?? Number.NaN) / 1_000).toFixed(1)} s`,
        ms(anew),
        ms(health?.queued),
        ms(health?.work),
        p99Of(health),
        p99Of(one),
        ms(one?.waits.at(-1)),
        ms(p99),
        ms(max),
        answers.join(', '),
      ])
    } finally {
      for (const helper of [...watchers, attacker]) helper.end()
    }
  }
  showProgress('')
  console.log(
    `${Number(events).toLocaleString('en')} events on ${engine}, ${seconds} s each; silence: the longest time between two answers of /api/health, and how long after the first question; anew: how long the first answer took of a connection opened right after the attack; queued: how long of the silence the server was ready and waited for a core; of it work: the most that the server itself worked between two`,
  )
  printTable(rows)
  const aim = (what: string, ms: number) =>
    console.log(`${what}: ${ms.toFixed(0)} ms (aim: at most ${AIM_MS} ms) ${ms <= AIM_MS ? 'reached' : 'NOT reached'}`)
  aim('the longest silence under attack', longest)
  aim('the most that the server itself worked between two answers', most)
  console.log(`took ${((performance.now() - began) / 1_000).toFixed(0)} s; load of the machine (1 min) ${load()}`)
} finally {
  showProgress('')
  for (const end of ends.reverse()) await end()
}
