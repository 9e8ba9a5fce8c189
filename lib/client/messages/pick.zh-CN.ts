/** Texts of fields in which some of many, or a point, are chosen. */
export const zh = {
  search: (n: number) => `输入名称查找，共 ${n} 个`,
  none: '没有找到。',
  more: (n: number) => `还有 ${n} 个，再多输入几个字。`,
  remove: (name: string) => `去掉${name}`,
  onMap: '在地图上选',
  pointHint: '经度,纬度（WGS84），例如 112.2340,33.0340；可以不填',
  mapFailed: '地图没有打开，请直接填经纬度。',
}
