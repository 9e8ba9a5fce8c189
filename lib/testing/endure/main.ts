import { randomInt } from 'node:crypto'
import { readOptions } from './options'
import { endure } from './run'

let stopping = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    process.stderr.write('Ending after this round …\n')
    stopping = true
  })
}

process.exit(await endure(readOptions(process.argv.slice(2), String(randomInt(1_000_000))), () => stopping))
