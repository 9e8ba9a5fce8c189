import { askProcess } from './ask-process'
import type { NightQuestion, NightScan } from './scan-process'

/** Scans a night in a process of its own: it may take a minute of a processor. */
export const scanNight = (question: NightQuestion, signal?: AbortSignal): Promise<NightScan> =>
  askProcess({ script: 'lib/server/scan-process.ts', name: 'the scan of the night', signal }, question, (scan: NightScan) => scan)
