'use client'
import { useEffect } from 'react'
import { awayFromSeam } from './tile'

/** What is to be seen in one piece: panels, figures of the head, and the notes around the map. The map and the strip of hours run on across the seams. */
const WHOLE = [
  '[data-testid=rail] section',
  '[data-testid=key-figures] > *',
  '[data-testid=alert-callout] > section',
  '[data-testid=scene-panel]',
  '[data-testid=tour-words]',
  '[data-testid=screen-code]',
  '[data-testid=legend]',
  ':has(> [data-testid=legend]) + *',
  '[data-testid=lag]',
  '[data-testid=history]',
  '[data-testid=figures-then] > *',
  '[data-testid=time-plate]',
  '[data-testid=known]',
  '[data-testid=machine-hand]',
  '[data-testid=machine-live]',
].join()
/** What moves or comes is looked at again so often. */
const POLL_MS = 250

/** Keeps everything that is to be seen in one piece off the seams between the tiles of a wall; a tile is `width` CSS pixels wide. */
export default function Seams({ tiles }: { tiles: number }) {
  useEffect(() => {
    const look = () => {
      const wall = document.querySelector('[data-wall]')
      if (!wall) return
      const { left: origin, width } = wall.getBoundingClientRect()
      for (const part of wall.querySelectorAll<HTMLElement>(WHOLE)) {
        const moved = Number.parseFloat(part.style.translate) || 0
        const { left, right } = part.getBoundingClientRect()
        const by = Math.round(awayFromSeam(left - origin - moved, right - origin - moved, width / tiles))
        if (by !== moved) part.style.translate = by === 0 ? '' : `${by}px`
      }
    }
    look()
    const timer = setInterval(look, POLL_MS)
    return () => clearInterval(timer)
  }, [tiles])
  return null
}
