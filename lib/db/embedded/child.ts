import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { giveWay } from '@/lib/give-way'
import { Bridge } from './bridge'
import { ChildOptions, type FromChild, ToChild } from './child-messages'
import { claimFolder, FolderInUse } from './claim'
import { openDataFolder } from './data-folder'
import { EngineFault, lacksSpace, NO_SPACE } from './disk'
import type { BrokenEngine } from './engine'
import { listLibrariesOnce } from './library-names'
import { startMaintenance } from './maintenance'
import { readRecord, removeRecord, writeRecord } from './record'

// The process of the embedded engine: claims the data folder, opens it, serves it on a private socket until it is told to stop or its
// parent is gone. Statements run synchronously here, so that they never block the event loop of the product.

/** Where both want a core, the product's own process goes first: it answers everybody, and a statement only whoever sent it. */
const NICENESS = 10
giveWay(NICENESS)
listLibrariesOnce()

const { dataDir, socket, idleInTransactionMs } = ChildOptions.parse(JSON.parse(process.argv[2] ?? '{}'))

const tell = (message: FromChild) => process.connected && process.send?.(message)

/** Ends the process as it stands: what was not committed is taken back by the write-ahead log at the next start. */
function die(message: FromChild): void {
  if (process.connected) process.send?.(message, () => process.exit(1))
  else process.exit(1)
}

async function serve(): Promise<void> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const claim = await claimFolder(dataDir, readRecord(dataDir)?.socket ?? socket)
  const engine = await openDataFolder(dataDir)
  const bridge = new Bridge(engine, {
    idleInTransactionMs,
    lacksSpace: () => lacksSpace(dataDir),
    onBroken: (error) => die({ kind: 'broken', reason: lacksSpace(dataDir) ? NO_SPACE : explain(error) }),
  })
  rmSync(socket, { force: true }) // left by a process that was killed; the claim says that it is nobody's
  mkdirSync(path.dirname(socket), { recursive: true, mode: 0o700 })
  chmodSync(path.dirname(socket), 0o700) // the folder is the lock on the door: the bridge asks for no password
  await bridge.listen(socket)
  writeRecord(dataDir, { pid: process.pid, socket, startedAt: new Date().toISOString() })
  const maintenance = startMaintenance(bridge)

  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    claim.stopping()
    maintenance.stop()
    removeRecord(dataDir)
    await bridge.close()
    await engine.close()
    process.exit(0)
  }
  process.on('disconnect', () => void stop())
  process.on('message', (message) => {
    if (ToChild.parse(message) === 'stop') void stop()
    else tell({ kind: 'alive' })
  })
  if (!process.connected && process.send) await stop() // the parent went while we started
  tell({ kind: 'ready', startedInMs: Math.round(performance.now()) })
}

function explain(error: BrokenEngine): string {
  const cause = error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : error.cause
  // A C++ exception arrives as the number of its place in memory.
  return cause === undefined ? error.message : `${error.message}: ${typeof cause === 'number' ? 'a C++ exception (GEOS, PROJ)' : String(cause)}`
}

// Ctrl-C and a service manager signal every process of the group, but the database must outlive its clients: the parent says when.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})

serve().catch((error: unknown) => {
  if (error instanceof FolderInUse) die({ kind: 'locked', holder: error.holder })
  else if (lacksSpace(dataDir)) die({ kind: 'failed', reason: NO_SPACE, why: 'no_space' })
  else
    die({ kind: 'failed', reason: error instanceof Error ? error.message : String(error), why: error instanceof EngineFault ? error.why : 'other' })
})
