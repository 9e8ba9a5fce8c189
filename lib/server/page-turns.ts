import type { IncomingMessage, ServerResponse } from 'node:http'
import { finished } from 'node:stream/promises'
import { Budget } from '@/lib/api/budget'
import { ADDRESS_HEADER } from '@/lib/api/request'
import { networkOf } from '@/lib/domain/network'
import { nextSlice } from '@/lib/live/slices'

/**
 * Pages of one address, which an office may share, that are drawn at once, and that may wait: while one waits for the database another is drawn, and more
 * at once come no sooner, on one thread, but keep others waiting when what they wait for comes together.
 */
const PAGES = { atOnce: 2, waiting: 200 }

/** Draws a page when it is its turn. */
export type PageTurns = (request: IncomingMessage, response: ServerResponse, draw: () => Promise<void>) => Promise<void>

/**
 * Turns for what the pages' server answers. A page, also that of an address that leads nowhere, takes some 50 ms of the one thread, and anybody may ask for
 * it: so a few of an address are under way at once, the others begin in a turn of the event loop of their own, and those whose asker has gone are not begun.
 * One under way gives its place up as soon as its asker goes, since what Next draws for those who have gone need not come to an end: the place would be
 * lost, and after it the address. Throws Problem('rate_limited') where too many pages of an address wait, and Problem('timed_out') for whoever went meanwhile.
 */
export function makePageTurns(): PageTurns {
  const budget = new Budget(PAGES)
  return async (request, response, draw) => {
    const address = request.headers[ADDRESS_HEADER]
    const key = networkOf(typeof address === 'string' ? address : null)
    const gone = new AbortController()
    const over = finished(response).catch(() => gone.abort())
    // where nobody waits it is drawn at once
    const now = budget.enterNow(key)
    const leave = now ?? (await budget.enter(key, gone.signal))
    try {
      if (!now) await nextSlice(key, gone.signal)
      await Promise.race([draw(), over])
    } finally {
      leave()
    }
  }
}
