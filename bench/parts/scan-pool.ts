import type { ScanOptions } from '@/lib/warning/scan'
import type { ScanCases } from '@/lib/warning/scan-prepare'
import type { Places } from '@/lib/warning/scan-zones'
import { startHelper } from './helpers'
import type { ScanQuestion, ScanTaken } from './scan-worker-process'

export type ScanTask = { cases: ScanCases; options: ScanOptions }

/** Processes that know the places of a county and scan streams, each the next one when it is done. */
export async function startScans(places: Places, workers: number): Promise<{ scan(tasks: readonly ScanTask[]): Promise<ScanTaken[]>; end(): void }> {
  const helpers = Array.from({ length: workers }, () => startHelper('scan-worker-process'))
  const ground: ScanQuestion = { places }
  await Promise.all(helpers.map((helper) => helper.ask(ground)))
  return {
    async scan(tasks) {
      const taken: ScanTaken[] = []
      // the dear ones first, so that no worker ends long after the others
      const queue = [...tasks.keys()].sort((a, b) => weigh(tasks[b]) - weigh(tasks[a]))
      await Promise.all(
        helpers.map(async (helper) => {
          for (let next = queue.shift(); next !== undefined; next = queue.shift()) taken[next] = await helper.ask<ScanTaken>(tasks[next])
        }),
      )
      return taken
    },
    end: () => {
      for (const helper of helpers) helper.end()
    },
  }
}

const weigh = (task: ScanTask | undefined): number => (task ? task.cases.counts.reduce((sum, n) => sum + n, 0) : 0)
