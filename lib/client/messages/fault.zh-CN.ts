/** Texts of a page that could not be drawn. */
export const zh = {
  title: '这一页出错了',
  text: '页面没能显示。已经提交的内容都在，重新打开就能接着用；没有提交的要再填一遍。',
  again: '重新打开',
}
