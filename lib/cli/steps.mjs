// Steps of the preparation as the person at the terminal sees them (what, and how long), and a lock, since two starts may come at once.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'

/** Runs a command quietly, showing what and how long on stderr; what it printed is shown only when it fails. */
export function step(title, [file, ...args], env = {}) {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`
    const live = process.stderr.isTTY
    process.stderr.write(live ? `  ${title} …` : `  ${title} …\n`)
    const tick = live && setInterval(() => process.stderr.write(`\r  ${title} … ${seconds()}`), 200)
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
    const said = []
    child.stdout.on('data', (d) => said.push(d))
    child.stderr.on('data', (d) => said.push(d))
    const stop = () => child.kill('SIGTERM')
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearInterval(tick)
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
      if (code === 0) {
        process.stderr.write(`${live ? '\r' : ''}✓ ${title}: ${seconds()}\n`)
        return resolve(undefined)
      }
      process.stderr.write(`${live ? '\r' : ''}✗ ${title}: ${seconds()}\n`)
      const why = signal ? 'was stopped' : `failed:\n${Buffer.concat(said).toString().trimEnd()}`
      reject(Object.assign(new Error(`${title} ${why}`), { expected: true }))
    })
  })
}

const alive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Runs `work` while holding `.cache/<name>.lock`; waits for a living holder and takes over a dead one's. */
export async function withLock(name, work) {
  const file = path.join('.cache', `${name}.lock`)
  fs.mkdirSync('.cache', { recursive: true })
  for (let said = false; ; ) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const holder = Number(fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : 0)
    if (holder && !alive(holder)) fs.rmSync(file, { force: true })
    else {
      if (!said) process.stderr.write(`  Waiting for another start that is preparing the same folder (process ${holder}) …\n`)
      said = true
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
  try {
    return await work()
  } finally {
    fs.rmSync(file, { force: true })
  }
}

/** Every file below a folder (or the file itself), nothing when it is not there. */
export function filesUnder(root) {
  if (!fs.existsSync(root)) return []
  if (fs.statSync(root).isFile()) return [root]
  return fs
    .readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
}
