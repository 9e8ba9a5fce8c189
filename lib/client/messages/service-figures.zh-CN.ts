/** Texts of the wall's panels of visits, orders and units. */
export const zh = {
  panels: {
    visits: { title: '微走访', note: '本月 · 每网格一次' },
    orders: { title: '服务单', note: '现有 · 比率为本月' },
    organisation: { title: '组织', note: '现有' },
  },
  failed: '读取失败，正在重试',
  none: '—',
  percent: (value: string) => `${value}%`,
  part: (numerator: string, denominator: string) => `${numerator} / ${denominator}`,
  visits: { none: '微走访尚未启用', done: '已走访', assigned: '已排期', overdue: '逾期未走访', found: '发现问题', events: '转为事件' },
  orders: { waiting: '待派单', offered: '待接单', serving: '服务中', rating: '待评价', response: '响应率', completion: '完成率' },
  units: { units: '组织', members: '成员', registered: '报到', covered: '小网格覆盖' },
}
