import type { Viewer } from '@/lib/domain/access'
import type { Theme } from '@/lib/domain/theme'

/** What the server tells of every page of work: who looks, and what stands around the page. */
export type Frame = {
  viewer: Viewer
  /** what the viewer looks at, in words */
  scope: string
  theme: Theme
  /** people may enter events by hand in this county */
  entryByHand: boolean
  /** a second factor has to be set up before anything else is open */
  factorMissing: boolean
  /** boundaries and events are a demonstration's */
  demo: boolean
  /** 审图号 of the map, null when there is none */
  reviewNumber: string | null
  /** what waited for the viewer when the page was made, so that the header holds its place; a page that is kept without a signal knows nothing of it */
  waiting?: Waiting
}

/** `alerts`: that nobody has acknowledged; null: not known yet. `cards`: that wait for the viewer, who watches them. `submissions`: what residents have sent, and waits for the viewer, who takes it over. */
export type Waiting = { alerts: number | null; cards: number; submissions: number }
