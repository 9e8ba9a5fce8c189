/** Texts of the list of living cards (督办台账). */
export const zh = {
  view: '显示',
  views: { all: '督办中', waiting: '待回复', replied: '已回复', mine: '由我督办' },
  count: (n: number) => `${n} 件`,
  none: '没有督办中的事件',
  more: (n: number) => `还有 ${n} 件未列出，请按街道查看。`,
  columns: { card: '牌别', event: '事件', place: '地点', lead: '主办', watcher: '督办人', due: '回复期限', reply: '回复' },
}
