import { io } from 'socket.io-client'
import parser from 'socket.io-msgpack-parser'
import { ScreenTold } from '@/lib/domain/screen'
import { makeStore, type Store } from './store'

/** How a screen stands, as its server told it last; `offset`: the server's clock less the page's, milliseconds. */
export type ScreenHeard = { told: ScreenTold | null; offset: number }

/** Of so many messages the one that was under way for the shortest time tells the server's clock. */
const SAMPLES = 16

/** The server's clock less the page's, by what was told of it: a message can only come late. */
export function clockOffset(samples: readonly { at: number; heardAt: number }[]): number {
  return samples.reduce((most, { at, heardAt }) => Math.max(most, at - heardAt), Number.NEGATIVE_INFINITY)
}

/**
 * Keeps what a screen is told of itself in a store, over a connection of its own: what steers a wall is no part of what makes its figures true.
 * It reconnects for ever; while it is cut the screen stays as it is. Answers the store and how to end it.
 */
export function followScreen(): { heard: Store<ScreenHeard>; stop(): void } {
  const heard = makeStore<ScreenHeard>({ told: null, offset: 0 })
  let samples: { at: number; heardAt: number }[] = []
  let newest = -1
  const socket = io({ transports: ['websocket'], parser, forceNew: true, reconnectionDelayMax: 5_000 })
  socket.on('connect', () => {
    samples = []
    // a database that was restored counts from where it stood
    newest = -1
    socket.emit('screen')
  })
  socket.on('screen:showing', (body: unknown) => {
    const read = ScreenTold.safeParse(body)
    if (!read.success) return console.error('how the screen stands could not be read', read.error)
    samples = [...samples, { at: read.data.at, heardAt: Date.now() }].slice(-SAMPLES)
    // an older word that comes later is none
    const isNew = newest <= read.data.revision
    if (isNew) newest = read.data.revision
    heard.set({ offset: clockOffset(samples), ...(isNew && { told: read.data }) })
  })
  return { heard, stop: () => void socket.disconnect() }
}
