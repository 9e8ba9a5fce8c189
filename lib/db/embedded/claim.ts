import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { connect, createServer } from 'node:net'

/** Who holds a data folder. */
export type Holder = { pid: number; state: 'serving' | 'stopping' }

/** The data folder is in use by another process. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse'
  constructor(readonly holder: Holder | null) {
    super(holder ? `the data folder is in use by process ${holder.pid}` : 'the data folder is in use')
  }
}

export type Claim = { stopping(): void; release(): Promise<void> }

/**
 * Claims a data folder for this process until it ends, however it ends. The claim is a socket in the kernel's abstract namespace, named
 * after the folder's inode: taking it is atomic, it leaves nothing behind after kill -9 (a lock file does, and the pid in it is soon
 * somebody else's), and whoever holds it can be asked. Elsewhere than on Linux only the recorded socket is probed. One holder that is
 * stopping is waited for. Throws FolderInUse.
 */
export async function claimFolder(dataDir: string, socket: string, patienceMs = 15_000): Promise<Claim> {
  const { dev, ino } = statSync(dataDir)
  const name = `\0gridsight-${createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 32)}`
  const deadline = Date.now() + patienceMs
  for (;;) {
    const claim = process.platform === 'linux' ? await take(name) : NOTHING
    if (claim) {
      // Another machine or container that shares the folder has a namespace of its own, but the same socket file.
      if (!(await answers(socket))) return claim
      await claim.release()
      throw new FolderInUse(null)
    }
    const holder = await ask(name)
    if (holder?.state === 'serving' || Date.now() > deadline) throw new FolderInUse(holder)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const NOTHING: Claim = { stopping() {}, release: async () => {} }

/** Null when somebody else has the name. */
function take(name: string): Promise<Claim | null> {
  const me: Holder = { pid: process.pid, state: 'serving' }
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.end(JSON.stringify(me))
  })
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)))
    server.listen(name, () => {
      server.unref()
      resolve({
        stopping: () => {
          me.state = 'stopping'
        },
        release: () => new Promise((done) => server.close(() => done())),
      })
    })
  })
}

/** Asks the holder; null when it does not answer within two seconds (it is busy with one long statement) or is just going. */
function ask(name: string): Promise<Holder | null> {
  return new Promise((resolve) => {
    const socket = connect(name)
    let text = ''
    socket.setTimeout(2000, () => socket.destroy())
    socket.on('data', (data) => {
      text += data.toString()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      try {
        resolve(JSON.parse(text) as Holder)
      } catch {
        resolve(null)
      }
    })
  })
}

/** Does anybody accept connections on this socket? */
export function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
