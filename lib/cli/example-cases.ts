import type { Atlas } from '@/lib/domain/atlas'
import type { EventType } from '@/lib/domain/category'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { shortName } from '@/lib/domain/grid'
import type { Position } from '@/lib/domain/position'
import { makeRandom, normal, type Random } from '@/lib/domain/random'

/** The columns of an export of cases, as platforms of 数字城管 write it. */
export const EXAMPLE_COLUMNS = [
  ...([
    '案卷号',
    '问题来源',
    '大类',
    '小类',
    '所属社区',
    '经度',
    '纬度',
    '问题描述',
    '上报时间',
    '立案时间',
    '派遣时间',
    '处置部门',
    '协办部门',
  ] as const),
  ...([
    '签收时间',
    '处置完成时间',
    '处置结果',
    '返工次数',
    '延期至',
    '挂账时间',
    '恢复时间',
    '核查时间',
    '结案时间',
    '不予立案时间',
    '答复',
  ] as const),
  ...(['作废时间', '自处置', '督办', '催办次数', '回访时间', '满意度'] as const),
]
type Column = (typeof EXAMPLE_COLUMNS)[number]
type Case = Partial<Record<Column, string>>

/** The mapping by which `events import` reads them. */
export const EXAMPLE_MAP =
  'id=案卷号,occurredAt=上报时间,handledAt=结案时间,type=小类,lon=经度,lat=纬度,title=小类,description=问题描述,acceptedAt=立案时间,' +
  'dispatchedAt=派遣时间,lead=处置部门,assisting=协办部门,takenAt=签收时间,handedInAt=处置完成时间,result=处置结果,rework=返工次数,' +
  'extendedUntil=延期至,suspendedAt=挂账时间,resumedAt=恢复时间,rejectedAt=不予立案时间,answer=答复,voidedAt=作废时间,onSpot=自处置,' +
  'card=督办,reminders=催办次数,followedUpAt=回访时间,satisfied=满意度'

/** The cases lie in this many days. */
const DAYS = 365
const HOURS: Readonly<Record<EventType['clock'], number>> = { urgent_hour: 1, working_hour: 3, working_day: 24, calendar_day: 24 }
const SOURCES = ['监督员上报', '公众举报', '视频发现', '领导交办']

/**
 * A made-up export in the shape that platforms of 数字城管 write: cases of the year before `until` (epoch milliseconds), in the grids and of the
 * types that there are, most of them closed. One in 250 has a fault as real exports have: dispatched before it was filed, or an opinion in
 * other words. The same seed gives the same rows. Text of a CSV file. Throws RangeError where there are no grids or types.
 */
export function exampleCases(
  atlas: Pick<Atlas, 'bounds' | 'locate' | 'byId' | 'ancestorsOf' | 'types'>,
  rows: number,
  seed: number,
  until: number,
): string {
  if (!atlas.bounds || atlas.types.length === 0) throw new RangeError('cases need grids and event types')
  const random = makeRandom('example cases', seed)
  const reported = Array.from({ length: rows }, () => until - random.next() * DAYS * DAY_MS).sort((a, b) => a - b)
  const lines = reported.map((at, i) => {
    const made = caseOf(atlas, random, `SZ${civil(at).slice(0, 10).replaceAll('-', '')}${String(i + 1).padStart(6, '0')}`, at, until)
    return EXAMPLE_COLUMNS.map((column) => quoted(made[column] ?? '')).join(',')
  })
  return [EXAMPLE_COLUMNS.join(','), ...lines].join('\n')
}

function caseOf(
  atlas: Pick<Atlas, 'bounds' | 'locate' | 'byId' | 'ancestorsOf' | 'types'>,
  random: Random,
  id: string,
  at: number,
  until: number,
): Case {
  const type = pick(random, atlas.types)
  const { position, community } = placeIn(atlas, random)
  const made: Case = {
    ...{ 案卷号: id, 问题来源: pick(random, SOURCES), 大类: type.className, 小类: type.name, 所属社区: community },
    ...{ 经度: String(position[0]), 纬度: String(position[1]), 问题描述: `${community}${type.name}`, 上报时间: civil(at) },
  }
  let now = at
  /** Sets a time, some hours on, unless that lies ahead of the export. */
  const step = (column: Column, hours: number): boolean => {
    const next = now + Math.max(60_000, hours * Math.exp(0.8 * normal(random)) * HOUR_MS)
    if (next > until) return false
    now = next
    made[column] = civil(now)
    return true
  }
  const happens = (share: number) => random.next() < share

  if (happens(0.05) && step('结案时间', 0.5)) return { ...made, 自处置: '是' }
  if (happens(0.03) && step('不予立案时间', 1)) return { ...made, 答复: '不属于受理范围，已告知咨询途径' }
  if (!step('立案时间', 0.4)) return made
  if (happens(0.01) && step('作废时间', 1)) return { ...made, 答复: '重复上报' }
  const limit = type.limit * HOURS[type.clock]
  if (!step('派遣时间', 0.4)) return made
  const [lead = '城管', ...others] = (type.lead || '城管').split('/')
  Object.assign(made, { 处置部门: lead, 协办部门: happens(0.1) ? others.join('、') : '', 督办: happens(0.01) ? pick(random, ['黄牌', '红牌']) : '' })
  if (happens(0.05)) made.催办次数 = String(1 + (random.word() % 3))
  const fault = random.next()
  if (fault < 0.002) made.派遣时间 = civil(at - HOUR_MS)
  const dispatched = now
  if (!step('签收时间', limit * 0.05)) return made
  if (happens(0.02) && step('挂账时间', limit * 0.1) && !step('恢复时间', 5 * 24)) return made
  if (happens(0.05)) made.延期至 = civil(dispatched + 2.5 * limit * HOUR_MS + 2 * DAY_MS)
  // one in 300 is forgotten
  if (happens(0.003) || !step('处置完成时间', limit * 0.35)) return made
  Object.assign(made, { 处置结果: '已处置到位', 返工次数: happens(0.04) ? String(1 + (random.word() % 2)) : '0' })
  if (!step('核查时间', 3) || !step('结案时间', 2)) return made
  if (!happens(0.4) || !step('回访时间', 20)) return { ...made, 满意度: '未回访' }
  return { ...made, 满意度: fault > 0.998 ? '一般般' : pick(random, [...Array<string>(7).fill('满意'), '非常满意', '基本满意', '不满意']) }
}

function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[random.word() % items.length]
  if (item === undefined) throw new RangeError('there is nothing to choose from')
  return item
}
/** Local time of the county. */
const civil = (ms: number): string => new Date(ms + 8 * HOUR_MS).toISOString().slice(0, 19).replace('T', ' ')
const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** A place within the grids, and the name of its community (level 2; of the leaf, where there is none). */
function placeIn({ bounds, locate, byId, ancestorsOf }: Pick<Atlas, 'bounds' | 'locate' | 'byId' | 'ancestorsOf'>, random: Random) {
  const [west, south, east, north] = bounds ?? [0, 0, 0, 0]
  for (;;) {
    const position: Position = [round(west + random.next() * (east - west)), round(south + random.next() * (north - south))]
    const leaf = locate(position)
    if (leaf === null) continue
    const line = [leaf, ...ancestorsOf(leaf)].flatMap((id) => byId.get(id) ?? [])
    const community = line.find(({ level }) => level === 2) ?? line[0]
    return { position, community: shortName(community?.name ?? '') }
  }
}
const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6
