import { chmodSync, cpSync, lstatSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openPool, setPool } from '@/lib/db/engine/pool'
import { makeRandom } from '@/lib/domain/random'
import { startNetwork } from '../e2e/network'
import { health } from '../server-process'
import { saveSmallCounty } from '../small-county'
import { below, shuffled } from './chance'
import { Check } from './check'
import { fakeClock } from './clock'
import { type Finding, lost } from './compare'
import { embeddedPlace, type Place, postgresPlace } from './databases'
import { mountDisk } from './disk'
import { FAULTS, type Fault, type World } from './faults'
import { Model } from './model'
import type { Options } from './options'
import { makePeople } from './people'
import { kindTable, lastLine, type Round, roundLine } from './report'
import { Servers } from './servers'
import { saveTown } from './town'
import { Traffic } from './traffic'
import { until } from './wait'
import { openWatchers } from './watchers'

/** Each so many rounds everything is counted anew, as `gridsight doctor` does. */
const DOCTOR_EACH = 20
const BEFORE = { contents: 8, steps: 1, done: 2 }
const AFTER = { contents: 8, steps: 1, done: 2 }
/** Differences shown of a round. */
const SHOWN = 20
const say = (line: string) => void process.stdout.write(`${line}\n`)

/** Runs rounds until `stopped` says so, time or faults are over, or something differs. Answers the exit code. */
export async function endure(options: Options, stopped: () => boolean): Promise<number> {
  const closers: (() => Promise<unknown> | unknown)[] = []
  const rounds: Round[] = []
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-endure-'))
  chmodSync(folder, 0o711) // PostgreSQL runs under another account where this is root
  const disk = path.join(folder, 'disk')
  closers.push(() => rmSync(folder, { recursive: true, force: true }))
  say(`engine ${options.engine}, seed ${options.seed}, data in ${folder}`)
  let faults = 0
  let world: World | undefined
  const add = (round: Round) => {
    rounds.push(round)
    say(roundLine(round))
    return round.findings.length === 0
  }
  const remark = (kind: string, findings: Finding[]) => add({ number: faults, kind, ms: 0, contents: 0, steps: 0, done: 0, retried: 0, findings })
  try {
    world = await makeWorld(options, folder, disk, closers)
    const { model, watchers, servers, place } = world
    const check = new Check(model, watchers)
    const choose = chooser(options, world)
    const endAt = Date.now() + (options.minutes ?? Number.POSITIVE_INFINITY) * 60_000
    let agrees = true
    while (agrees && !stopped() && Date.now() < endAt && faults < (options.faults ?? Number.POSITIVE_INFINITY))
      agrees = add(await runRound(++faults, choose(), world, check))
    const differences = agrees ? await check.doctor() : []
    if (differences.length > 0) remark('doctor', differences)
    else if (agrees) say('doctor --figures and --audit: no differences')
    say(`alerts: ${check.alerts.raised}, as the events ask for at most ${(check.alerts.slowestMs / 1_000).toFixed(1)} s after it was quiet`)
    const { slowestMs, orders, lapsed, bookings, items, findings } = check.services
    say(
      `services: ${orders} orders (${lapsed} offers lapsed), ${bookings} bookings, ${items} items of duties, ${findings} findings, ${model.services.kept.races.length} races; jobs were done at most ${(slowestMs / 1_000).toFixed(1)} s after it was quiet`,
    )
    say(
      `started again: the server ${servers.fallen} times after it ended by itself, the postmaster ${place.fallen()} times (its kills are among them)`,
    )
  } catch (error) {
    if (world?.servers.main) say(world.servers.main.output().slice(-2_000))
    remark('broken off', [lost(error instanceof Error ? (error.stack ?? error.message) : String(error))])
  }
  const findings = rounds.flatMap((round) => round.findings)
  if (findings.length > 0) {
    // at rest, so that the copy is whole
    await attempt(() => world?.servers.end())
    await attempt(() => world?.place.stop())
    const kept = `${folder}-kept`
    await attempt(() => cpSync(folder, kept, { recursive: true, filter: (file) => !lstatSync(file).isSocket() }))
    for (const { kind, what } of findings.slice(0, SHOWN)) say(`      ${kind}: ${what}`)
    if (findings.length > SHOWN) say(`      and ${findings.length - SHOWN} more`)
    say(`seed ${options.seed}, round ${faults}; the data are kept in ${kept}`)
  }
  for (const close of closers.reverse()) await attempt(close)
  for (const line of kindTable(rounds)) say(line)
  say(lastLine(faults, findings))
  return findings.length === 0 ? 0 : 1
}

