import type { Words } from './language'

/** Whose names are sensitive, as event types are: `pupils` need a guardian's consent too. */
export type PlaceSecrecy = 'pupils' | 'visitors' | null
export type PlaceShape = 'square' | 'circle' | 'diamond' | 'triangle' | 'hexagon' | 'shield' | 'drop'

/** A kind is told on a map by shape and letter, not by colour alone. */
type KindRow = Words & { letter: string; shape: PlaceShape; secrecy: PlaceSecrecy }
type ServiceRow = Words & { secrecy: PlaceSecrecy }

const kind = (zh: string, en: string, letter: string, shape: PlaceShape, secrecy: PlaceSecrecy = null): KindRow => ({
  zh,
  en,
  letter,
  shape,
  secrecy,
})
const service = (zh: string, en: string, secrecy: PlaceSecrecy = null): ServiceRow => ({ zh, en, secrecy })

/** Kinds of places (阵地), a line each: a new one is a line here. */
export const PLACE_KINDS = {
  centre: kind('党群服务中心', 'Community service centre', '党', 'square'),
  station: kind('暖心驿站', 'Rest station', '驿', 'circle'),
  homework: kind('六点半课堂', 'After-school class', '课', 'triangle', 'pupils'),
  club: kind('一老一少一青社', 'Club of old, young and youth', '社', 'hexagon'),
  studio: kind('幸福直播间', 'Live studio', '播', 'diamond'),
  calm: kind('情绪宣泄室', 'Quiet room', '静', 'drop', 'visitors'),
  hongxi: kind('红谿站', 'Hongxi station', '谿', 'shield'),
} as const satisfies Record<string, KindRow>
export type PlaceKind = keyof typeof PLACE_KINDS

/** What places do for people, a line each. */
export const PLACE_SERVICES = {
  rest: service('休息', 'Rest'),
  water: service('饮水', 'Drinking water'),
  repair: service('维修', 'Repairs'),
  meals: service('热饭', 'Warm meals'),
  charging: service('充电', 'Charging'),
  errands: service('代办', 'Errands done for you'),
  advice: service('政策咨询', 'Advice'),
  homework: service('作业辅导', 'Homework help', 'pupils'),
  care: service('日间照料', 'Day care'),
  activities: service('文体活动', 'Activities'),
  broadcast: service('直播', 'Live broadcasts'),
  counselling: service('心理疏导', 'Counselling', 'visitors'),
  meeting: service('议事', 'Meetings'),
  volunteering: service('志愿服务', 'Volunteering'),
} as const satisfies Record<string, ServiceRow>
export type PlaceService = keyof typeof PLACE_SERVICES

/** What there is at places, a line each. */
export const PLACE_FACILITIES = {
  seats: { zh: '座椅', en: 'Seats' },
  toilet: { zh: '卫生间', en: 'Toilet' },
  microwave: { zh: '微波炉', en: 'Microwave' },
  firstaid: { zh: '急救箱', en: 'First-aid kit' },
  wheelchair: { zh: '轮椅', en: 'Wheelchair' },
  ramp: { zh: '无障碍通道', en: 'Step-free access' },
  wifi: { zh: '无线网络', en: 'Wi-Fi' },
  aircon: { zh: '空调', en: 'Air conditioning' },
  books: { zh: '图书', en: 'Books' },
} as const satisfies Record<string, Words>

/** Whose names a booking of this service at a place of this kind keeps from others; pupils before visitors. */
export function secrecyOf(kind: PlaceKind, service: PlaceService): PlaceSecrecy {
  const [of, at] = [PLACE_SERVICES[service].secrecy, PLACE_KINDS[kind].secrecy]
  return of === 'pupils' || at === 'pupils' ? 'pupils' : (of ?? at)
}
