/** Texts of the small map of a place. */
export const zh = {
  failed: '周边地图没有读到，请稍后重试',
  reading: '正在读取周边地图',
  around: (names: string) => `相邻：${names}`,
  roads: (names: string) => `道路：${names}`,
  comma: '、',
  stop: '；',
  metres: (n: number) => `${n} 米`,
  kilometres: (n: number) => `${n} 公里`,
}
