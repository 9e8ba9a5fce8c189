import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { afterAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-bootstrap-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const bootstrap = path.resolve('lib/cli/bootstrap.mjs')
const file = (name: string, text: string) => {
  writeFileSync(path.join(folder, name), text)
  return path.join(folder, name)
}

describe('the door', () => {
  it('says in one sentence that Node is too old', () => {
    const old = file('old.mjs', "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.19.1' } })")
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', old, bootstrap, 'start'], { encoding: 'utf8' })
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(/^Gridsight needs Node 20\.9 or newer and this is Node 18\.19\.1; .*\.\n$/)
  })

  it('knows its commands', () => {
    const { status, stderr } = spawnSync(process.execPath, [bootstrap, 'constructor'], { encoding: 'utf8' })
    expect(status).toBe(2)
    expect(stderr).toContain('Usage: npm start')
  })

  it('starts no server for whoever asks how it is started', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bootstrap, 'start', '--help'], { encoding: 'utf8' })
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(/^npm start takes no arguments \(given: --help\); .* README\.md\.\n$/)
  })

  it('changes nothing where its port is taken, since that may be the server of this folder', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const address = taken.address()
    const port = typeof address === 'object' && address ? address.port : 0
    // neither to prepare anything nor to serve
    const childless = file(
      'childless.mjs',
      "import processes from 'node:child_process'; import { syncBuiltinESMExports } from 'node:module'; processes.spawn = () => { throw new Error('a child') }; syncBuiltinESMExports()",
    )
    const child = spawn(process.execPath, ['--import', childless, bootstrap, 'start'], {
      env: { ...process.env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [said, [code]] = await Promise.all([textOf(child.stderr), once(child, 'exit')])
    taken.close()
    expect({ code, said }).toEqual({
      code: 1,
      said: `Port ${port} on 127.0.0.1 is in use; stop the program that has it, or choose another: PORT=${port + 1} npm start\n`,
    })
  })

  it('needs nothing that has to be installed', () => {
    for (const name of ['bootstrap.mjs', 'commands.mjs', 'run-child.mjs', 'prepare.mjs', 'prepare-assets.mjs', 'steps.mjs']) {
      const text = readFileSync(path.resolve('lib/cli', name), 'utf8')
      const foreign = [...text.matchAll(/^import .* from '([^']+)'/gm)].map((m) => m[1] ?? '').filter((m) => !/^(node:|\.\/|process$)/.test(m))
      expect(foreign, name).toEqual([])
    }
  })
})

describe('the child', () => {
  const waiting = file(
    'waiting.mjs',
    `let heard = 0
     process.on('SIGINT', () => { heard++; setImmediate(() => process.stdout.write('heard ' + heard + '\\n')) })
     process.on('SIGTERM', () => process.exit(7))
     setInterval(() => {}, 1000)
     process.stdout.write('up\\n')`,
  )
  const runner = file(
    'runner.mjs',
    `import { runChild } from ${JSON.stringify(path.resolve('lib/cli/run-child.mjs'))}
     process.exit(await runChild(JSON.parse(process.argv[2]), {}))`,
  )
  const start = (...args: string[]) => spawn(process.execPath, [runner, JSON.stringify(args)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const said = (child: ChildProcess, text: string) =>
    new Promise<void>((resolve) => {
      let all = ''
      child.stdout?.on('data', (data: Buffer) => {
        all += data.toString()
        if (all.includes(text)) resolve()
      })
    })
  const ended = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once('close', resolve))

  it('hears a signal that comes twice once, and its exit code is passed on', async () => {
    const child = start(waiting)
    let output = ''
    child.stdout?.on('data', (data: Buffer) => {
      output += data.toString()
    })
    await said(child, 'up')
    const heard = said(child, 'heard')
    child.kill('SIGINT') // from the terminal …
    child.kill('SIGINT') // … and again from npm
    await heard
    process.kill(child.pid ?? 0, 'SIGINT')
    const code = ended(child)
    await expect
      .poll(
        () => {
          child.kill('SIGTERM')
          return child.exitCode
        },
        { timeout: 10_000, interval: 100 },
      )
      .toBe(7)
    expect(await code).toBe(7)
    expect(output).toBe('up\nheard 1\n')
  })

  it('that dies of a signal ends with 128 and its number', async () => {
    expect(await ended(start('-e', "process.kill(process.pid, 'SIGKILL')"))).toBe(137)
  })
})

describe('the lock', () => {
  it('is taken over from a process that is gone, and waited for where it lives', async () => {
    const { withLock } = await import('./steps.mjs')
    const before = process.cwd()
    process.chdir(folder)
    try {
      const order: string[] = []
      await withLock('x', async () => order.push('first'))
      const gone = spawnSync(process.execPath, ['-e', '']).pid
      writeFileSync(path.join(folder, '.cache', 'x.lock'), String(gone))
      await withLock('x', async () => order.push('second'))
      writeFileSync(path.join(folder, '.cache', 'x.lock'), String(process.pid))
      const third = withLock('x', async () => order.push('third'))
      order.push('freed')
      rmSync(path.join(folder, '.cache', 'x.lock'))
      await third
      expect(order).toEqual(['first', 'second', 'freed', 'third'])
    } finally {
      process.chdir(before)
    }
  })
})