async function attempt(close: () => Promise<unknown> | unknown): Promise<void> {
  try {
    await close()
  } catch (error) {
    say(`while ending: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Everything that a run needs, started; `closers` undo it. */
async function makeWorld(options: Options, folder: string, diskFolder: string, closers: (() => Promise<unknown> | unknown)[]): Promise<World> {
  const random = (...name: string[]) => makeRandom('endure', options.seed, ...name)
  const mounted = mountDisk(diskFolder)
  if ('missing' in mounted) say(`left out: disk full (${mounted.missing})`)
  else closers.push(() => mounted.unmount())
  const clock = fakeClock(folder)
  if ('missing' in clock) say(`left out: clock set (${clock.missing})`)
  const folders = { folder, disk: diskFolder }
  const place: Place = options.engine === 'embedded' ? embeddedPlace(folders) : await postgresPlace(folders)
  closers.push(() => place.stop())
  const servers = new Servers(place, 'missing' in clock ? null : clock)
  closers.push(() => servers.end())
  await servers.start()
  const pool = openPool(place.url())
  setPool(pool)
  closers.push(async () => {
    setPool(null)
    await pool.end()
  })
  await saveSmallCounty()
  const { port } = servers.current
  await until(async () => (await health(`http://127.0.0.1:${port}`)).grids === 34, 'the server did not take the grids')
  const people = await makePeople()
  const town = await saveTown()
  const watchers = await openWatchers(port, people, random('watchers'))
  for (const watcher of watchers) closers.push(() => watcher.stop())
  const network = await startNetwork(port)
  closers.push(() => network.stop())
  for (const one of [network, ...watchers.map((w) => w.network)]) servers.networks.add(one)
  const model = new Model()
  const traffic = new Traffic(network, people, model, town, random('traffic'))
  closers.push(() => traffic.end())
  return {
    place,
    servers,
    watchers,
    traffic,
    model,
    disk: 'missing' in mounted ? null : mounted,
    clock: 'missing' in clock ? null : clock,
    random: random('faults'),
  }
}

/** Deals kinds from a shuffled pack, so that each comes as often as it has cards, and when is chance. */
function chooser({ only }: Options, { place, disk, clock, random }: World): () => Fault {
  const there = { disk: disk !== null, clock: clock !== null }
  const possible = FAULTS.filter(
    ({ kind, engine, needs }) => (!only || kind === only) && (!engine || engine === place.engine) && (!needs || there[needs]),
  )
  if (possible.length === 0) throw new Error(`${only} is no fault of this engine or machine`)
  let pack: Fault[] = []
  return () => {
    if (pack.length === 0)
      pack = shuffled(
        random,
        possible.flatMap((fault) => Array.from({ length: fault.cards }, () => fault)),
      )
    const [next] = pack.splice(0, 1)
    if (!next) throw new Error('the pack is empty')
    return next
  }
}

async function runRound(number: number, fault: Fault, world: World, check: Check): Promise<Round> {
  const { traffic, model, watchers, servers, random } = world
  const started = performance.now()
  const before = { ...model.counted, ...model.services.counted, retried: traffic.counted.retried }
  for (const watcher of watchers) watcher.sleep()
  traffic.go()
  await traffic.progress(BEFORE.contents, BEFORE.steps, BEFORE.done)
  await pause(below(random, 150))
  await fault.run(world)
  await servers.up()
  await traffic.progress(AFTER.contents, AFTER.steps, AFTER.done)
  await traffic.quiet()
  const findings = await check.run()
  if (findings.length === 0 && number % DOCTOR_EACH === 0) findings.push(...(await check.doctor()))
  return {
    number,
    kind: fault.kind,
    ms: performance.now() - started,
    contents: model.counted.contents - before.contents,
    steps: model.counted.steps - before.steps,
    done: model.services.counted.done - before.done,
    retried: traffic.counted.retried - before.retried,
    findings,
  }
}
