import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import * as z from 'zod/mini'
import { SERVER } from '@/lib/cli/commands.mjs'
import { processEnv } from './process-env'
import { WAIT_MS } from './wait'

export const root = path.resolve(import.meta.dirname, '../..')
const START_MS = 2 * WAIT_MS

/** The tokens that a server makes for itself at its first start. */
export type TestTokens = { wall: string; reporter: string; supervisor: string }

const HealthAnswer = z.looseObject({ status: z.string(), grids: z.optional(z.int()), phase: z.optional(z.string()), revision: z.optional(z.int()) })

/** What health says, whatever its status. */
export async function health(url: string): Promise<z.infer<typeof HealthAnswer>> {
  return HealthAnswer.parse(await (await fetch(new URL('/api/health', url))).json())
}

/** Those of the data folder. */
export function readTokens(dataDir: string): TestTokens {
  const accounts = z
    .record(z.string(), z.looseObject({ token: z.optional(z.string()) }))
    .parse(JSON.parse(readFileSync(path.join(dataDir, 'accounts.json'), 'utf8')))
  const of = (name: string) => accounts[name]?.token ?? ''
  return { wall: of('wall'), reporter: of('reporter'), supervisor: of('supervisor') }
}

const Ready = z.object({ ready: z.literal(true), url: z.string() })

/** Runs the server as a child with these settings only; throws what it printed when it ends before it is ready. */
export async function launch(
  env: Record<string, string>,
  { startMs = START_MS, ...options }: SpawnOptions & { startMs?: number } = {},
): Promise<{ child: ChildProcess; url: string; output(): string }> {
  const { child, output, exited } = spawnServer(env, options)
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`the server was not ready after ${startMs / 1000} s:\n${output()}`))
    }, startMs)
    child.on('message', (message) => {
      const said = Ready.safeParse(message)
      if (!said.success) return
      clearTimeout(timer)
      resolve(said.data.url)
    })
    void exited.then((code) => {
      clearTimeout(timer)
      reject(new Error(`the server ended with ${code}:\n${output()}`))
    })
  })
  return { child, url, output }
}

/** `detached`: a signal to the group of this process, as Ctrl-C sends it, does not reach the server. */
export type SpawnOptions = { detached?: boolean }

/** Runs the server as a child, ready or not. */
export function spawnServer(
  env: Record<string, string>,
  { detached = false }: SpawnOptions = {},
): { child: ChildProcess; output(): string; exited: Promise<number | null> } {
  const child = spawn(process.execPath, SERVER, {
    cwd: root,
    detached,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...processEnv(), NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...env },
  })
  const said: Buffer[] = []
  child.stdout?.on('data', (data: Buffer) => said.push(data))
  child.stderr?.on('data', (data: Buffer) => said.push(data))
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  return { child, output: () => Buffer.concat(said).toString(), exited }
}
