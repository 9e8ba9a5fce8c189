import { shortName } from '@/lib/domain/grid'

/** A street (街道) of the urban area (城区): a grid of level 1. */
export type Street = { code: string; name: string }

/** A community (社区) or village (村): a grid of level 2. `fullName` is the official one, `name` the short one of the interface. */
export type Community = { code: string; name: string; fullName: string; streetCode: string; kind: 'community' | 'village' }

/** 镇平县, whose code the codes of all grids begin with. */
export const COUNTY_CODE = '411324'

/** The three streets of 镇平's urban area. */
export const STREETS: readonly Street[] = [
  { code: '411324001', name: '涅阳街道' },
  { code: '411324002', name: '雪枫街道' },
  { code: '411324003', name: '玉都街道' },
]

// Names by the national statistics code list; the last three digits of the code come first, those from 200 on are villages.
const NAMES: Record<string, string> = {
  '411324001':
    '001 幸福路、002 雪枫路、003 安国路、004 南大街、005 新华路、006 涅阳路、007 府前街、008 校场路、009 健康路、010 中山街、011 大世界、012 杏花园、' +
    '013 三里河、014 建设西路、015 工业路、016 紫金城路、200 东关、201 南关、202 西关、203 北关、204 小店',
  '411324002':
    '001 泰山路、002 西环路、003 南环路、200 五里河、201 徐岗、202 小西营、203 榆盘、204 南张庄、205 牛王庙、206 八里庙、207 大奋庄、208 徐桥、209 泰山庙、' +
    '210 七里庄、211 八里桥',
  '411324003':
    '001 建设东路、002 新城区、003 玉神路、200 五里岗、201 大刘营、202 李店营、203 北张庄、204 肖营、205 碾坊庄、206 刘家岗、207 四里庄、208 唐家庄、' +
    '209 白河、210 周家、211 十里庄、212 安国、213 尧庄、214 苏寨、215 刘洼',
}

/** The 55 communities and villages (21, 15 and 19) of the three streets, by code. */
export const COMMUNITIES: readonly Community[] = Object.entries(NAMES).flatMap(([streetCode, list]) =>
  list.split('、').map((entry): Community => {
    const [number = '', root = ''] = entry.split(' ')
    const kind = Number(number) >= 200 ? 'village' : 'community'
    const fullName = root + (kind === 'village' ? '村民委员会' : '社区居民委员会')
    return { code: streetCode + number, name: shortName(fullName), fullName, streetCode, kind }
  }),
)
