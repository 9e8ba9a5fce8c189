import { alertRoutes } from '@/lib/domain/routes/alerts'
import { AlertsView } from './alerts'
import type { AlertsHeld } from './board'
import { http } from './http'
import type { Connection, Message, Runtime, Transport } from './ports'
import { runtime as ofBrowser } from './runtime'
import { socketTransport } from './socket'
import { makeStore, type Store } from './store'
import { Timers } from './timers'
import { STALE_MS } from './truth'

const FIRST_WAIT_MS = 1_000
const MAX_WAIT_MS = 10_000
const MAX_ALERTS = 500
/** The clocks' difference is kept as long as it moves by less. */
const STEADY_MS = 1_000

/** What a watch reads over HTTP where no socket can be had. */
type Living = Parameters<AlertsView['whole']>[0]
type Ports = { transport: Transport; list(): Promise<Living | null>; runtime: Runtime }

const list = async (): Promise<Living | null> => {
  const answer = await http(alertRoutes.list, { query: { state: 'firing,acknowledged', limit: MAX_ALERTS } })
  return answer.ok ? answer.body : null
}

/**
 * The alerts of a page that shows nothing else of the board: a subscription without the figures of its grids, without snapshot and changes.
 * It connects for ever; where that fails again and again the alerts are read over HTTP at each try.
 */
export function watchAlerts(ports: Partial<Ports> = {}): { live: Store<AlertsHeld>; stop(): void } {
  const { transport = socketTransport(undefined), runtime = ofBrowser } = ports
  const read = ports.list ?? list
  const live = makeStore<AlertsHeld>({ alerts: null, hidden: [], clockOffset: 0, mismatches: 0 })
  const timers = new Timers<'retry' | 'silent'>(runtime)
  let connection: Connection | null = null
  let epoch = 0
  let failures = 0
  let stopped = false
  const holder = new AlertsView(live, runtime, () => connection?.view('alerts'))

  const lost = () => {
    epoch++
    failures++
    connection?.close()
    connection = null
    timers.cancel('silent')
    if (failures > 1) void read().then((all) => !stopped && all && holder.whole(all))
    timers.later('retry', Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(10, failures - 1)) * (0.5 + runtime.random()), connect)
  }
  const take = (message: Message) => {
    timers.later('silent', STALE_MS, lost)
    if (message.kind === 'alerts') holder.take(message.body)
    else if (message.kind === 'checked') holder.checked(message.body)
    else {
      const clockOffset = message.body.at - runtime.now()
      if (Math.abs(clockOffset - live.get().clockOffset) > STEADY_MS) live.set({ clockOffset })
    }
  }
  const connect = () => {
    const own = ++epoch
    const current = () => own === epoch && !stopped
    const subscribe = async () => {
      const ack = await connection?.subscribe({ level: 1 }).catch(() => null)
      if (!current()) return
      if (!ack || 'code' in ack) return lost()
      failures = 0
      timers.later('silent', STALE_MS, lost)
    }
    connection = transport.open({
      opened: () => current() && void subscribe(),
      message: (message) => current() && take(message),
      closed: () => current() && lost(),
    })
  }
  connect()
  return {
    live,
    stop() {
      stopped = true
      timers.clear()
      connection?.close()
    },
  }
}
