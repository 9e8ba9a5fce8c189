/** Texts of the way from one event to the next, of its link, and of who was faster. */
export const zh = {
  events: '下一件、上一件',
  label: '清单中的前后',
  nth: (n: number, of: number) => `清单第 ${n} 件，共 ${of} 件`,
  previous: '上一件',
  next: '下一件',
  list: '返回清单',
  meanwhile: (n: number, who: string, action: string) => `${n} 件已被 ${who} ${action}`,
  copy: '复制链接',
  copied: '链接已复制',
  failed: '没有复制成功，请从地址栏复制',
}
