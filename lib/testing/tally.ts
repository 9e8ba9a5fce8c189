import { existsSync, readFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import type { Reporter, SerializedError, TestModule, Vitest } from 'vitest/node'
import * as z from 'zod/mini'

/** Names of tests that have passed only at their second try before: once is forgiven, the second time is a failure. */
const FLAKY_FILE = 'lib/testing/flaky.json'

/**
 * Ends the run with `N passed, N failed[, N skipped]` alone on the last line. A file that could not be loaded and an error outside any
 * test count as failed, so the line never says 0 failed of a run that failed. A test that passed only at its second try is named, to be
 * written into flaky.json; one whose name is in there already has failed.
 */
export default class Tally implements Reporter {
  private root = process.cwd()

  onInit(vitest: Vitest): void {
    this.root = vitest.config.root
  }

  private known(): string[] {
    const file = path.join(this.root, FLAKY_FILE)
    return existsSync(file) ? z.parse(z.array(z.string()), JSON.parse(readFileSync(file, 'utf8'))) : []
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 }
    const flaky: { name: string; errors: readonly SerializedError[] }[] = []
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        count[test.result().state]++
        if (test.diagnostic()?.flaky) flaky.push({ name: `${module.relativeModuleId} > ${test.fullName}`, errors: test.result().errors ?? [] })
      }
      count.failed += module.errors().length
      for (const suite of module.children.allSuites()) count.failed += suite.errors().length
    }
    const known = flaky.length ? this.known() : []
    const again = flaky.filter(({ name }) => known.includes(name))
    for (const { name, errors } of flaky) {
      const what = known.includes(name) ? `is in ${FLAKY_FILE} already, so it has failed` : `write it into ${FLAKY_FILE}`
      console.log(`passed at its second try only (${what}): ${name}`)
      // what it waited for at the first
      for (const { message, stacks } of errors) console.log([message, ...(stacks ?? []).map(({ file, line }) => `  at ${file}:${line}`)].join('\n'))
    }
    if (again.length) process.exitCode = 1
    const failed = count.failed + count.pending + again.length
    const passed = count.passed - again.length
    const skipped = count.skipped ? `, ${count.skipped} skipped` : ''
    process.once('exit', () => writeSync(1, `\n${passed} passed, ${failed} failed${skipped}\n`))
  }
}
