/**
 * What is wrong with the page as it stands, in words; runs in the page. One header, one h1, one main; nothing wider than the window; no
 * text cut, or smaller than 13 px (14 on a phone); everything that is pressed or filled in has a name; text stands out from its ground.
 */
export const frameFaults = (): string[] => {
  const faults: string[] = []
  const phone = innerWidth < 600
  const isSeen = (element: Element) => {
    const { width, height } = element.getBoundingClientRect()
    return width > 1 && height > 1 && getComputedStyle(element).visibility === 'visible' && !element.closest('.sr-only, [aria-hidden=true]')
  }
  const say = (element: Element) => (element.textContent ?? '').trim().slice(0, 30) || element.outerHTML.slice(0, 80)
  for (const selector of ['[data-testid=header]', 'h1', 'main', '[data-testid=page-bar]', 'footer']) {
    const found = [...document.querySelectorAll(selector)].filter(isSeen).length
    if (found !== 1) faults.push(`${found} of ${selector}`)
  }
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth > clientWidth) {
    const isOver = (part: Element) => part.getBoundingClientRect().right > clientWidth + 1
    const over = [...document.querySelectorAll('body *')].filter((part) => isOver(part) && ![...part.children].some(isOver))
    faults.push(`${scrollWidth - clientWidth} px wider than the window`, ...over.slice(0, 5).map((part) => `over: ${part.outerHTML.slice(0, 150)}`))
  }

  const rgb = (text: string) => (/^rgba?\((.*)\)$/.exec(text)?.[1] ?? '0,0,0,0').split(/[\s,/]+/).map(Number)
  const light = (color: readonly number[]) => {
    const [r = 0, g = 0, b = 0] = color.slice(0, 3).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  /** The ground that an element stands on, where each ground above it is one plain colour. */
  const groundOf = (element: Element): number[] | null => {
    const layers: number[][] = []
    for (let at: Element | null = element; at; at = at.parentElement) {
      const { backgroundColor, backgroundImage } = getComputedStyle(at)
      if (backgroundImage !== 'none' || !/^rgba?\(|^rgb/.test(backgroundColor)) return null
      const color = rgb(backgroundColor)
      layers.push(color)
      if ((color[3] ?? 1) === 1) break
    }
    return layers.reverse().reduce((under, [r = 0, g = 0, b = 0, a = 1]) => [r, g, b].map((c, i) => c * a + (under[i] ?? 0) * (1 - a)))
  }
  /** Does text end where something around it hides what is over, without telling all of it when pointed at? What scrolls, or is for readers alone, is not cut. */
  const isCut = (part: Element): boolean => {
    if (part.closest('[title]')) return false
    const range = document.createRange()
    range.selectNodeContents(part)
    const { right } = range.getBoundingClientRect()
    for (let at: Element | null = part; at; at = at.parentElement) {
      const { overflowX } = getComputedStyle(at)
      if (/auto|scroll/.test(overflowX) || at.getBoundingClientRect().width <= 1) return false
      if (/hidden|clip/.test(overflowX) && right > at.getBoundingClientRect().right + 1) return true
    }
    return false
  }
  for (const part of document.querySelectorAll('[data-work] *')) {
    const written = [...part.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim())
    if (!written || !isSeen(part) || part.closest('svg, option, [data-testid=map]')) continue
    const style = getComputedStyle(part)
    if (Number.parseFloat(style.fontSize) < (phone ? 14 : 13) - 0.01) faults.push(`${say(part)}: ${style.fontSize}`)
    if (isCut(part)) faults.push(`${say(part)} is cut`)
    const ground = part.closest(':disabled') ? null : groundOf(part)
    if (!ground || !/^rgb/.test(style.color)) continue
    const [a, b] = [light(rgb(style.color)), light(ground)].sort((x, y) => y - x)
    const contrast = ((a ?? 0) + 0.05) / ((b ?? 0) + 0.05)
    if (contrast < 4.5) faults.push(`${say(part)}: contrast ${contrast.toFixed(2)}`)
  }
  for (const control of document.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea')) {
    if (!isSeen(control)) continue
    const labels =
      control instanceof HTMLInputElement || control instanceof HTMLSelectElement || control instanceof HTMLTextAreaElement ? control.labels : null
    const name = control.getAttribute('aria-label') ?? (labels ? [...labels].map((label) => label.textContent).join('') : control.textContent)
    if (!name?.trim()) faults.push(`no name: ${control.outerHTML.slice(0, 80)}`)
  }
  for (const image of document.querySelectorAll('img:not([alt])')) faults.push(`no alt: ${image.outerHTML.slice(0, 80)}`)
  for (const cell of document.querySelectorAll('th'))
    if (!cell.textContent?.trim() && !cell.querySelector('[aria-label]')) faults.push('a column without a name')
  return [...new Set(faults)]
}
