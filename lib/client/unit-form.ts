import { namesOf } from '@/lib/domain/rows'
import type { UnitContent, UnitDetail, UnitIn, UnitKind } from '@/lib/domain/unit'
import { LINK_KINDS, type LinkKindName, UNIT_KINDS } from '@/lib/domain/unit-kinds'
import { pointIn, pointText } from './point'

/** The kinds of link that begin at a kind of unit, with the kinds that each leads to. */
export function linksFrom(kind: UnitKind): { link: LinkKindName; to: readonly UnitKind[] }[] {
  return namesOf(LINK_KINDS).flatMap((link) => {
    const { from, to }: { from: readonly UnitKind[]; to: readonly UnitKind[] } = LINK_KINDS[link]
    return from.includes(kind) ? [{ link, to }] : []
  })
}

/** The kinds that one stands below; none: it is a root. */
export const above = (kind: UnitKind): readonly UnitKind[] => UNIT_KINDS[kind].under

/** Links that a unit has itself; a card shows those that lead to it, too. */
export const ownLinks = ({ kind, links }: Pick<UnitDetail, 'kind' | 'links'>): UnitContent['links'] =>
  links.flatMap(({ link, id }) => (linksFrom(kind).some((one) => one.link === link) ? [{ kind: link, to: id }] : []))

/** A unit as it is, to be sent back; what its card does not tell is left out, and stays. */
export function unitAsIs(unit: UnitDetail): Omit<UnitIn, 'requestId'> {
  const { id, revision, kind, name, grids, place, road, lines, team, skills } = unit
  return {
    ...{ id, expectedRevision: revision, kind, name, grids: grids.map(({ code }) => code), place, team, skills, links: ownLinks(unit) },
    road: road && { name: road.name, lines },
    ...(unit.parent && { parent: unit.parent.id }),
  }
}

/** What was chosen outside of the fields that a form reads by their names. */
export type UnitChosen = { kind: UnitKind; parent: string | null; grids: readonly string[]; links: UnitContent['links'] }

/** What a form says of a unit that is made, or changed; a street keeps its lines as long as its name stays. Answers the names of fields that cannot be read, too. */
export function unitOf(
  said: (name: string) => string | undefined,
  skills: readonly string[],
  chosen: UnitChosen,
  before: UnitDetail | null,
): { content: Readonly<Record<string, unknown>>; unread: string[] } {
  const { kind, parent, grids, links } = chosen
  const written = said('place') ?? ''
  // what was not touched stays to the last digit
  const place = before?.place && written === pointText(before.place) ? before.place : pointIn(written)
  const road = said('road')
  const [contactName, contactPhone] = [said('contactName'), said('contactPhone')]
  const gone = said('noContact') === 'on'
  const content = {
    ...(before ? { id: before.id, expectedRevision: before.revision } : {}),
    ...{ kind, name: said('name') ?? '', grids, links, skills, team: said('team') ?? null, place: place ?? null },
    road: road === undefined ? null : { name: road, lines: before?.road?.name === road ? before.lines : [] },
    // one that the card does not show is not taken away
    ...(parent !== null || before?.parent ? { parent } : {}),
    ...(gone
      ? { contactName: null, contactPhone: null }
      : { ...(contactName !== undefined && { contactName }), ...(contactPhone !== undefined && { contactPhone }) }),
  }
  return { content, unread: place === undefined ? ['place'] : [] }
}
