import type { Translated } from '../language'
import type { zh } from './looked.zh-CN'

export const en: Translated<typeof zh> = {
  title: 'Since you last looked',
  since: (moment) => `from ${moment}`,
  never: 'from midnight',
  parts: { reported: 'reported', overdue: 'gone overdue', extension: 'ask to be extended', reworked: 'sent back', closed: 'closed' },
  titles: {
    reported: 'By when they were received',
    overdue: 'Past their deadline and not handled',
    extension: 'An extension was asked for, not handled yet',
    reworked: 'Sent back, and being handled again',
    closed: 'Of events of the last 31 days',
  },
  open: (part, n) => `${n} ${part}: open the list`,
  nothing: 'nothing has changed',
  mark: 'Mark as seen',
  markTitle: 'The next time is counted from now',
  marked: 'Marked as seen, counted from now',
  back: 'As it was before',
  notMarked: 'It was not marked; please try again.',
  list: (part, n) => `${n} ${part}`,
  most: (n) => `Only the last ${n} are listed`,
  empty: 'There are none any more',
  failed: 'Could not be read',
}
