import { Presets, SingleBar } from 'cli-progress'

/** A line for the person who started the server. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`)
}

/** How far a long piece of work is. */
export type Progress = { update(done: number, total: number): void; stop(): void }

const EVERY_MS = 3_000

/** A bar on a terminal; elsewhere (a file, a service's log) a line every few seconds. */
export function makeProgress(title: string, unit: string): Progress {
  const started = performance.now()
  const seconds = () => ((performance.now() - started) / 1000).toFixed(0)
  if (process.stdout.isTTY) {
    const bar = new SingleBar(
      { format: `${title} {bar} {percentage}% · {value}/{total} ${unit} · {eta_formatted}`, hideCursor: true },
      Presets.shades_classic,
    )
    return {
      update(done, total) {
        if (bar.isActive) bar.setTotal(total)
        else bar.start(total, done)
        bar.update(done)
      },
      stop: () => bar.stop(),
    }
  }
  let last = performance.now()
  return {
    update(done, total) {
      const now = performance.now()
      if (now - last < EVERY_MS && done < total) return
      last = now
      say(`${title}: ${done}/${total} ${unit} (${total ? Math.round((done / total) * 100) : 100} %, ${seconds()} s)`)
    },
    stop() {},
  }
}
