import { type NewGrid, shortName } from '@/lib/domain/grid'
import { makeRandom } from '@/lib/domain/random'
import { gradeOf, type Stroke } from './road-strokes'

/** What streets are called in many a county, from the middle of the town outwards. */
const STEMS =
  '人民 解放 建国 和平 文化 团结 胜利 光明 振兴 交通 民生 育才 康宁 兴隆 永安 长青 广场 体育 平安 富民 将军 石佛 玉源 工农 东风 前进 向阳 红旗 青年 友谊 朝阳 迎宾 龙泉 学府 菊潭 梧桐 银杏 玉兰 百花 锦绣 通达 宏运 昌盛 泰和 顺安 仁和 清水 柳泉 桃园 福源 祥瑞 丰收 春晖 明德 崇文 尚武 惠民 利民 安居 乐业 万福 金龙 晨光 昆仑 天山 太行 伏牛 长江 黄河 淮河 丹江 汉江 松鹤 翠竹 青松 白杨 紫薇 海棠 丹桂 月季 牡丹 芙蓉 秋菊 腊梅 银河 星光 曙光 彩虹'.split(
    ' ',
  )
/** What is shorter is a way into a yard, without a name. */
const MIN_METERS = 180
/** The street (街道) beyond the river of the demonstration (county.ts). */
const BEYOND_RIVER = '411324002'
const ORDINALS = '一二三四五六七八九十'
/** A street that bears a community's name runs along it so far at least. */
const ALONG_METERS = 120

/** How a county seat in the plain writes it: 路 from west to east, 街 from south to north. */
const isAcross = ({ line }: Stroke) => {
  const [[west, south], [east, north]] = [line[0] ?? [0, 0], line.at(-1) ?? [0, 0]]
  return Math.abs(east - west) > Math.abs(north - south)
}

/**
 * Names for streets, by their place in the list; undefined where one is too short for a name. A community that is called after a street (幸福路社区)
 * lies on it; borders of the county's streets are a road along the river and avenues; lanes (巷) are counted within a community; what is
 * left is called as streets are called anywhere.
 */
export function nameRoads(strokes: readonly Stroke[], grids: readonly NewGrid[]): (string | undefined)[] {
  const names: (string | undefined)[] = strokes.map(() => undefined)
  const taken = new Set<string>()
  const give = (i: number, name: string) => {
    names[i] = name
    taken.add(name)
  }
  const free = (i: number) => names[i] === undefined && (strokes[i]?.metres ?? 0) >= MIN_METERS
  const communities = grids.filter(({ level }) => level === 2).map(({ code, name }) => ({ code, name: shortName(name).replace(/(社区|村)$/, '') }))

  // what runs along a border of the county's streets is the road on the bank of its one river, or the avenue between the other two
  for (const [i, stroke] of strokes.entries()) {
    if (!free(i) || gradeOf(stroke) !== 'main') continue
    const beyond = [...stroke.communities].reduce((sum, [code, metres]) => sum + (code.startsWith(BEYOND_RIVER) ? metres : 0), 0)
    give(i, beyond > stroke.metres / 3 ? '滨河路' : '玉都大道')
  }

  for (const { code, name } of communities) {
    if (!/[路街]$/.test(name) || taken.has(name)) continue
    const along = (i: number) => strokes[i]?.communities.get(code) ?? 0
    const best = strokes.map((_, i) => i).filter((i) => free(i) && along(i) >= ALONG_METERS)
    const first = best.sort((p, q) => along(q) - along(p))[0]
    if (first !== undefined) give(first, name)
  }

  const stems = [...STEMS]
  const random = makeRandom('road names')
  const lanes = new Map<string, number>()
  for (const [i, stroke] of strokes.entries()) {
    if (!free(i)) continue
    const stem = gradeOf(stroke) === 'lane' ? undefined : stems.splice(Math.floor(random.next() * Math.min(6, stems.length)), 1)[0]
    if (stem !== undefined) {
      give(i, stem + (isAcross(stroke) ? '路' : '街'))
      continue
    }
    const [home = ''] = [...stroke.communities].sort((p, q) => q[1] - p[1]).map(([code]) => code)
    const community = communities.find(({ code }) => code === home)
    const number = (lanes.get(home) ?? 0) + 1
    lanes.set(home, number)
    const stemOf = (community?.name ?? '').replace(/[路街]$/, '')
    give(i, `${stemOf}${ORDINALS[number - 1] ?? number}巷`)
  }
  return names
}
