/** Texts of the list of living cards (督办台账). */
export const zh = {
  view: '显示',
  views: { all: '督办中', waiting: '待回复', replied: '已回复', mine: '由我督办', awaiting: '等我看' },
  count: (n: number) => `${n} 件`,
  export: '导出全部',
  none: '没有督办中的事件',
  more: (n: number) => `还有 ${n} 件未列出，请按街道查看。`,
  /** of a card whose event has ended while nobody lifted it */
  ended: '事件已了结，督办未解除',
  /** beside the group in the header */
  awaiting: (n: number) => `等我看的督办 ${n} 件`,
  news: {
    title: '督办回复',
    replied: (card: string) => `${card}已回复，等你看`,
    ended: (card: string) => `事件已了结，${card}未解除`,
    several: (n: number) => `${n} 件督办等你看`,
    look: '查看',
    close: '知道了',
  },
  columns: { card: '牌别', event: '事件', place: '地点', lead: '主办', watcher: '督办人', due: '回复期限', reply: '回复' },
}
