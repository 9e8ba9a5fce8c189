/** Texts of the search of every page. */
export const zh = {
  title: '查找',
  open: '查找',
  hint: '事件、服务单的编号或内容，网格、人员、页面',
  how: '人员、住户请输入姓氏和社区，如「王 安国路」；每次都会留下审计记录',
  inList: (q: string) => `在事件清单中查找「${q}」`,
  pages: '页面',
  events: '事件',
  grids: '网格',
  people: '人员',
  households: '住户',
  nothing: '没有找到',
}
