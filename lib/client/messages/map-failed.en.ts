import type { zh } from './map-failed.zh-CN'

/** Why the map cannot be shown, and what can be done. */
export const en: typeof zh = {
  why: {
    webgl:
      'This browser has no WebGL 2 (graphics acceleration is off, or the driver is not supported). Switch it on and restart the browser, or use Chrome or Edge 111 or newer.',
    other: 'The program of the map did not start: open this page again, and if it stays so, look at the console of the browser.',
  },
  elsewhere: 'The other panels go on as ever.',
}
