import path from 'node:path'
import { inject } from 'vitest'

/** The compiled file of a program that tests run beside themselves (lib/testing/NAME-worker.ts), for `node FILE …`. */
export const workerFile = (name: 'alerts' | 'decide' | 'reader' | 'retention' | 'save'): string =>
  path.join(inject('workers'), `testing-${name}-worker.js`)
