/** Texts of the map for whoever goes by keys or by ear, and of the table that stands for it. */
export const zh = {
  keys: '方向键移到相邻网格，回车打开，Esc 返回上一级，加减号缩放，Shift 加方向键平移，T 打开数据表',
  tells: (today: string, open: string, overdue: string) => `今日 ${today}，未结 ${open}，超期 ${overdue}`,
  table: {
    open: '以表格查看地图',
    title: '网格数据表',
    all: '全部',
    name: '网格',
    into: (name: string, n: number) => `${name}，下级网格 ${n} 个`,
    end: '没有下级网格',
    back: '返回上一级',
    waiting: '数据还在读取，请稍候',
  },
}
