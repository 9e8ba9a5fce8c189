// Runs in a network namespace of its own (bundle.test.ts): a machine that has nothing but its loopback. Starts an unpacked bundle there,
// looks at it through a browser, and tells what it saw as one line of JSON.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { chromium } from '@playwright/test'
import { browserArgs } from '../browser'
import { processEnv } from '../process-env'

const [folder = '', home = '', executablePath = ''] = process.argv.slice(2)
const TIMEOUT_MS = 150_000

/** What the kernel was asked to send to where there is no way: also a name server that is asked, and whoever's child does it. */
function astray(): number {
  const [names = [], values = []] = readFileSync('/proc/net/snmp', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Ip: '))
    .map((line) => line.split(' '))
  const six = /^Ip6OutNoRoutes\s+(\d+)/m.exec(readFileSync('/proc/net/snmp6', 'utf8'))?.[1] ?? '0'
  return Number(values[names.indexOf('OutNoRoutes')]) + Number(six)
}

execFileSync('ip', ['link', 'set', 'lo', 'up'])
const child = spawn('npm', ['start'], {
  cwd: folder,
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { NODE_ENV: 'production', ...processEnv(), HOME: home, PORT: '0', GRIDSIGHT_DEMO_HISTORY: '500' },
})
const ended = once(child, 'exit')
const said: string[] = []
const link = await new Promise<string>((resolve, reject) => {
  const timer = setTimeout(() => reject(new Error(`it did not start in ${TIMEOUT_MS / 1_000} s:\n${said.join('\n')}`)), TIMEOUT_MS)
  child.once('exit', () => reject(new Error(`it ended:\n${said.join('\n')}`)))
  createInterface(child.stdout).on('line', (line) => {
    said.push(line)
    const found = /https?:\/\/\S+\/wall\?key=\S+/.exec(line)
    if (!found) return
    clearTimeout(timer)
    resolve(found[0])
  })
})
const { origin } = new URL(link)
const accounts = JSON.parse(readFileSync(path.join(folder, '.data', 'accounts.json'), 'utf8'))
const answer = await fetch(`${origin}/api/events`, {
  method: 'POST',
  headers: { authorization: `Bearer ${accounts.reporter.token}`, 'content-type': 'application/json' },
  body: JSON.stringify({ id: crypto.randomUUID(), occurredAt: new Date().toISOString(), type: '0501', position: [112.234, 33.034] }),
})
const { accepted, revision } = await answer.json()
const notices = (await fetch(`${origin}/notices.txt`)).status
const byServer = astray()

const { LD_LIBRARY_PATH = '' } = process.env
const browser = await chromium.launch({ executablePath, args: browserArgs, env: { ...processEnv(), HOME: home, LD_LIBRARY_PATH } })
const asked: string[] = []
const page = await browser.newPage({ viewport: { width: 1280, height: 720 } })
page.on('request', (request) => {
  if (/^(?:http|ws)/.test(request.url()) && new URL(request.url()).origin !== origin) asked.push(request.url())
})
await page.goto(link)
await page.locator('[data-wall][data-ready=true]').waitFor({ timeout: TIMEOUT_MS })
await page.waitForFunction((wanted) => Number(document.querySelector('[data-wall]')?.getAttribute('data-revision')) >= wanted, revision, {
  polling: 100,
})
await browser.close()

child.kill('SIGINT')
const [code] = await ended
// so that a count of 0 means something: a packet that has no way is counted
const before = astray()
await new Promise<void>((resolve) => {
  const nowhere = connect(80, '192.0.2.1')
  nowhere.on('error', () => {})
  nowhere.once('close', () => resolve())
})
console.log(JSON.stringify({ accepted, notices, byServer, asked, code, counts: astray() > before }))
