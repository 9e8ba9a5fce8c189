import { writeSync } from 'node:fs'
import type { Reporter, SerializedError, TestModule } from 'vitest/node'

/**
 * Ends the run with `N passed, N failed[, N skipped]` alone on the last line. A file that could not be loaded and an error outside any
 * test count as failed, so the line never says 0 failed of a run that failed.
 */
export default class Tally implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state]++
      count.failed += module.errors().length
      for (const suite of module.children.allSuites()) count.failed += suite.errors().length
    }
    const failed = count.failed + count.pending
    const skipped = count.skipped ? `, ${count.skipped} skipped` : ''
    process.once('exit', () => writeSync(1, `\n${count.passed} passed, ${failed} failed${skipped}\n`))
  }
}
