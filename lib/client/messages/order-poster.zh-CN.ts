/** Texts of the codes by which services are asked for: their setting and their posters. */
export const zh = {
  setting: {
    hint: '打开后，社区海报上的二维码能让没有账号的居民出服务单，用一条只有自己有的链接跟进。出厂时不开通，开通和停用都会记入审计。',
    links: '允许扫码出单',
    codes: '社区服务单二维码',
    perDay: '每张海报一天最多几单',
    residentPerDay: '每位绑定手机的居民一天最多几单',
  },
  poster: {
    title: '请人帮忙',
    sentence: (community: string) => `要陪诊、修水电、送药送饭？扫一扫，${community}的志愿者来帮您。`,
    how: '不用注册，不用下载，不收费；找到谁、到哪一步，随时能查。',
    code: (community: string) => `${community}请人帮忙二维码`,
  },
}
