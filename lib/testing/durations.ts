import type { Reporter, TestModule } from 'vitest/node'

/** Files below this are added up in one line. */
const MIN_SECONDS = 2

const seconds = (ms: number) => (ms / 1_000).toFixed(1).padStart(7)

/** Prints where the time of a run went: seconds of each test file (its imports, hooks and tests), the longest first, by tag and project. */
export default class Durations implements Reporter {
  private readonly started = performance.now()

  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = modules.map((module) => {
      const { collectDuration, duration, setupDuration } = module.diagnostic()
      const [test] = module.children.allTests()
      return { file: module.relativeModuleId, kind: test?.tags[0] ?? module.project.name, ms: collectDuration + setupDuration + duration }
    })
    for (const kind of new Set(rows.map((row) => row.kind))) {
      const files = rows.filter((row) => row.kind === kind).sort((a, b) => b.ms - a.ms)
      const long = files.filter((row) => row.ms >= MIN_SECONDS * 1_000)
      const sum = (of: typeof files) => of.reduce((ms, row) => ms + row.ms, 0)
      const short = files.filter((row) => !long.includes(row))
      console.log(`\n${seconds(sum(files))} s  ${kind}: ${files.length} files`)
      for (const row of long) console.log(`${seconds(row.ms)} s    ${row.file}`)
      if (short.length) console.log(`${seconds(sum(short))} s    ${short.length} files of less than ${MIN_SECONDS} s`)
    }
    console.log(`\n${seconds(performance.now() - this.started)} s  whole run`)
  }
}
