import { lapseOffers } from '@/lib/db/orders/act-on-order'
import type { LeasedJob } from './job'

/** Lets offers of orders (服务单) lapse when their time is over, and offers each to the next who can. */
export function ordersJob(): LeasedJob {
  return {
    lease: 'orders',
    everyMs: 1_000, // whoever is next loses no more of their minutes
    async work(fence, signal) {
      // as many at a time as keep a turn short, and again while there are more
      while (!signal.aborted && (await lapseOffers(fence, Date.now(), signal)) > 0);
    },
    fault: 'offers whose time is over could not lapse',
  }
}
