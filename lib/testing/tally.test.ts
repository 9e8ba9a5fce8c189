import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, it } from 'vitest'

const made: string[] = []
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Runs a suite of its own (files by name) and answers the last line and the exit code. */
function runSuite(files: Record<string, string>, flaky?: string[]): { last: string | undefined; code: number | null; text: string } {
  mkdirSync('.cache', { recursive: true })
  const root = mkdtempSync(path.resolve('.cache/tally-'))
  made.push(root)
  writeFileSync(path.join(root, 'vitest.config.mjs'), 'export default {}')
  if (flaky) {
    mkdirSync(path.join(root, 'lib/testing'), { recursive: true })
    writeFileSync(path.join(root, 'lib/testing/flaky.json'), JSON.stringify(flaky))
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(root, name), `import { it } from 'vitest'\n${text}`)
  const cli = [path.resolve('node_modules/vitest/vitest.mjs'), 'run', '--root', root, '--reporter', path.resolve('lib/testing/tally.ts')]
  const { stdout, status } = spawnSync(process.execPath, cli, { encoding: 'utf8' })
  return { last: stdout.trimEnd().split('\n').at(-1), code: status, text: stdout }
}

it('counts a green run', () => {
  expect(runSuite({ 'a.test.ts': "it('a', () => {}); it('b', () => {})" })).toMatchObject({ last: '2 passed, 0 failed', code: 0 })
})

it('counts what fails to load and what is thrown outside a test as failed', () => {
  const { last, code } = runSuite({
    'a.test.ts': "it('a', () => {}); it('b', () => { throw new Error('no') }); it.skip('c', () => {})",
    'broken.test.ts': "import './nowhere'\nit('d', () => {})",
    'stray.test.ts': "it('e', async () => { Promise.reject(new Error('stray')); await new Promise(setImmediate) })",
  })
  expect(last).toBe('2 passed, 3 failed, 1 skipped')
  expect(code).toBe(1)
})

it('names what passed at its second try, and fails what has done so before', () => {
  const suite = { 'a.test.ts': "let tries = 0\nit('waits', { retry: 1 }, () => { if (tries++ === 0) throw new Error('slow') })" }
  const first = runSuite(suite)
  expect(first).toMatchObject({ last: '1 passed, 0 failed', code: 0 })
  expect(first.text).toMatch(/second try only \(write it into lib\/testing\/flaky.json\): a.test.ts > waits\nslow\n {2}at .*a.test.ts:3$/m)
  expect(runSuite(suite, ['another'])).toMatchObject({ last: '1 passed, 0 failed', code: 0 })
  expect(runSuite(suite, ['a.test.ts > waits'])).toMatchObject({ last: '0 passed, 1 failed', code: 1 })
})
