import { continueDemoDuties } from '@/lib/db/duties/demo-duties'
import type { LeasedJob } from './job'

/** Leads the duties of the demonstration on while nobody works with them. */
export const demoDutiesJob = (): LeasedJob => ({
  lease: 'demo-duties',
  everyMs: 10 * 60_000,
  async work(fence) {
    await continueDemoDuties(fence, Date.now())
  },
  fault: 'the duties of the demonstration could not be led on',
})
