import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import os from 'node:os'

const names = readdirSync('bench')
  .filter((f) => /^[\w-]+\.ts$/.test(f))
  .map((f) => f.slice(0, -3))
  .sort()

/** What a benchmark says of itself: the first sentence of the comment it begins with. */
function about(name: string): string {
  const text = readFileSync(`bench/${name}.ts`, 'utf8')
  const comment = /^(?:\/\*\*?([\s\S]*?)\*\/|((?:\/\/.*\n)+))/.exec(text)
  const plain = (comment?.[1] ?? comment?.[2] ?? '').replace(/^\s*(?:\*|\/\/)\s?/gm, '').replace(/\s+/g, ' ')
  return plain.trim().split(/(?<=\.) /)[0] ?? ''
}

/** The machine a table was made on, so that no figure travels without it. */
function machine(): string {
  const cpus = os.cpus()
  const model = cpus[0]?.model.trim() ?? 'unknown CPU'
  return `${model}, ${os.availableParallelism()} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${os.type()} ${os.release()}`
}

/** `bench` lists the benchmarks; `bench NAME …` prints the machine and runs one, with its arguments, in a process of its own. */
function main([name, ...args]: string[]): void {
  if (name === undefined || name === '--help') {
    for (const n of names) console.log(`npm run bench -- ${n.padEnd(18)} ${about(n)}`)
    return
  }
  if (!names.includes(name)) {
    console.error(`There is no benchmark ${name}; there are: ${names.join(', ')}.`)
    process.exitCode = 2
    return
  }
  console.log(`machine: ${machine()}`)
  const child = spawn(process.execPath, ['--import', 'tsx', `bench/${name}.ts`, ...args], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  child.once('exit', (code) => {
    process.exitCode = code ?? 1
  })
}

main(process.argv.slice(2))
