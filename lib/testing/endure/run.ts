import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openPool, setPool } from '@/lib/db/pool'
import { makeRandom } from '@/lib/demo/random'
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
import { Traffic } from './traffic'
import { until } from './wait'
import { openWatchers } from './watchers'

/** Each so many rounds everything is counted anew, as `gridsight doctor` does. */
const DOCTOR_EACH = 20
const BEFORE = { contents: 8, steps: 1 }
const AFTER = { contents: 8, steps: 1 }
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
  const failed = (findings: Finding[]) => {
    const kept = `${folder}-kept`
    cpSync(disk, path.join(kept, 'disk'), { recursive: true })
    for (const finding of findings.slice(0, 20)) say(`      ${finding.kind}: ${finding.what}`)
    if (findings.length > 20) say(`      and ${findings.length - 20} more`)
    say(`seed ${options.seed}, round ${faults}; the data are kept in ${kept}`)
  }
  try {
    const world = await makeWorld(options, folder, disk, closers)
    const check = new Check(world.model, () => world.watchers)
    const choose = chooser(options, world)
    const endAt = Date.now() + (options.minutes ?? Number.POSITIVE_INFINITY) * 60_000
    while (!stopped() && Date.now() < endAt && faults < (options.faults ?? Number.POSITIVE_INFINITY)) {
      faults++
      const round = await runRound(faults, choose(), world, check)
      rounds.push(round)
      say(roundLine(round))
      if (round.findings.length > 0) {
        failed(round.findings)
        break
      }
    }
    if (rounds.every(({ findings }) => findings.length === 0)) {
      const findings = await check.doctor()
      if (findings.length > 0) {
        rounds.push({ number: faults, kind: 'doctor', ms: 0, contents: 0, steps: 0, retried: 0, findings })
        failed(findings)
      } else say('doctor --figures and --audit: no differences')
    }
    if (world.servers.fallen > 0) say(`started again although nobody had ended it: the server, ${world.servers.fallen} times`)
  } catch (error) {
    const findings = [lost(error instanceof Error ? (error.stack ?? error.message) : String(error))]
    rounds.push({ number: faults, kind: 'broken off', ms: 0, contents: 0, steps: 0, retried: 0, findings })
    failed(findings)
  } finally {
    for (const close of closers.reverse()) await Promise.resolve(close()).catch((error: unknown) => say(`while ending: ${String(error)}`))
  }
  for (const line of kindTable(rounds)) say(line)
  const findings = rounds.flatMap((round) => round.findings)
  say(lastLine(faults, findings))
  return findings.length === 0 ? 0 : 1
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
  const watchers = await openWatchers(port, people, random('watchers'))
  for (const watcher of watchers) closers.push(() => watcher.stop())
  const network = await startNetwork(port)
  closers.push(() => network.stop())
  for (const one of [network, ...watchers.map((w) => w.network)]) servers.networks.add(one)
  const model = new Model()
  const traffic = new Traffic(network, people, model, random('traffic'))
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
  const before = { ...model.counted, retried: traffic.counted.retried }
  for (const watcher of watchers) watcher.sleep()
  traffic.go()
  await traffic.progress(BEFORE.contents, BEFORE.steps)
  await pause(below(random, 150))
  await fault.run(world)
  await servers.up()
  await traffic.progress(AFTER.contents, AFTER.steps)
  await traffic.quiet()
  const findings = await check.run()
  if (findings.length === 0 && number % DOCTOR_EACH === 0) findings.push(...(await check.doctor()))
  return {
    number,
    kind: fault.kind,
    ms: performance.now() - started,
    contents: model.counted.contents - before.contents,
    steps: model.counted.steps - before.steps,
    retried: traffic.counted.retried - before.retried,
    findings,
  }
}
