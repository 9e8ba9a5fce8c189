/** Does work that comes in steps to its end, without a pause. */
export function allSteps<T>(steps: Generator<void, T, void>): T {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}
