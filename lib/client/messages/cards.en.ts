import type { zh } from './cards.zh-CN'

export const en: typeof zh = {
  view: 'Show',
  views: { all: 'Living cards', waiting: 'Waiting for a reply', replied: 'Replied', mine: 'Mine to watch', awaiting: 'Waiting for me' },
  count: (n) => `${n}`,
  export: 'Export all',
  none: 'No event has a card',
  more: (n) => `${n} more are not listed; look at one street at a time.`,
  ended: 'Event ended, card not lifted',
  awaiting: (n) => `${n} ${n === 1 ? 'card waits' : 'cards wait'} for you`,
  news: {
    title: 'Replies to cards',
    replied: (card) => `${card}: a reply waits for you`,
    ended: (card) => `${card}: the event has ended, the card is not lifted`,
    several: (n) => `${n} cards wait for you`,
    look: 'Look',
    close: 'Got it',
  },
  columns: { card: 'Card', event: 'Event', place: 'Place', lead: 'Lead', watcher: 'Watched by', due: 'Reply due', reply: 'Reply' },
}
