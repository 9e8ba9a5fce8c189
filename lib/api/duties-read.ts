import { dutyLife } from '@/lib/db/duties/duty-acts'
import { type DutyItemRow, readFindings, readItem, readNames, readSteps } from '@/lib/db/duties/duty-items'
import { listTemplates, readTemplate, type StoredTemplate } from '@/lib/db/duties/duty-templates'
import { getEvent } from '@/lib/db/events/event-list'
import { loadUnits } from '@/lib/db/units/unit-book'
import { partiesOf, type Viewer, visibilityClass } from '@/lib/domain/access'
import { type DutyTemplate, mayEditDuty, maySeeDuty } from '@/lib/domain/duty'
import { missingPlaces } from '@/lib/domain/duty-crew'
import {
  DutyAction,
  type DutyFinding,
  type DutyItem,
  type DutyItemDetail,
  mayReadDuties,
  mayReadDutyWords,
  maySeeDutyItem,
} from '@/lib/domain/duty-item'
import { DUTIES, type DutyKinds, dutyLight, dutyStateAt } from '@/lib/domain/duty-machine'
import { inEnglish } from '@/lib/domain/duty-templates'
import { isWithin } from '@/lib/domain/grid'
import { offered } from '@/lib/domain/machine'
import { maskName, maskText } from '@/lib/domain/masking'
import { POST_WORDS } from '@/lib/domain/people-export'
import { Problem } from '@/lib/domain/problem'
import { ROLES } from '@/lib/domain/roles'
import { live } from '@/lib/live/live'
import { englishUnitName } from './english-units'
import { auditRead, gridNamed } from './people-access'

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
const MEMBER = 'member:'

/** Throws Problem('forbidden') for whoever reads nothing about duties. */
export function needDuties(viewer: Viewer): void {
  if (!mayReadDuties(viewer)) throw new Problem('forbidden', 'Duties are of grids, for those who work in them.')
}

/** Event types whose findings this viewer is not told one by one. */
export const hiddenTypes = (viewer: Viewer): string[] =>
  visibilityClass(viewer) === 'full' ? [] : [...live().atlas.typeById.values()].flatMap(({ sensitive, code }) => (sensitive ? [code] : []))

/** The people that a viewer is, as a member. */
export const peopleOf = (viewer: Viewer): string[] =>
  partiesOf(viewer).flatMap((party) => (party.startsWith(MEMBER) ? [party.slice(MEMBER.length)] : []))

/** Whose items are the viewer's own: of people that they are, and of grids that they act for. */
export function ownOf(viewer: Viewer): { people: string[]; prefixes: string[] } {
  const people = peopleOf(viewer)
  const acts = ROLES[viewer.role].actsFor === 'parties and grids' && viewer.scope.kind === 'grids'
  return { people, prefixes: acts && viewer.scope.kind === 'grids' ? viewer.scope.prefixes : [] }
}

export const toldTemplate = ({ lastRequest: _request, ...template }: StoredTemplate, viewer: Viewer): DutyTemplate => ({
  ...template,
  ...inEnglish(template),
  edits: mayEditDuty(viewer, template),
})

/** The templates that a viewer may know of, in their order. */
export async function tellTemplates(viewer: Viewer): Promise<DutyTemplate[]> {
  return (await listTemplates()).flatMap((template) => (maySeeDuty(viewer, template) ? [toldTemplate(template, viewer)] : []))
}

/**
 * What items are told with: names of subjects, templates, whose they are. Whoever holds a post is called by it and its grid, and with a part of their name only
 * where `names` has it, whose reading is in the audit.
 */
export async function tellItems(
  rows: readonly DutyItemRow[],
  viewer: Viewer,
  now: number,
  names: ReadonlyMap<string, string> = new Map<string, string>(),
): Promise<DutyItem[]> {
  const templates = new Map((await listTemplates()).map((template) => [template.id, template]))
  const kinds = new Set(rows.map(({ template }) => templates.get(template)?.subjects.kind))
  const units = kinds.has('units') ? new Map((await loadUnits(now)).map(({ id, name }) => [id, name])) : new Map<string, string>()
  const own = ownOf(viewer)
  return rows.flatMap((row) => {
    const template = templates.get(row.template)
    return template ? [tellItem(row, template, { viewer, own, units, names, now })] : []
  })
}

type Around = { viewer: Viewer; own: ReturnType<typeof ownOf>; units: ReadonlyMap<string, string>; names: ReadonlyMap<string, string>; now: number }

