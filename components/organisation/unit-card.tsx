import { useState } from 'react'
import { Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { type Fact, Facts } from '@/components/ui/facts'
import { TextLink } from '@/components/ui/text-link'
import { formatCount } from '@/lib/client/format'
import type { Refused } from '@/lib/client/http'
import { said } from '@/lib/client/language'
import { unitTexts as texts } from '@/lib/client/messages/units'
import { homesBelow } from '@/lib/client/units'
import type { UnitDetail, UnitKind, UnitMember, UnitsOverview } from '@/lib/domain/unit'
import { LINK_KINDS, UNIT_KINDS } from '@/lib/domain/unit-kinds'
import { UnitMark } from './unit-mark'

/** People shown at first. */
const SHOWN = 8

type Props = {
  unit: UnitDetail | null
  fault: Refused | null
  overview: UnitsOverview
  onRetry(): void
  onOpen(id: string): void
  onJoin(): void
  onLeave(member: UnitMember): void
  /** opens who has a phone bound; null: not for whoever looks */
  onPhone: ((member: UnitMember) => void) | null
  onChange(): void
  onEnd(): void
}

const isParty = (kind: UnitKind): boolean => UNIT_KINDS[kind].tree === 'party' || kind === 'road_branch'
const nameOf = (of: { name: string; nameEn: string }) => said({ zh: of.name, en: of.nameEn })

/** One unit: what it is for, its figures, whom it builds with, what is open in its grids, and its people, masked. */
export function UnitCard({ unit, fault, overview, onRetry, onOpen, onJoin, onLeave, onPhone, onChange, onEnd }: Props) {
  const [all, setAll] = useState<string | null>(null)
  if (fault)
    return fault.code === 'not_found' ? <p className="p-16 text-ink-3">{texts.card.missing}</p> : <Failed code={fault.code} onRetry={onRetry} />
  if (!unit) return <Waiting />
  const people = unit.people ?? []
  const shown = all === unit.id ? people : people.slice(0, SHOWN)
  const leading = people.filter(({ role }) => ['secretary', 'road_chief', 'head'].includes(role))
  const facts: Fact[] = [
    ...leading.map((one): Fact => [texts.roles[one.role], one.name]),
    ...(unit.parent
      ? [
          [
            texts.card.above,
            <TextLink key="above" onClick={() => onOpen(unit.parent?.id ?? '')}>
              {nameOf(unit.parent)}
            </TextLink>,
          ] as const,
        ]
      : []),
    ...(unit.road === null ? [] : [[texts.card.road, nameOf(unit.road)] as const]),
    ...linksOf(unit, onOpen),
    ...(unit.skills.length > 0 ? [[texts.card.skills, unit.skills.map((skill) => texts.skills[skill]).join(texts.card.and)] as const] : []),
    ...(unit.contact ? [[texts.card.contact, [unit.contact.name, unit.contact.phone].filter(Boolean).join(' ')] as const] : []),
    [texts.card.open, unit.open === null ? texts.card.openNone : <OpenEvents key="open" unit={unit} />],
  ]
  return (
    <div data-testid="unit-card" data-unit={unit.id}>
      <header className="flex flex-col gap-10 border-b border-line p-16">
        <p className="flex flex-wrap items-center gap-8 text-13 text-ink-3">
          <span className="inline-flex items-center gap-6 rounded-6 bg-track px-8 py-2 font-medium text-ink-1">
            <UnitMark kind={unit.kind} /> {texts.kinds[unit.kind]}
          </span>
          {texts.card.for(gridsTold(unit))}
        </p>
        <div className="flex flex-wrap items-center gap-8">
          <h2 className="min-w-0 flex-1 text-18 font-semibold text-ink-1">{nameOf(unit)}</h2>
          {unit.keeps && (
            <>
              <Action size="small" onClick={onChange} data-testid="change-unit">
                {texts.edit.change}
              </Action>
              <Action size="small" onClick={onEnd} data-testid="end-unit">
                {texts.edit.end}
              </Action>
            </>
          )}
        </div>
        <Numbers unit={unit} overview={overview} />
        <Facts rows={facts} className="text-14" />
      </header>
      <section aria-label={texts.card.people} className="flex flex-col gap-8 p-16">
        <div className="flex items-center gap-12">
          <h3 className="text-15 font-semibold text-ink-1">{texts.card.people}</h3>
          {unit.keeps && (
            <Action size="small" className="ml-auto" onClick={onJoin} data-testid="join">
              {texts.card.join}
            </Action>
          )}
        </div>
        {unit.people === null ? (
          <p className="text-13 text-ink-3">{texts.card.hidden}</p>
        ) : people.length === 0 ? (
          <p className="text-13 text-ink-3">{texts.card.noPeople}</p>
        ) : (
          <>
            <ul data-testid="unit-people">
              {shown.map((one) => (
                <Member
                  key={one.id}
                  one={one}
                  onLeave={unit.keeps && one.from !== null ? () => onLeave(one) : null}
                  onPhone={unit.keeps && one.from !== null && onPhone ? () => onPhone(one) : null}
                />
              ))}
            </ul>
            <p className="flex flex-wrap items-center gap-12 text-13 text-ink-3">
              {people.length > SHOWN && (
                <TextLink onClick={() => setAll(all === unit.id ? null : unit.id)}>
                  {all === unit.id ? texts.card.fewer : texts.card.all(people.length)}
                </TextLink>
              )}
              {texts.card.masked}
            </p>
          </>
        )}
      </section>
    </div>
  )
}

function gridsTold({ grids }: UnitDetail): string {
  const named = grids.slice(0, 2).map(nameOf).join(texts.card.and)
  return grids.length > 2 ? named + texts.card.more(grids.length) : named
}

function linksOf({ links, kind: own }: UnitDetail, onOpen: Props['onOpen']): Fact[] {
  const kinds = [...new Set(links.map(({ link }) => link))]
  return kinds.map((kind) => [
    (LINK_KINDS[kind].to.some((to) => to === own) ? texts.linksTo : texts.links)[kind],
    <span key={kind} className="flex flex-wrap gap-x-12 gap-y-2">
      {links
        .filter(({ link }) => link === kind)
        .map((other) => (
          <TextLink key={other.id} onClick={() => onOpen(other.id)}>
            {nameOf(other)}
          </TextLink>
        ))}
    </span>,
  ])
}

/** The open events of the unit's grids, which lead to the list of those of its first where there is one grid. */
function OpenEvents({ unit: { open, grids } }: { unit: UnitDetail }) {
  const words = texts.card.events(open ?? 0)
  const [grid] = grids
  return grid && grids.length === 1 ? (
    <TextLink href={`/events?within=${grid.code}&status=open`} data-testid="unit-open">
      {words}
    </TextLink>
  ) : (
    <span data-testid="unit-open">{words}</span>
  )
}

function Numbers({ unit, overview }: { unit: UnitDetail; overview: UnitsOverview }) {
  const { counts, below, id, kind } = unit
  const holds = kind !== 'centre_household' && UNIT_KINDS[kind].tree === 'party'
  const homes: [number, string][] = holds ? [[homesBelow(id, overview.units), texts.kinds.centre_household]] : []
  const told: [number, string][] = [
    [counts.members, texts.card.people],
    ...(isParty(kind) ? below.filter((of) => of.kind !== 'centre_household').map((of): [number, string] => [of.count, texts.kinds[of.kind]]) : []),
    ...homes,
    [Object.values(counts.registered).reduce((sum, n) => sum + n, 0), texts.card.reported],
  ]
  return (
    <dl className="flex flex-wrap gap-x-28 gap-y-6">
      {told.map(([value, name]) => (
        <div key={name} className="flex flex-col-reverse">
          <dt className="text-13 text-ink-3">{name}</dt>
          <dd className="text-26 font-medium text-ink-1 tabular-nums">{formatCount(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Member({ one, onLeave, onPhone }: { one: UnitMember; onLeave: (() => void) | null; onPhone: (() => void) | null }) {
  const as = one.registered ? texts.registered[one.registered] : texts.roles[one.role]
  const more = [one.grid && nameOf(one.grid), ...one.skills.map((skill) => texts.skills[skill])].filter(Boolean)
  return (
    <li className="flex min-h-36 flex-wrap items-center gap-x-12 border-t border-line py-4 first:border-t-0">
      <span className="w-48 shrink-0 text-ink-1">{one.name}</span>
      <span className="min-w-0 grow text-13 text-ink-2">{[as, ...more].join(' · ')}</span>
      <span className="ml-auto flex flex-wrap items-center gap-x-12">
        <span className="text-13 text-ink-3">{one.from && (one.to ? texts.card.until(one.from, one.to) : texts.card.from(one.from))}</span>
        {onPhone && (
          <TextLink className="text-13" title={texts.phone.of(one.name)} onClick={onPhone}>
            {texts.phone.open}
          </TextLink>
        )}
        {onLeave && (
          <TextLink className="text-13" title={texts.leave.title(one.name)} onClick={onLeave}>
            {texts.card.leave}
          </TextLink>
        )}
      </span>
    </li>
  )
}
