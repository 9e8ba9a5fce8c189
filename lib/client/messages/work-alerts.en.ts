import type { Translated } from '../language'
import type { zh } from './work-alerts.zh-CN'

export const en: Translated<typeof zh> = {
  condition: {
    unvisited:
      'Raised when something is still not done so many days after this duty was due: once a period and street (or other grid that the rule names). It ends when all is done or excused.',
    lapsed_orders: 'Raised when nobody took so many orders of a community that came within some days. It ends when all are taken or withdrawn.',
  },
  duty: 'Duty',
  period: 'Period',
  due: 'Due by',
  came: 'Ordered',
  where: {
    unvisited: (n) => `${n} overdue, in`,
    lapsed_orders: (n) => (n === '1' ? '1 order that nobody took, in' : `${n} orders that nobody took, in`),
  },
  more: (n) => (n === '1' ? '1 more grid, on the map' : `${n} more grids, on the map`),
  open: { unvisited: 'Open the list of what is overdue', lapsed_orders: 'Open the orders that nobody took' },
  rule: {
    unvisited: 'Raised when an item of this duty is not done so many days after it was due, once a period and place:',
    lapsed_orders: 'Raised when so many orders of one community were offered to all in turn and nobody took them:',
    why: 'No emergency: it is never red, and calls in its hours only.',
    colour: 'Colour',
    duty: 'Duty',
    notBegun: (name) => `${name} (not begun)`,
    gone: 'A duty that is no more',
    late: 'Days after it was due',
    dayKind: 'Counted in',
    dayKinds: { working: 'Working days', calendar: 'Calendar days' },
    level: 'A place is a grid of level',
    times: 'Orders',
    days: 'Within days',
    services: 'Only services with these codes, between commas (empty: all)',
    grids: 'Only grids with these codes and all below, between commas (empty: all)',
    clears: 'Minutes after which it ends when nothing waits any more',
  },
}
