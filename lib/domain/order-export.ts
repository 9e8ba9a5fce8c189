import { stampOf } from './clock'
import { type ExportColumn, saidIn } from './event-export'
import type { Words } from './language'
import type { Order } from './order'
import type { OrderState } from './order-life'

const STATES: Record<OrderState, Words> = {
  requested: { zh: '待派单', en: 'To offer' },
  offered: { zh: '待接单', en: 'Offered' },
  lapsed: { zh: '没人接', en: 'Not taken' },
  taken: { zh: '服务中', en: 'Under way' },
  served: { zh: '待评价', en: 'To rate' },
  rated: { zh: '已完成', en: 'Done' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
}
const YES_NO = { true: { zh: '是', en: 'Yes' }, false: { zh: '否', en: 'No' } } as const
const at = (instant: string | null) => (instant === null ? null : stampOf(Date.parse(instant)))
const answer = (value: boolean | null): Words | undefined => (value === null ? undefined : value ? YES_NO.true : YES_NO.false)

/** The columns of an export of orders, masked as lists show them; those with `words` are of people. */
export const ORDER_COLUMNS: readonly ExportColumn<Order>[] = [
  { label: { zh: '编号', en: 'Number' }, width: 17, of: ({ number }) => number },
  { label: { zh: '服务', en: 'Service' }, width: 16, of: ({ service }, { language }) => (language === 'en' ? service.nameEn : service.name) },
  { label: { zh: '地点', en: 'Place' }, width: 32, of: ({ grid }, { place }) => place(grid) },
  { label: { zh: '网格编码', en: 'Grid' }, width: 20, of: ({ grid }) => grid },
  { label: { zh: '状态', en: 'State' }, width: 10, of: ({ state }, { language }) => saidIn(language, STATES[state]) },
  { label: { zh: '出单时间', en: 'Asked' }, width: 17, of: ({ createdAt }) => at(createdAt) },
  { label: { zh: '约定时间', en: 'Wanted' }, width: 17, of: ({ wantedAt }) => at(wantedAt) },
  { label: { zh: '推荐次数', en: 'Offers' }, width: 9, of: ({ nth }) => nth },
  { label: { zh: '接单时间', en: 'Taken' }, width: 17, of: ({ takenAt }) => at(takenAt) },
  { label: { zh: '完成时间', en: 'Done' }, width: 17, of: ({ servedAt }) => at(servedAt) },
  { label: { zh: '解决', en: 'Solved' }, width: 7, of: ({ solved }, { language }) => saidIn(language, answer(solved)) },
  { label: { zh: '满意', en: 'Satisfied' }, width: 9, of: ({ satisfied }, { language }) => saidIn(language, answer(satisfied)) },
  { label: { zh: '居民', en: 'Resident' }, width: 10, words: true, of: ({ name }) => name },
  { label: { zh: '电话', en: 'Telephone' }, width: 15, words: true, of: ({ phone }) => phone },
  { label: { zh: '地址', en: 'Address' }, width: 32, words: true, of: ({ address }) => address },
  { label: { zh: '要求', en: 'Wishes' }, width: 32, words: true, of: ({ words }) => words },
  { label: { zh: '志愿者', en: 'Volunteer' }, width: 20, words: true, of: ({ volunteer }) => volunteer?.name ?? null },
]
