import pg from 'pg'

/** A lasting subscription to a channel. */
export type Listener = { stop(): Promise<void> }

const FIRST_WAIT_MS = 100
const MAX_WAIT_MS = 5_000

/**
 * LISTENs on a connection of its own (a pooled one would be handed to others) and reconnects for ever, at growing intervals.
 * Notifications are not kept while nobody listens, so `onUp` is called each time listening begins: the caller then looks by itself.
 */
export function listen(url: string, channel: string, on: { onUp(): void; onNotification(): void; onDown(error: Error): void }): Listener {
  let stopped = false
  let wait = FIRST_WAIT_MS
  let timer: NodeJS.Timeout | undefined
  let client: pg.Client | undefined

  const again = (error: Error) => {
    const gone = client
    client = undefined
    gone?.removeAllListeners()
    gone?.on('error', () => {})
    void gone?.end().catch(() => {})
    if (stopped) return
    on.onDown(error)
    timer = setTimeout(connect, wait)
    wait = Math.min(wait * 2, MAX_WAIT_MS)
  }

  const connect = () => {
    const mine = new pg.Client({ connectionString: url, application_name: 'gridsight listen', keepAlive: true, connectionTimeoutMillis: 10_000 })
    client = mine
    const lost = (error: Error) => {
      if (client === mine) again(error)
    }
    mine.on('error', lost)
    mine.on('end', () => lost(new Error('the connection was closed')))
    mine.on('notification', () => on.onNotification())
    mine
      .connect()
      .then(() => mine.query(`LISTEN ${pg.escapeIdentifier(channel)}`))
      .then(() => {
        if (client !== mine) return
        wait = FIRST_WAIT_MS
        on.onUp()
      }, lost)
  }

  connect()
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      const last = client
      client = undefined
      await last?.end().catch(() => {})
    },
  }
}
