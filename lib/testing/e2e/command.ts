import { spawn } from 'node:child_process'
import { processEnv } from '../process-env'

/** Runs `gridsight …` as an operator does, beside the database of a test server; answers what it printed and its exit code. */
export async function gridsight(
  place: { dataDir: string; databaseUrl: string | null },
  ...args: string[]
): Promise<{ code: number | null; output: string }> {
  const { dataDir, databaseUrl } = place
  const child = spawn(process.execPath, ['lib/cli/bootstrap.mjs', 'gridsight', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...processEnv(), NODE_ENV: 'production', DATA_DIR: dataDir, GRIDSIGHT_DEMO: 'off', ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) },
  })
  const said: Buffer[] = []
  child.stdout.on('data', (data: Buffer) => said.push(data))
  child.stderr.on('data', (data: Buffer) => said.push(data))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, output: Buffer.concat(said).toString() }
}
