/** Words of who is at an event (谁在办). */
export const zh = {
  title: '谁在办',
  marks: { lead: '主', assisting: '协', dispatcher: '派', supervisor: '督', reporter: '报' },
  parts: { lead: '主办', assisting: '协办', dispatcher: '派单', supervisor: '督办', reporter: '上报' },
  lines: { assisting: '协办' },
  held: '各阶段经手',
  with: (names: string) => `协办 ${names}`,
  taken: (who: string) => `已签收 ${who}`,
  notTaken: '尚未签收',
  given: (moment: string) => `派单 ${moment}`,
  replyBy: (moment: string) => `督办，${moment} 前回复`,
  reported: (moment: string) => `上报 ${moment}`,
}
