/**
 * Bounds for waiting, far above what any wait takes: a machine that is new, slow and busy is not a failure. A promise of the product that
 * names a time (a revoked token hangs up within five seconds) has its own bound in its test.
 */
export const WAIT_MS = 90_000
/** Of a whole test or hook, which may wait several times. */
export const TEST_TIMEOUT_MS = 240_000
