/** Words for a screen that is too small for the past. */
export const zh = {
  title: '回放要在大一些的屏幕上看',
  text: '回放把整张大屏放回当时，手机上看不清。请用电脑打开这个链接，或把窗口拉大。',
}
