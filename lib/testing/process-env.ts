import path from 'node:path'

/** What a Node of the tests loads first, and so do those that it starts; vitest.config.ts says so, and without it (endure, benchmarks) nothing is changed. */
export const NODE_OPTIONS = `--require ${JSON.stringify(path.join(import.meta.dirname, 'late-optimizing.cjs'))}`

/** What decides which clock a process reads: `faketime` around the tests must hold for all that they start. */
const CLOCK = /^(LD_PRELOAD|FAKETIME\w*|DONT_FAKE\w*|TZ)$/

/** The environment of a process that a test starts: where programs are, where temporary files go and which clock it reads, and none of the settings of this one. */
export function processEnv(): Record<string, string> {
  const kept = Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && (/^(PATH|HOME|TMPDIR)$/.test(name) || CLOCK.test(name)) ? [[name, value]] : [],
  )
  return { ...Object.fromEntries(kept), ...(process.env.NODE_OPTIONS?.includes(NODE_OPTIONS) && { NODE_OPTIONS }) }
}
