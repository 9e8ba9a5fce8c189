'use client'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTargets } from '@/components/event/use-targets'
import { Choice, Tick, Ticks } from '@/components/ui/choice'
import { Field } from '@/components/ui/field'
import { FormDialog, textIn } from '@/components/ui/form-dialog'
import { PointField } from '@/components/ui/point-field'
import { type Pickable, SetPicker } from '@/components/ui/set-picker'
import { useOpened } from '@/components/ui/use-opened'
import type { GridName } from '@/lib/client/grid-names'
import type { GridTree } from '@/lib/client/grids'
import { http } from '@/lib/client/http'
import { said } from '@/lib/client/language'
import { unitFormTexts as texts } from '@/lib/client/messages/unit-form'
import { unitTexts } from '@/lib/client/messages/units'
import { above, linksFrom, ownLinks, unitAsIs, unitOf } from '@/lib/client/unit-form'
import { faultsIn, fieldsIn, problemWords } from '@/lib/client/unit-problems'
import type { MapSettings } from '@/lib/domain/basemap'
import { unitRoutes } from '@/lib/domain/routes/units'
import { SkillName } from '@/lib/domain/skills'
import { type Pictured, type UnitDetail, UnitIn, UnitKind, type UnitsOverview } from '@/lib/domain/unit'

type Props = {
  /** null: a new one */
  unit: UnitDetail | null
  overview: UnitsOverview
  grids: readonly GridName[]
  /** where a new one begins: the grid that is looked at */
  at: string | null
  tree: GridTree | null
  map: MapSettings
  onDone(unit: UnitDetail): void
  /** it is no more as it was when the dialog opened */
  onStale(): void
  onClose(): void
}

const nameOf = (of: { name: string; nameEn: string }) => said({ zh: of.name, en: of.nameEn })
const pickable = (of: Pick<Pictured, 'id' | 'name' | 'nameEn'>): Pickable => ({
  value: of.id,
  text: nameOf(of),
  search: `${of.name} ${of.nameEn}`.toLowerCase(),
})
const kindsTold = (kinds: readonly UnitKind[]) => kinds.map((kind) => unitTexts.kinds[kind]).join(texts.and)

