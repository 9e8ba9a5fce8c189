import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { processEnv } from '../process-env'
import { preparePages } from '../server'

const run = promisify(execFile)
const apart = ['unshare', '--map-root-user', '--net']
const possible = process.platform === 'linux' && spawnSync(apart[0] ?? '', [...apart.slice(1), 'ip', 'link', 'set', 'lo', 'up']).status === 0
if (!possible) console.log('bundle.test.ts is left out: this machine gives no network namespaces (unshare, ip)')

describe.skipIf(!possible)('a bundle', () => {
  const place = mkdtempSync(path.join(tmpdir(), 'gridsight-bundle-'))
  const home = path.join(place, 'home')
  let folder = ''

  beforeAll(async () => {
    await preparePages()
    // packed in haste: what is in the archive is the same
    const env = { ...process.env, GZIP: '-1' }
    const { stdout } = await run(process.execPath, ['lib/cli/bundle.mjs', '--cpu', process.arch, '--out', place], { env })
    mkdirSync(home)
    await run('tar', ['-xzf', stdout.trim(), '-C', place])
    folder = path.join(place, readdirSync(place).find((name) => name.startsWith('gridsight-') && !name.endsWith('.gz')) ?? '')
  }, 300_000)
  afterAll(() => rmSync(place, { recursive: true, force: true }))

  it('starts where there is no network, shows an event, and never asks for one', { timeout: 400_000 }, async () => {
    const browser = inject('browser')
    if ('missing' in browser) throw new Error(browser.missing)
    const inside = ['node', '--import', 'tsx', 'lib/testing/e2e/apart-process.ts', folder, home, browser.executablePath]
    const { stdout } = await run(apart[0] ?? '', [...apart.slice(1), ...inside], { env: { NODE_ENV: 'production', ...processEnv(), ...browser.env } })
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({ accepted: 1, notices: 200, byServer: 0, asked: [], code: 0, counts: true })
  })

  it('has the commands of an operator, and says what it is not for', async () => {
    const { stdout } = await run('npm', ['run', '-s', 'gridsight', '--', 'token', 'list', '--json'], { cwd: folder })
    expect(stdout).toContain('reporter')
    const { status, stderr } = spawnSync(process.execPath, ['lib/cli/bootstrap.mjs', 'test'], { cwd: folder, encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stderr).toMatch(/^This is a bundle, .* clone the repository\.\n$/)
  })
})
