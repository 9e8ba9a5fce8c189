import os from 'node:os'
import { parseArgs } from 'node:util'

/** Whole numbers of the command line (`--clients 200`); what is not given is as in `usual`. */
export function readOptions<K extends string>(usual: Record<K, number>): Record<K, number> {
  const names = Object.keys(usual) as K[]
  const { values } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])) })
  const chosen = { ...usual }
  for (const name of names) {
    const text = values[name]
    if (text === undefined) continue
    const value = Number(text)
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number above 0 and not ${String(text)}`)
    chosen[name] = value
  }
  return chosen
}

/** How busy the machine is: processes that ran or wanted to, over the last minute. */
export const load = (): string => (os.loadavg()[0] ?? 0).toFixed(1)

let shown = ''

/** Shows what is being done on one line that the next call overwrites; '' clears it. Where that is no terminal, only what goes before a colon. */
export function showProgress(text: string): void {
  if (process.stdout.isTTY) {
    process.stdout.write(`\r${text ? `  ${text}`.padEnd(78) : `${' '.repeat(78)}\r`}`)
    return
  }
  const [step = ''] = text.split(':')
  if (step && step !== shown) console.log(`  ${step} …`)
  shown = step
}
