import { stageLabel } from '@/lib/domain/case-history'
import type { EventType } from '@/lib/domain/category'
import { ACTIONS, actionLabel, type EventAction } from '@/lib/domain/event-actions'
import type { StepAction } from '@/lib/domain/event-detail'
import { type Party, partyKey } from '@/lib/domain/life'
import type { StageAction } from '@/lib/domain/stages'
import type { LabelSet } from '@/lib/domain/transition'
import { said } from './language'
import { deskTexts } from './messages/desk'

export { placeName, shortPlace } from './place-name'
export { shortType, typeName } from './type-names'

/** What codes are called: of types, grids, states and actions, by the labels that the county uses. */
export type EventWords = {
  typeOf(code: string): EventType | undefined
  /** the types that are offered */
  types: readonly EventType[]
  /** the grids from the outermost down to this one */
  pathOf(grid: string): readonly { code: string; name: string }[]
  labels: LabelSet
}

/** The words of a page that is given its types, and the names of grids by their codes. */
export function eventWords(types: readonly EventType[], names: Readonly<Record<string, string>>, labels: LabelSet): EventWords {
  const byCode = new Map(types.map((type) => [type.code, type]))
  const grids = Object.entries(names)
    .map(([code, name]) => ({ code, name }))
    .sort((a, b) => a.code.length - b.code.length)
  return { typeOf: (code) => byCode.get(code), types, pathOf: (code) => grids.filter((grid) => code.startsWith(grid.code)), labels }
}

export const actionName = (action: EventAction, { labels }: Pick<EventWords, 'labels'>): string => said(actionLabel(ACTIONS[action], labels))
/** What a stage is called that a source tells of. */
export const stageName = (action: StageAction, { labels }: Pick<EventWords, 'labels'>): string => said(actionLabel(stageLabel(action), labels))
/** What a step of a timeline is called: an action, or another content from whoever reported it. */
export const stepName = (action: StepAction, words: Pick<EventWords, 'labels'>): string =>
  action === 'update' ? deskTexts.event.updated : action === 'retention' ? deskTexts.event.removed : actionName(action, words)

/** The departments that a type names as lead, the first one suggested: 住建 and 应急 for 应急/住建. */
export const leadsOf = (type: Pick<EventType, 'lead'> | undefined): string[] => (type?.lead ?? '').split('/').filter((name) => name !== '')

/** A party in words: a grid by its name, a department by itself, members and teams by `names` (by party key) or by what they are. */
export function partyName(party: Party, words: Pick<EventWords, 'pathOf'>, names: Readonly<Record<string, string>> = {}): string {
  if (party.kind === 'department') return party.id
  if (party.kind === 'grid') return words.pathOf(party.id).at(-1)?.name ?? party.id
  const name = names[partyKey(party)]
  return name === undefined ? deskTexts.event.parties[party.kind] : party.kind === 'member' ? `${deskTexts.event.parties.member} ${name}` : name
}

export const sameParty = (a: Party, b: Party): boolean => partyKey(a) === partyKey(b)
