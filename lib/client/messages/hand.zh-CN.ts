/** Texts of the board as a phone or a tablet in a hand shows it. */
export const zh = {
  places: '各地情况',
  note: '今日上报',
  all: '全部',
  counts: (open: string, overdue: string) => `未结 ${open} · 超期 ${overdue}`,
  figures: '主要数字',
  alerts: (n: number) => `风险预警 ${n}`,
  show: (what: string) => `在地图上看：${what}`,
  firing: '待签收',
  acknowledged: '已签收',
  hidden: (street: string, n: number) => `${street}：敏感类预警 ${n}`,
  newest: '最新事件',
  none: '暂无事件',
  failed: '没有读到，稍后自动重试',
  reading: '读取中',
}
