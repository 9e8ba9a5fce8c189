import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cycles, forbiddenImports } from './house/boundaries'
import { tooMuchCss } from './house/css'
import { staleDocs, staleRooms, staleSettings } from './house/docs'
import { brokenHabits } from './house/habits'
import { incompleteLock } from './house/lock'
import { readModules } from './house/modules'

/** A check answers what is wrong, or nothing. */
type Check = { name: string; run: () => Promise<string> | string }

const node = (...args: string[]) =>
  new Promise<string>((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } })
    const said: Buffer[] = []
    child.stdout.on('data', (d: Buffer) => said.push(d))
    child.stderr.on('data', (d: Buffer) => said.push(d))
    child.once('error', reject)
    child.once('close', (code) => resolve(code === 0 ? '' : `${Buffer.concat(said).toString().trimEnd() || 'said nothing'} (exit code ${code})`))
  })

async function types(): Promise<string> {
  return (await node('node_modules/next/dist/bin/next', 'typegen')) || node('node_modules/typescript/bin/tsc', '-p', '.', '--pretty', 'false')
}

function house(): string {
  const modules = readModules()
  return [...forbiddenImports(modules), ...cycles(modules), ...modules.flatMap(brokenHabits)].join('\n')
}

const checks: Check[] = [
  { name: 'types', run: types },
  {
    name: 'style (Biome)',
    run: () => node('node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', '--colors=off', '--max-diagnostics=20', '.'),
  },
  { name: 'rooms, circles, habits', run: house },
  { name: 'own CSS', run: tooMuchCss },
  { name: 'lock', run: () => incompleteLock().join('\n') },
  {
    name: 'documents',
    run: () => [...staleDocs(), ...staleRooms(), ...(existsSync('README.md') ? staleSettings() : ['README.md is missing'])].join('\n'),
  },
  { name: 'unused (knip)', run: () => node('node_modules/knip/bin/knip.js', '--no-progress', '--treat-config-hints-as-errors') },
  { name: 'schema drift', run: () => node('--import', 'tsx', 'lib/testing/drift.ts') },
]

/** The drift check waits for databases most of the time, so it goes beside the others; each is told as it ends. */
const lanes = [checks.filter((c) => c.name === 'schema drift'), checks.filter((c) => c.name !== 'schema drift')]

async function runLane(lane: Check[]): Promise<number> {
  let failed = 0
  for (const { name, run } of lane) {
    const started = performance.now()
    const wrong = await run()
    if (wrong) failed++
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.log(`${wrong ? '✗' : '✓'} ${name} (${seconds} s)${wrong ? `\n${wrong.replace(/^/gm, '    ')}` : ''}`)
  }
  return failed
}

process.exitCode = (await Promise.all(lanes.map(runLane))).some((failed) => failed > 0) ? 1 : 0
