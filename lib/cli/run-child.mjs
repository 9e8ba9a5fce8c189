// Runs the real command as a child of its own session, so that each signal reaches it exactly once: a Ctrl-C arrives here from the
// terminal and again from npm, and a server that takes the second one for impatience would not close its database.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import process from 'node:process'

const REPEAT_MS = 1000

/** Runs node with `args`, passes signals on, and answers its exit code (128 + signal when a signal ended it). */
export function runChild(args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit', detached: true, env: { ...env, ...process.env, ...pinned(env) } })
    let last = 0
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => {
        const now = performance.now()
        if (last && now - last < REPEAT_MS) return
        last = now
        child.kill(signal)
      })
    }
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1)))
  })
}

/** Next knows two modes only: a stray NODE_ENV of the caller's must not reach it. Tests keep their own. */
function pinned(env) {
  return env.NODE_ENV ? { NODE_ENV: env.NODE_ENV } : {}
}
