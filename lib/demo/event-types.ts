import type { ClockKind, EventType, Urgency } from '@/lib/domain/category'
import { EVENT_CLASSES } from '@/lib/domain/category'

type Row = [code: string, name: string, urgency: Urgency, limit: number, clock: ClockKind, lead: string, sensitive?: 'sensitive']

// The proposal of the product: 6 classes, 34 types with default urgency, handling limit, clock and lead (主办). A customer's list replaces it.
const ROWS: Row[] = [
  ['0101', '邻里纠纷', 4, 3, 'working_day', '社区调委会'],
  ['0102', '婚姻家庭纠纷', 3, 1, 'working_day', '社区/妇联', 'sensitive'],
  ['0103', '物业服务纠纷', 4, 5, 'working_day', '住建'],
  ['0104', '劳资欠薪', 3, 3, 'working_day', '人社'],
  ['0105', '征地拆迁/宅基地', 3, 7, 'working_day', '自然资源/农业农村'],
  ['0106', '民间借贷/合同', 4, 7, 'working_day', '司法所'],
  ['0201', '盗窃扒窃线索', 3, 4, 'urgent_hour', '派出所'],
  ['0202', '打架斗殴', 2, 1, 'urgent_hour', '派出所'],
  ['0203', '电信诈骗线索', 3, 2, 'urgent_hour', '公安'],
  ['0204', '涉黄赌毒线索', 3, 4, 'urgent_hour', '公安', 'sensitive'],
  ['0205', '出租房屋异常', 4, 1, 'working_day', '派出所'],
  ['0301', '重点人员走访', 4, 1, 'working_day', '综治', 'sensitive'],
  ['0302', '创文创卫整治', 4, 3, 'working_day', '街道'],
  ['0303', '秸秆禁烧/环保', 3, 2, 'urgent_hour', '生态环境'],
  ['0304', '征兵/普查', 4, 7, 'working_day', '街道'],
  ['0305', '重大项目周边隐患', 3, 3, 'working_day', '主管局'],
  ['0401', '消防通道堵塞/飞线充电', 3, 4, 'urgent_hour', '消防/物业'],
  ['0402', '燃气泄漏/爆管', 1, 1, 'urgent_hour', '应急/住建'],
  ['0403', '危房/高空坠物', 2, 4, 'urgent_hour', '住建'],
  ['0404', '违法建设', 3, 15, 'working_day', '城管'],
  ['0405', '食品药品安全', 3, 1, 'working_day', '市场监管'],
  ['0406', '集体上访苗头', 2, 2, 'urgent_hour', '信访', 'sensitive'],
  ['0501', '暴露垃圾/乱堆放', 4, 4, 'working_hour', '环卫'],
  ['0502', '占道经营', 4, 4, 'working_hour', '城管'],
  ['0503', '道路/井盖/路灯', 4, 5, 'working_day', '市政'],
  ['0504', '下水道堵塞/积水', 4, 1, 'working_day', '市政'],
  ['0505', '流动人口/出租房屋登记', 4, 3, 'working_day', '社区'],
  ['0506', '困难群众/独居老人帮扶', 3, 1, 'working_day', '民政'],
  ['0507', '证件代办/咨询', 4, 3, 'working_day', '社区'],
  ['0601', '安全隐患/防汛排查', 3, 1, 'working_day', '应急'],
  ['0602', '校园周边', 3, 1, 'working_day', '教体/公安'],
  ['0603', '九小场所', 4, 3, 'working_day', '消防/市场监管'],
  ['0604', '溺水/水域防护', 2, 4, 'urgent_hour', '街道/水利'],
  ['0605', '平安宣传/反邪教', 4, 7, 'working_day', '政法委', 'sensitive'],
]

const classNames = new Map<string, string>(EVENT_CLASSES.map((c) => [c.code, c.name]))

/** The 34 event types (事件类型) of the demonstration county, by code. */
export const EVENT_TYPES: readonly Omit<EventType, 'id'>[] = ROWS.map(([code, name, urgency, limit, clock, lead, sensitive]) => ({
  code,
  name,
  classCode: code.slice(0, 2),
  className: classNames.get(code.slice(0, 2)) ?? '',
  urgency,
  limit,
  clock,
  lead,
  sensitive: sensitive !== undefined,
}))
