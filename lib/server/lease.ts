import { type Fence, releaseLease, renewLeases, takeLease } from '@/lib/db/log/leases'

/** Work that runs while its lease is held; `stop` ends it. */
export type LeasedWork = { stop(): Promise<void> | void }

/** Leases that are sought for ever. */
export type LeaseHolder = { stop(): Promise<void> }

/** A lease, and the work that begins when it was won: its fence goes into each transaction of the work. */
export type Lease = { name: string; start(fence: Fence): LeasedWork }

export type LeaseOptions = {
  leases: readonly Lease[]
  /** uuid of this process */
  holder: string
  ttlMs: number
  /** `name`: the lease concerned; null: all of them */
  onFault(error: unknown, name: string | null): void
}

/**
 * Runs each work in only one of the processes on a database: seeks its lease, renews it at a third of its life, and ends the work as soon as
 * the lease is lost or could not be renewed in time. (A process that hangs past its lease is kept from writing by the fence.) All that is held
 * is renewed by one statement, and what is not by one of its own, so that a lease whose row is locked keeps no other waiting.
 */
export function holdLeases({ leases, holder, ttlMs, onFault }: LeaseOptions): LeaseHolder {
  const names = leases.map(({ name }) => name)
  const seekers = leases.map((lease) => seek(lease, { holder, ttlMs, onFault }))
  let stopped = false
  let running: Promise<void> | null = null
  const turn = async () => {
    const asked = performance.now()
    try {
      const renewed = await renewLeases(names, holder, ttlMs)
      if (!stopped) for (const seeker of seekers) seeker.turn(asked, renewed)
    } catch (error) {
      onFault(error, null)
      for (const seeker of seekers) seeker.overdue()
    }
  }
  const tick = () => {
    running ??= turn().finally(() => {
      running = null
    })
  }
  const timer = setInterval(tick, ttlMs / 3)
  tick()
  return {
    async stop() {
      stopped = true
      clearInterval(timer)
      await running
      await Promise.all(seekers.map((seeker) => seeker.stop()))
    },
  }
}

type Seeker = {
  /** takes what the statement asked at `asked` (performance.now) said of the lease, and asks by itself for one that it did not name */
  turn(asked: number, renewed: ReadonlyMap<string, Fence | null>): void
  /** ends the work whose lease could not be renewed in time */
  overdue(): void
  stop(): Promise<void>
}

/** One of the leases. What its work takes to end, or a row that is locked, is waited for here. */
function seek({ name, start }: Lease, { holder, ttlMs, onFault }: Omit<LeaseOptions, 'leases'>): Seeker {
  let held: { fence: Fence; work: LeasedWork; until: number } | null = null
  let stopped = false
  let running: Promise<void> | null = null

  const end = async () => {
    const work = held?.work
    held = null
    await work?.stop()
  }
  const endOverdue = async () => {
    if (held && performance.now() >= held.until) await end()
  }
  const turn = async (asked: number, renewed: ReadonlyMap<string, Fence | null>) => {
    try {
      const known = renewed.get(name)
      const lease = known === undefined ? await takeLease(name, holder, ttlMs) : known
      if (held && held.fence.token !== lease?.token) await end()
      if (stopped || !lease) return
      if (held) held.until = asked + ttlMs
      else held = { fence: lease, until: asked + ttlMs, work: start(lease) }
    } catch (error) {
      onFault(error, name)
      await endOverdue()
    }
  }
  const run = (work: () => Promise<void>) => {
    running ??= work().finally(() => {
      running = null
    })
  }
  return {
    turn: (asked, renewed) => run(() => turn(asked, renewed)),
    overdue: () => run(endOverdue),
    async stop() {
      stopped = true
      await running
      if (!held) return
      await end()
      await releaseLease(name, holder).catch((error) => onFault(error, name)) // the others need not wait for it to run out
    },
  }
}
