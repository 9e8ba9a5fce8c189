/** Texts of what we got to know of late (补报). */
export const zh = {
  mark: (hours: number) => `补报：发生 ${hours} 小时后才得知`,
}
