/** The cards that a list shows; the last two are of whoever watches cards. */
export const CARD_VIEWS = ['all', 'waiting', 'replied', 'mine', 'awaiting'] as const
export type CardView = (typeof CARD_VIEWS)[number]

/** The view that an address asks for. */
export const cardViewOf = (asked: unknown): CardView => CARD_VIEWS.find((one) => one === asked) ?? 'all'