/** Makes a unit, or changes one as it was when it was read; what is wrong is said at its field. */
export function UnitDialog({ unit: of, overview, grids, at, tree, map, onDone, onStale, onClose }: Props) {
  const unit = useOpened(of)
  const [kind, setKind] = useState<UnitKind>(unit?.kind ?? 'volunteer_team')
  const [parent, setParent] = useState(unit?.parent?.id ?? null)
  const [codes, setCodes] = useState<readonly string[]>(unit?.grids.map(({ code }) => code) ?? (at === null ? [] : [at]))
  const [links, setLinks] = useState(unit ? ownLinks(unit) : [])
  const [requestId] = useState(() => crypto.randomUUID())
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const [wrong, setWrong] = useState<ReadonlyMap<string, string>>(new Map())
  const { targets } = useTargets()
  const root = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (wrong.size > 0) root.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [wrong])

  const known = useMemo(() => {
    const all = new Map(overview.units.map((one) => [one.id, pickable(one)]))
    // what it names may lie outside of what is looked at
    for (const one of [...(unit?.links ?? []), ...(unit?.parent ? [unit.parent] : [])]) if (!all.has(one.id)) all.set(one.id, pickable(one))
    return all
  }, [overview, unit])
  const ofKinds = (kinds: readonly UnitKind[], more: readonly string[]) => {
    const wanted = new Set([...overview.units.filter((one) => kinds.includes(one.kind) && one.id !== unit?.id).map(({ id }) => id), ...more])
    return [...wanted].flatMap((id) => known.get(id) ?? [])
  }
  const gridOptions = useMemo(() => {
    const own = grids.map(({ code, name }) => ({ value: code, text: name, search: `${name} ${code}`.toLowerCase() }))
    return [
      ...own,
      ...(unit?.grids ?? [])
        .filter(({ code }) => !grids.some((one) => one.code === code))
        .map((one) => ({ value: one.code, text: nameOf(one), search: one.code })),
    ]
  }, [grids, unit])

  const save = async (form: FormData) => {
    const { content, unread } = unitOf((name) => textIn(form, name), form.getAll('skills').map(String), { kind, parent, grids: codes, links }, unit)
    const read = UnitIn.safeParse({ ...content, requestId })
    const badly = [...unread, ...(read.success ? [] : read.error.issues.map(({ path }) => String(path[0])))]
    if (!read.success || badly.length > 0) {
      setWrong(faultsIn(badly))
      return setFault(texts.problems.invalid)
    }
    setBusy(true)
    const answer = await http(unitRoutes.save, { body: read.data })
    setBusy(false)
    if (answer.ok) return onDone(answer.body)
    setWrong(faultsIn(fieldsIn(answer)))
    setFault(problemWords(answer))
    if (answer.code === 'conflict') onStale()
  }

  const choose = (next: UnitKind) => {
    setKind(next)
    setParent(null)
    setLinks([])
  }
  const kinds = UnitKind.options.map((one) => [one, unitTexts.kinds[one]] as const)
  const under = above(kind)
  const hasRoad = kind === 'road_branch' || kind === 'commercial_street' || unit?.road != null
  const from = tree?.byCode.get(codes[0] ?? '')?.place ?? null
  const contact = unit?.contact ?? null
  const staying = (masked: string | null | undefined) => (masked ? texts.stays(masked) : undefined)
  return (
    <FormDialog title={unit ? texts.changeTitle : unitTexts.edit.make} busy={busy} fault={fault} onDo={(form) => void save(form)} onClose={onClose}>
      <div ref={root} className="flex flex-col gap-14" data-testid="unit-form">
        {unit ? (
          <p className="text-ink-1">{unitTexts.kinds[kind]}</p>
        ) : (
          <Choice
            label={texts.kind}
            name="kind"
            value={kind}
            options={kinds}
            fault={wrong.get('kind')}
            onChange={(next) => choose(UnitKind.parse(next))}
          />
        )}
        <Field label={texts.name} name="name" maxLength={100} defaultValue={unit?.name} fault={wrong.get('name')} />
        {under.length > 0 && (
          <SetPicker
            label={texts.parent(kindsTold(under))}
            options={ofKinds(under, parent === null ? [] : [parent])}
            chosen={parent === null ? [] : [parent]}
            single
            fault={wrong.get('parent')}
            onChange={([next = null]) => setParent(next)}
          />
        )}
        <SetPicker label={texts.grids} options={gridOptions} chosen={codes} fault={wrong.get('grids')} onChange={setCodes} />
        <PointField label={texts.place} name="place" tree={tree} map={map} value={unit?.place ?? null} from={from} fault={wrong.get('place')} />
        {hasRoad && <Field label={texts.road} name="road" maxLength={60} defaultValue={unit?.road?.name} fault={wrong.get('road')} />}
        <div className="grid gap-14 sm:grid-cols-2">
          <Field label={texts.contactName} name="contactName" maxLength={100} hint={staying(contact?.name)} fault={wrong.get('contactName')} />
          <Field label={texts.contactPhone} name="contactPhone" inputMode="tel" hint={staying(contact?.phone)} fault={wrong.get('contactPhone')} />
        </div>
        {contact && (
          <Tick type="checkbox" name="noContact">
            {texts.noContact}
          </Tick>
        )}
        {kind === 'team' && (
          <Choice
            key={targets?.teams.length ?? 0}
            label={texts.team}
            name="team"
            value={unit?.team ?? ''}
            options={[['', texts.noTeam], ...(targets?.teams ?? []).map(({ id, name }) => [id, name] as const)]}
            fault={wrong.get('team')}
          />
        )}
        <Ticks label={texts.skills}>
          {SkillName.options.map((skill) => (
            <Tick key={skill} type="checkbox" name="skills" value={skill} defaultChecked={unit?.skills.includes(skill)}>
              {unitTexts.skills[skill]}
            </Tick>
          ))}
        </Ticks>
        {linksFrom(kind).map(({ link, to }) => {
          const chosen = links.filter((one) => one.kind === link).map((one) => one.to)
          return (
            <SetPicker
              key={link}
              label={texts.link(unitTexts.links[link], kindsTold(to))}
              options={ofKinds(to, chosen)}
              chosen={chosen}
              fault={wrong.get('links')}
              onChange={(next) => setLinks([...links.filter((one) => one.kind !== link), ...next.map((id) => ({ kind: link, to: id }))])}
            />
          )
        })}
      </div>
    </FormDialog>
  )
}

/** Dissolves a unit, as it was when it was read. */
export function EndDialog({ unit: of, onStale, onClose }: { unit: UnitDetail; onStale(): void; onClose(ended: boolean): void }) {
  const unit = useOpened(of)
  const [requestId] = useState(() => crypto.randomUUID())
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const end = async () => {
    setBusy(true)
    const answer = await http(unitRoutes.save, { body: { ...unitAsIs(unit), requestId, ended: true } })
    setBusy(false)
    // what is dissolved is not answered any more
    if (answer.ok || answer.code === 'not_found') return onClose(true)
    setFault(problemWords(answer))
    if (answer.code === 'conflict') onStale()
  }
  return (
    <FormDialog title={texts.endTitle(nameOf(unit))} busy={busy} fault={fault} onDo={() => void end()} onClose={() => onClose(false)}>
      <p>{texts.endSure}</p>
    </FormDialog>
  )
}
