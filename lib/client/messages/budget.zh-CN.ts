/** Texts of the budget of alerts (预警预算) and of what is left to a digest. */
export const zh = {
  title: '预警预算',
  hint: '超出预算的蓝色、黄色预警照常检验、列出、留痕，只是不逐条弹窗、推送、升级，转入每天 08:00、17:00 的汇总。红色、橙色和特急从不受限。网格长只算会升级的级别。不填的一项不设限。',
  limits: {
    daily: '全县一天至多（条，黄色及以上）',
    nightly: '全县一夜至多（条，22–06 时，红色除外）',
    chiefWeekly: '一位末级网格长七天至多（条）',
  },
  today: (n: string) => `今日已超出预警预算，蓝、黄 ${n} 条转入汇总`,
  mark: '转入汇总',
  step: '超出预警预算，转入汇总',
  why: {
    daily: (told: string, of: string) => `今日黄色及以上已告知 ${told} 条，预算 ${of}`,
    nightly: (told: string, of: string) => `今夜红色以外已告知 ${told} 条，预算 ${of}`,
    chiefWeekly: (told: string, of: string) => `其中一个末级网格七天内已告知 ${told} 条，预算 ${of}`,
  },
  toldAt: (moment: string) => `${moment} 汇总告知`,
  digest: (moment: string) => `预警汇总 ${moment}`,
  head: (used: string) => `预警预算：${used}`,
  used: {
    daily: (n: string, of: string) => `今日黄色及以上 ${n}/${of}`,
    nightly: (n: string, of: string) => `今夜红色以外 ${n}/${of}`,
    byDay: (of: string) => `每夜红色以外至多 ${of}`,
    chiefWeekly: (n: string, of: string) => `一位末级网格长七天内最多 ${n}/${of}`,
    digested: (n: string) => `今日转入汇总 ${n}`,
    off: '不设限',
  },
}
