import type { DemoItem, DemoPeriod } from '@/lib/db/duties/demo-duties'
import type { Calendar } from '@/lib/domain/calendar'
import { DAY_MS, HOUR_MS, startOfDay } from '@/lib/domain/clock'
import { type CrewCandidate, placesOf } from '@/lib/domain/duty-crew'
import type { CrewMember, CrewRole } from '@/lib/domain/duty-item'
import { dueIn, type Period, periodAt, periodBeside } from '@/lib/domain/duty-period'
import { SHIPPED_DUTIES } from '@/lib/domain/duty-templates'
import type { NewGrid } from '@/lib/domain/grid'
import { makeRandom, type Random } from '@/lib/domain/random'
import { Draft, type UnitPlan } from './unit-draft'

/** Months of 微走访 that the demonstration has behind it, and how many of a hundred grids were visited in each, the oldest first; then in the present one, were it over. */
const COVERAGE = [88, 91, 84, 90, 93, 89, 72, 78, 92, 95, 94, 93, 92]
const REASONS = ['连日下雨，改到下月', '网格员换岗，交接中', '农忙，多数户无人在家', '社区民警临时有警情', '疏散演练占用当天']
const SOLVED = [
  '小超市灭火器过期，当场更换',
  '楼道堆放纸箱，当场清走',
  '电动车停在消防通道，当场挪开',
  '独居老人家灯坏了，当场换上',
  '出租房登记不全，当场补登',
  '门牌脱落，当场钉好',
]
const HOURS = [9, 10, 15, 16, 19]

/** A duty's officers (社区民警): a group of each street whose members look after two communities each, invented as all people of the demonstration are. */
export function planPolice(grids: readonly NewGrid[]): UnitPlan {
  const draft = new Draft()
  for (const { code, name } of grids.filter(({ level }) => level === 1)) {
    const unit = draft.unit(`policing-${code}`, {
      kind: 'team',
      name: `${name.replace(/街道$/, '')}派出所社区警务队`,
      grids: [code],
      skills: ['policing'],
    })
    const communities = grids.filter(({ level, parentCode }) => level === 2 && parentCode === code)
    for (const [i, community] of communities.entries()) {
      const externalId = `police-${code}-${Math.floor(i / 2)}`
      if (i % 2 === 0) draft.person(externalId, unit.name)
      draft.member(unit, externalId, 'member', { grid: community.code })
    }
  }
  return { units: draft.units, people: draft.people, members: draft.members }
}

type Ground = { leaves: readonly string[]; candidates: readonly CrewCandidate[]; calendar: Calendar; now: number }

/** Who goes to a leaf in a month: of those who could, each month somebody else. */
function crewFinder(candidates: readonly CrewCandidate[]): (grid: string, month: number) => CrewMember[] {
  const known = new Map<string, CrewCandidate[]>()
  const whoCould = (role: CrewRole, grid: string) => {
    const key = `${role} ${grid}`
    const found =
      known.get(key) ?? candidates.filter((one) => one.role === role && [...one.posts, ...one.grids].some((code) => grid.startsWith(code)))
    known.set(key, found)
    return found
  }
  return (grid, month) => {
    const taken = new Set<string>()
    return placesOf(SHIPPED_DUTIES.micro_visit.crew).flatMap((role) => {
      const could = whoCould(role, grid).filter(({ person }) => !taken.has(person))
      const one = could[Math.floor(makeRandom('duty crew', grid, role, month, taken.size).next() * could.length)]
      if (one) taken.add(one.person)
      return one ? [{ role, person: one.person }] : []
    })
  }
}

const count = (random: Random, least: number, most: number) => least + Math.floor(random.next() * (most - least + 1))

function visitOf(grid: string, random: Random, doneAt: number, crew: CrewMember[]): DemoItem {
  const [households, atHome, rented, shops] = [count(random, 22, 52), 0.55 + 0.35 * random.next(), count(random, 0, 4), count(random, 0, 3)]
  const home = Math.round(households * atHome)
  const saw = [...(rented > 0 ? [`${rented} 处出租房`] : []), ...(shops > 0 ? [`${shops} 个门店`] : [])].join('、')
  return {
    ...{ grid, state: 'done', scheduledFor: startOfDay(doneAt), doneAt, households, crew, reason: null },
    words: `走 ${households} 户，${home} 户在家${saw === '' ? '' : `；看了 ${saw}`}。`,
    values: [
      { key: 'at_home', label: '在家户数', value: home },
      { key: 'rented', label: '看了出租房', value: rented },
      { key: 'shops', label: '看了门店', value: shops },
    ],
    solved: Array.from({ length: random.next() < 0.22 ? count(random, 1, 2) : 0 }, () => SOLVED[Math.floor(random.next() * SOLVED.length)] ?? ''),
  }
}

/** What became of a leaf in a period. Most are visited before the day that is due; some later, and some not at all. */
function itemOf(grid: string, period: Period, { share, dueAt, now }: { share: number; dueAt: number; now: number }, crew: CrewMember[]): DemoItem {
  const random = makeRandom('duty item', grid, period.key)
  const comes = random.next() < share
  const late = random.next() < 0.08
  const days = Math.max(1, Math.floor((late ? period.to - dueAt : dueAt - period.from) / DAY_MS))
  const day = startOfDay(late ? dueAt : period.from) + Math.floor(days * random.next() ** 0.8) * DAY_MS
  const at = Math.min(day + (HOURS[count(random, 0, HOURS.length - 1)] ?? 9) * HOUR_MS + count(random, 0, 59) * 60_000, period.to - HOUR_MS)
  if (comes && at <= now) return visitOf(grid, random, at, crew)
  const nothing = { doneAt: null, households: null, values: [], words: null, solved: [] }
  if (period.to <= now) {
    const reason = random.next() < 0.7 ? (REASONS[count(random, 0, REASONS.length - 1)] ?? null) : null
    return { ...nothing, grid, state: 'planned', scheduledFor: null, reason, crew: [] }
  }
  const agreed = comes ? (random.next() < 0.75 ? crew : crew.slice(0, count(random, 1, 3))) : crew.slice(0, count(random, 0, 3))
  const scheduledFor = comes && agreed.length === crew.length ? at : null
  return { ...nothing, grid, state: agreed.length > 0 ? 'assigned' : 'planned', scheduledFor, reason: null, crew: agreed }
}

/** A year of 微走访 and the present month as it is at `now`, the oldest period first. The same ground and moment give the same. */
export function planVisits({ leaves, candidates, calendar, now }: Ground): DemoPeriod[] {
  const periods: Period[] = [periodAt('monthly', now)]
  while (periods.length < COVERAGE.length) periods.unshift(periodBeside(periods[0] ?? periodAt('monthly', now), -1))
  const crewOf = crewFinder(candidates)
  return periods.map((period, month) => {
    const { nearAt, dueAt } = dueIn(period, SHIPPED_DUTIES.micro_visit.dueDay, calendar)
    const share = (COVERAGE[month] ?? 90) / 100
    const items = leaves.map((grid) => itemOf(grid, period, { share, dueAt, now }, crewOf(grid, month)))
    return { period: period.key, startsAt: period.from, nearAt, dueAt, endsAt: period.to, items }
  })
}
