/** Why the map cannot be shown, and what can be done. */
export const zh = {
  why: {
    webgl:
      '原因：此浏览器没有可用的 WebGL 2（图形加速被关闭，或显卡驱动不受支持）。请开启“使用图形加速”后重启浏览器，或换用 Chrome、Edge 111 以上版本。',
    other: '原因：地图程序未能启动，请重新打开本页；仍然不行时，请查看浏览器控制台。',
  },
  elsewhere: '其他面板照常更新。',
}
