import type { ReportedTotals } from '@/lib/domain/binding'
import { ReportedFigure } from '@/lib/domain/reported'

/**
 * What the press reported of 镇平县. It comes from two platforms (网格平台 and 「村振」) and is not the population of the 345 urban grids, so it
 * is shown apart, under its source, and nothing here is reckoned with it.
 */
export const REPORTED_TOTALS: ReportedTotals = {
  source: '关于镇平县网格化治理的报道；数据来自网格平台与「村振」两个平台，口径与本系统不同',
  totals: [
    { label: '基层网格员', value: '6345 名' },
    { label: '网格平台绑定', value: '24万户' },
    { label: '城区三级干部（「村振」）', value: '2837 名' },
    { label: '党员（「村振」）', value: '19147 名' },
    { label: '群众（「村振」）', value: '28万户' },
    { label: '入党积极分子', value: '2108 名' },
    { label: '社区工作者', value: '132 名' },
  ],
}

/** Those of them that something here is held against, as numbers. The report gives no date of its figures. */
export const REPORTED_FIGURES: readonly ReportedFigure[] = [
  { key: 'crowd', count: 280_000, rounded: true },
  { key: 'gridHouseholds', count: 240_000, rounded: true },
  { key: 'partyMembers', count: 19_147, rounded: false },
  { key: 'cadres', count: 2_837, rounded: false },
  { key: 'gridMembers', count: 6_345, rounded: false },
].map((figure) => ReportedFigure.parse({ ...figure, source: '关于镇平县网格化治理的报道', asOf: null }))
