/** Who hears of keys and focus of the map. */
export type Ear = { label: string; describedBy: string; press(event: KeyboardEvent): boolean; focus(on: boolean): void }

/**
 * The map's canvas as what has the focus: how it is called, where it is said what its keys do. `press` answers whether a key was its own, which
 * the engine is not told of then. Answers how to end it.
 */
export function listenTo(canvas: HTMLCanvasElement, { label, describedBy, press, focus }: Ear): () => void {
  const names = { role: 'application', 'aria-label': label, 'aria-describedby': describedBy }
  for (const [name, value] of Object.entries(names)) canvas.setAttribute(name, value)
  canvas.style.outlineOffset = '-4px' // the edge of the map is the edge of what is seen
  const down = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !press(event)) return
    event.preventDefault()
    event.stopPropagation()
  }
  const enter = () => focus(true)
  const leave = () => focus(false)
  canvas.addEventListener('keydown', down)
  canvas.addEventListener('focus', enter)
  canvas.addEventListener('blur', leave)
  return () => {
    canvas.removeEventListener('keydown', down)
    canvas.removeEventListener('focus', enter)
    canvas.removeEventListener('blur', leave)
  }
}
