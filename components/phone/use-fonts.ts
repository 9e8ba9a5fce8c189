import { useEffect } from 'react'

/** From here on it is no phone, and pages look alike. */
const WIDE_PX = 600

/** Does this machine draw a Chinese character as something else than the box of what it has no letter for? */
function hasChinese(): boolean {
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  if (!pen) return true
  const pictureOf = (letter: string) => {
    pen.clearRect(0, 0, 32, 32)
    pen.font = '24px sans-serif'
    pen.textBaseline = 'top'
    pen.fillText(letter, 0, 0)
    return pen.getImageData(0, 0, 32, 32).data.join()
  }
  return pictureOf('\u7f51') !== pictureOf('\u683c')
}

/** A phone draws Chinese with its own letters; our own, some 900 kB of a page, are for machines that have none, and for screens that are no phone. */
export function useFonts(): void {
  useEffect(() => {
    if ((innerWidth < WIDE_PX && hasChinese()) || document.querySelector('link[href="/fonts/fonts.css"]')) return
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = '/fonts/fonts.css'
    document.head.append(link)
  }, [])
}
