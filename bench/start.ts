/**
 * From a fresh clone to a live map, when today's figures are full and when all of the history is in, and the second start; the browser here
 * draws in software. Peer, with `--against COMMIT`: the first start of that commit in the same run; f804691 is the last whose history holds no lives.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import * as z from 'zod/mini'
import { browserArgs, findBrowser } from '@/lib/testing/browser'

/** The county says that so many were reported (product facts); with them the history is whole, in every commit. */
const HISTORY = 638_000
const { values: options } = parseArgs({ options: { against: { type: 'string' } } })

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
const rows: [what: string, took: string, aim: string][] = []

/** Starts `npm start` in the clone; answers the wall's link as soon as it is printed, and what the steps before it said. */
async function start(folder: string, port: number): Promise<{ child: ChildProcess; link: string; steps: string[] }> {
  const child = spawn('npm', ['start'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PORT: String(port) } })
  const steps: string[] = []
  if (child.stderr) createInterface(child.stderr).on('line', (line) => line.startsWith('✓') && steps.push(line.slice(2)))
  const link = await new Promise<string>((resolve, reject) => {
    const said: string[] = []
    child.once('exit', () => reject(new Error(`npm start ended:\n${said.join('\n')}`)))
    if (!child.stdout) return
    createInterface(child.stdout).on('line', (line) => {
      said.push(line)
      const found = /https?:\/\/\S+\/wall\?key=\S+/.exec(line)
      if (found) resolve(found[0])
    })
  })
  return { child, link, steps }
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit')
  child.kill('SIGINT')
  await exited
}

const { executablePath, env } = await findBrowser()
const browser = await chromium.launch({ executablePath, args: browserArgs, env: { ...process.env, ...env } })
const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-start-'))

const Complete = z.object({ weeks: z.number(), completeFrom: z.nullable(z.string()), soFar: z.object({ usualReported: z.nullable(z.number()) }) })
const Reported = z.object({ total: z.object({ reported: z.number() }) })

/** Asks as the wall does; answers after how long since `began` the last day was there, then twelve weeks to compare it with, then everything, ms. */
async function followFigures(link: string, began: number): Promise<{ today: number; usual: number; all: number; events: number }> {
  const { origin, searchParams } = new URL(link)
  const headers = { authorization: `Bearer ${searchParams.get('key')}` }
  const read = async <T extends z.ZodMiniType>(path: string, schema: T) =>
    schema.parse(await (await fetch(`${origin}/api${path}`, { headers })).json())
  const seen: { today?: number; usual?: number } = {}
  for (;;) {
    const { weeks, completeFrom, soFar } = await read('/trends', Complete)
    const at = performance.now() - began
    if (completeFrom === null || Date.parse(completeFrom) <= Date.now() - 86_400_000) seen.today ??= at
    if (weeks >= 12 && soFar.usualReported !== null) seen.usual ??= at
    if (completeFrom === null) {
      const { total } = await read('/kpis', Reported)
      return { today: seen.today ?? at, usual: seen.usual ?? at, all: at, events: total.reported }
    }
    await sleep(250)
  }
}

/** Opens the wall and waits until it shows the map with live figures. */
async function untilMap(link: string) {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
  await page.goto(link)
  await page.locator('[data-wall][data-ready=true]').waitFor({ timeout: 120_000 })
  return page
}

/** A clone with its packages: of what is committed here, or of an earlier commit. */
function clone(name: string, commit = 'HEAD'): string {
  const into = path.join(folder, name)
  execFileSync('git', ['clone', '-q', path.resolve('.'), into])
  execFileSync('git', ['checkout', '-q', commit], { cwd: into })
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: into, stdio: 'ignore' })
  return into
}

/** How long a first start of an earlier commit takes until its history is whole, with a browser on its wall as ours has, ms. */
async function firstStartOf(commit: string): Promise<number> {
  const clonedTo = clone('peer', commit)
  const began = performance.now()
  const { child, link } = await start(clonedTo, 3911)
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
  await page.goto(link, { timeout: 120_000 })
  const { origin, searchParams } = new URL(link)
  const headers = { authorization: `Bearer ${searchParams.get('key')}` }
  for (;;) {
    const answer = await fetch(`${origin}/api/kpis`, { headers })
    const known = Reported.safeParse(await answer.json())
    if (known.success && known.data.total.reported >= HISTORY) break
    await sleep(250)
  }
  const took = performance.now() - began
  await page.close()
  await stop(child)
  return took
}

try {
  const peer = options.against === undefined ? null : await firstStartOf(options.against)
  let began = performance.now()
  const ours = clone('ours')
  rows.push(['packages (npm ci)', seconds(performance.now() - began), ''])

  began = performance.now()
  const first = await start(ours, 3911)
  const started = began
  const ready = performance.now()
  const figures = followFigures(first.link, ready)
  const page = await untilMap(first.link)
  rows.push(...first.steps.map((step): [string, string, string] => [`  ${step.split(': ')[0]}`, step.split(': ')[1] ?? '', '']))
  rows.push(['packages there → ready to show the map', seconds(ready - began), '≤ 60 s'])
  rows.push(['packages there → map drawn in a browser', seconds(performance.now() - began), '≤ 60 s'])
  const { today, usual, all, events } = await figures
  rows.push(['ready → today and 24 h of heat are full', seconds(today), '≤ 60 s'])
  rows.push(['ready → compared with 12 weeks', seconds(usual), '≤ 60 s'])
  rows.push([`ready → whole history (${events} events)`, seconds(all), '≤ 90 s'])
  const whole = ready + all - started
  rows.push(['packages there → whole history', seconds(whole), ''])
  if (peer !== null) rows.push([`  of ${options.against}`, seconds(peer), `${(whole / peer).toFixed(2)}x, ≤ 1.5x`])
  await page.close()
  await stop(first.child)

  began = performance.now()
  const second = await start(ours, 3911)
  rows.push(['second start → ready to show the map', seconds(performance.now() - began), '≤ 8 s'])
  await (await untilMap(second.link)).close()
  rows.push(['second start → map drawn in a browser', seconds(performance.now() - began), ''])
  await stop(second.child)
} finally {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
}
const width = Math.max(...rows.map(([what]) => what.length))
for (const [what, took, aim] of rows) console.log(`${what.padEnd(width)}  ${took.padStart(8)}  ${aim}`)
