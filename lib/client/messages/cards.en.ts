import type { zh } from './cards.zh-CN'

export const en: typeof zh = {
  view: 'Show',
  views: { all: 'Living cards', waiting: 'Waiting for a reply', replied: 'Replied', mine: 'Mine to watch' },
  count: (n) => `${n}`,
  none: 'No event has a card',
  more: (n) => `${n} more are not listed; look at one street at a time.`,
  columns: { card: 'Card', event: 'Event', place: 'Place', lead: 'Lead', watcher: 'Watched by', due: 'Reply due', reply: 'Reply' },
}
