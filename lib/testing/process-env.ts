/** What decides which clock a process reads: `faketime` around the tests must hold for all that they start. */
const CLOCK = /^(LD_PRELOAD|FAKETIME\w*|DONT_FAKE\w*|TZ)$/

/** The environment of a process that a test starts: where programs are and which clock it reads, and none of the settings of this one. */
export function processEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && (/^(PATH|HOME)$/.test(name) || CLOCK.test(name)) ? [[name, value]] : [],
    ),
  )
}
