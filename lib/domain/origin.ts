import type { Viewer } from './access'
import { textLimits } from './event'

/** Among the sources of a token: it may send as any. */
export const ANY_SOURCE = '*'

/** The name of a source (来源): the system that an event comes from. */
export const isSourceName = (name: string): boolean => name.trim() !== '' && name.length <= textLimits.source && !/\p{Cc}/u.test(name)

/** Whoever sends events: a person by their account, or a system by its token. */
type Sender = Pick<Viewer, 'id' | 'name' | 'userId' | 'sources'>

/** The sources that a system may send as: those its token was made with, or else its own name. */
function sourcesOf({ name, sources = [] }: Sender): readonly string[] {
  return sources.length > 0 ? sources : [name.slice(0, textLimits.source)]
}

/** The source of what a sender sends without naming one; null for a person. */
export function sourceOf(sender: Sender): string | null {
  if (sender.userId !== undefined) return null
  return sourcesOf(sender).find((source) => source !== ANY_SOURCE) ?? sender.name.slice(0, textLimits.source)
}

/** May this system send as this source? */
export function maySendAs(sender: Sender, source: string): boolean {
  const sources = sourcesOf(sender)
  return sources.includes(source) || sources.includes(ANY_SOURCE)
}

/** Where an event came from, and how far it has come: what decides who may change it by sending it again. */
export type Origin = {
  source: string | null
  /** id of whoever reported it by hand */
  reportedBy: string | null
  /** it was reported by a person, and not by a system */
  byPerson: boolean
  /** nobody has accepted or handled it yet */
  waits: boolean
}

/**
 * Why a sender may not change this event by sending it again, or null: a person changes their own report, and only until it is accepted;
 * a system what came from one of its sources. Everything else is changed by the actions of the life cycle.
 */
export function whyNotUpdate(sender: Sender, { source, reportedBy, byPerson, waits }: Origin): 'not_yours' | 'forbidden' | null {
  if (sender.userId !== undefined) {
    if (reportedBy !== sender.userId) return 'not_yours'
    return waits ? null : 'forbidden'
  }
  if (byPerson) return 'not_yours'
  if (reportedBy === sender.id) return null
  // what named no source before there were any is anybody's who may send as all of them
  return maySendAs(sender, source ?? ANY_SOURCE) ? null : 'not_yours'
}
