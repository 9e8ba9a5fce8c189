import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { Bridge } from './bridge'
import { openDataFolder } from './data-folder'

const [dataDir = '', socket = ''] = process.argv.slice(2)
const tell = (message: unknown) => process.connected && process.send?.(message)

mkdirSync(dataDir, { recursive: true, mode: 0o700 })
const engine = await openDataFolder(dataDir)
const bridge = new Bridge(engine, {
  idleInTransactionMs: 60_000,
  onBroken: (error) => {
    console.error(error)
    setTimeout(() => process.exit(70), 20)
  },
})
rmSync(socket, { force: true })
mkdirSync(path.dirname(socket), { recursive: true, mode: 0o700 })
await bridge.listen(socket)
tell({ kind: 'ready' })

const stop = async () => {
  await bridge.close()
  await engine.close()
  process.exit(0)
}
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})
process.on('disconnect', () => void stop())
process.on('message', (message) => {
  if (message === 'stop') void stop()
})
