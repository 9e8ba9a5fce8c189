import { awaitingCards } from '@/lib/db/events/cards'
import { countUnsolved, countWaiting } from '@/lib/db/submissions/submissions'
import { handlesSubmissions, type Viewer } from '@/lib/domain/access'
import { isOnDuty } from '@/lib/domain/alert-actions'
import { mayWatchCards } from '@/lib/domain/routes/cards'
import { alertBook } from '@/lib/live/alert-book'
import { liveOrNull } from '@/lib/live/live'

/**
 * What waits for a viewer, as the header of every page counts it: alerts that nobody has acknowledged (null: not known while the board is being loaded),
 * cards whose 督办人 they are, and what residents have sent to them.
 */
export async function waitingFor(viewer: Viewer): Promise<{ alerts: number | null; cards: number; submissions: number }> {
  const [cards, submissions] = await Promise.all([mayWatchCards(viewer) ? awaitingCards(viewer) : [], countSubmissions(viewer)])
  return { alerts: isOnDuty(viewer) ? countFiring(viewer) : 0, cards: cards.length, submissions }
}

async function countSubmissions(viewer: Viewer): Promise<number> {
  if (!handlesSubmissions(viewer) || viewer.scope.kind !== 'grids') return 0
  const { prefixes } = viewer.scope
  const [waiting, unsolved] = await Promise.all([countWaiting(prefixes), countUnsolved(prefixes)])
  return waiting + unsolved
}

function countFiring(viewer: Viewer): number | null {
  const board = liveOrNull()
  const book = board && alertBook.contentIn(board.books)
  if (!board || !book) return null
  return [...book.shownTo(viewer, board.atlas).rows.values()].filter(({ state }) => state === 'firing').length
}
