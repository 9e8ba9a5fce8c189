import { type Fence, releaseLease, takeLease } from '@/lib/db/log/leases'

/** Work that runs while its lease is held; `stop` ends it. */
export type LeasedWork = { stop(): Promise<void> | void }

/** A lease that is sought for ever. */
export type LeaseHolder = { stop(): Promise<void> }

export type LeaseOptions = {
  name: string
  /** uuid of this process */
  holder: string
  ttlMs: number
  /** called when the lease was won; its fence goes into each transaction of the work */
  start(fence: Fence): LeasedWork
  onFault(error: unknown): void
}

/**
 * Runs work in only one of the processes on a database: seeks the lease, renews it at a third of its life, and ends the work as soon as
 * the lease is lost or could not be renewed in time. (A process that hangs past its lease is kept from writing by the fence.)
 */
export function holdLease({ name, holder, ttlMs, start, onFault }: LeaseOptions): LeaseHolder {
  let held: { fence: Fence; work: LeasedWork; until: number } | null = null
  let stopped = false
  let running: Promise<void> = Promise.resolve()

  const end = async () => {
    const work = held?.work
    held = null
    await work?.stop()
  }
  const turn = async () => {
    const asked = performance.now()
    try {
      const lease = await takeLease(name, holder, ttlMs)
      if (held && held.fence.token !== lease?.token) await end()
      if (stopped || !lease) return
      if (held) held.until = asked + ttlMs
      else held = { fence: lease, until: asked + ttlMs, work: start(lease) }
    } catch (error) {
      onFault(error)
      if (held && performance.now() >= held.until) await end()
    }
  }
  const timer = setInterval(() => {
    running = running.then(turn)
  }, ttlMs / 3)
  running = turn()

  return {
    async stop() {
      stopped = true
      clearInterval(timer)
      await running
      if (!held) return
      await end()
      await releaseLease(name, holder).catch(onFault) // the others need not wait for it to run out
    },
  }
}