function nameOf({ subject, grids }: DutyItemRow, { subjects }: StoredTemplate, { units, names }: Around): { name: string; nameEn: string } {
  if (subjects.kind === 'units') {
    const name = units.get(subject) ?? subject
    return { name, nameEn: englishUnitName(name) }
  }
  if (subjects.kind !== 'posts') {
    const { name, nameEn } = gridNamed(subject)
    return { name, nameEn }
  }
  const { name, nameEn } = gridNamed(grids[0] ?? '')
  const [post, person] = [POST_WORDS[subjects.post], names.get(subject)]
  const who = person === undefined ? '' : ` ${maskName(person)}`
  return { name: `${name} ${post.zh}${who}`, nameEn: `${nameEn}, ${post.en}${who}` }
}

function tellItem(row: DutyItemRow, template: StoredTemplate, around: Around): DutyItem {
  const { viewer, own, now } = around
  const { kind } = template.subjects
  const taken = row.crew.map(({ role }) => ({ role, filled: true }))
  const lacking = missingPlaces(template.crew, row.crew).map((role) => ({ role, filled: false }))
  const order = template.crew.map(({ role }) => role)
  return {
    ...{
      id: row.id,
      template: row.template,
      duty: template.name,
      dutyEn: inEnglish(template).nameEn,
      period: row.period,
      households: row.households,
      revision: row.revision,
    },
    ...{ findings: row.findings, events: row.events },
    subject: { kind, key: row.subject, ...nameOf(row, template, around) },
    grid: row.grids[0] ?? '',
    startsAt: new Date(row.startsAt).toISOString(),
    dueAt: new Date(row.dueAt).toISOString(),
    endsAt: new Date(row.endsAt).toISOString(),
    state: dutyStateAt(row.state, row.endsAt, now),
    light: dutyLight(row, now),
    scheduledFor: iso(row.scheduledFor),
    crew: [...taken, ...lacking].sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role)),
    doneAt: iso(row.doneAt),
    lastDoneAt: iso(row.lastDoneAt),
    reason: mayReadDutyWords(viewer) && row.reason !== null ? maskText(row.reason) : null,
    mine:
      row.crew.some(({ person }) => own.people.includes(person)) || own.prefixes.some((prefix) => row.grids.some((code) => isWithin(code, prefix))),
    actions: offered<DutyKinds>(DUTIES, { actor: viewer, subject: dutyLife(row, template, now), rules: {}, now }),
  }
}

/** The item of a call, where the viewer may see it. Throws Problem('not_found'). */
export async function itemFor(viewer: Viewer, id: string): Promise<DutyItemRow> {
  needDuties(viewer)
  const row = await readItem(id, hiddenTypes(viewer))
  if (!row || !maySeeDutyItem(viewer, row)) throw new Problem('not_found', 'There is no such item here.')
  return row
}

/** One item with all that this viewer may read of it; names that are told are audited. */
export async function tellDetail(row: DutyItemRow, call: { viewer: Viewer; address: string | null }, now: number): Promise<DutyItemDetail> {
  const { viewer } = call
  const template = await readTemplate(row.template)
  const reads = mayReadDutyWords(viewer)
  const people = [...row.crew.map(({ person }) => person), ...(template?.subjects.kind === 'posts' ? [row.subject] : [])]
  const names = reads ? await readNames(people) : new Map<string, string>()
  const [item] = await tellItems([row], viewer, now, names)
  if (!item || !template) throw new Problem('not_found', 'There is no such item here.')
  if (names.size > 0) await auditRead(call, { kind: 'duty_item', id: row.id }, { list: 'crew', ids: [...names.keys()] })
  const hidden = new Set(hiddenTypes(viewer))
  const findings = (await readFindings(row.id)).filter(({ type }) => type === null || !hidden.has(type))
  const found: DutyFinding[] = []
  for (const { id, words, solved, type, event, at } of findings) {
    const seen = event === null ? null : await getEvent(viewer, event, now)
    const told = seen && { caseNumber: seen.caseNumber, state: seen.state, light: seen.light }
    found.push({ id, solved, type, at: new Date(at).toISOString(), words: reads && words !== null ? maskText(words) : null, event: told })
  }
  const steps = (await readSteps(row.id)).map(({ action, by, at }) => ({
    action: DutyAction.parse(action),
    at: new Date(at).toISOString(),
    by: reads && by !== '' ? by : null,
  }))
  return {
    ...{ item, fields: template.fields, takesFindings: template.findings, found, steps },
    people: reads ? row.crew.map(({ role, person }) => ({ role, person, name: maskName(names.get(person) ?? '') })) : [],
    values: reads ? row.values.map(({ value, ...rest }) => ({ ...rest, value: typeof value === 'string' ? maskText(value) : value })) : [],
    words: reads && row.words !== null ? maskText(row.words) : null,
    given: row.given,
  }
}
