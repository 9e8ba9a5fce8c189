import { type PointerEvent, useRef } from 'react'

/** What makes a strip one that is clicked on and dragged along: calls back with the share of its width, 0…1. */
export function useScrub(moved: (share: number) => void) {
  const ref = useRef<HTMLDivElement>(null)
  const tell = (event: PointerEvent) => {
    const box = ref.current?.getBoundingClientRect()
    if (box && box.width > 0) moved(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)))
  }
  return {
    ref,
    handlers: {
      onPointerDown(event: PointerEvent) {
        ref.current?.setPointerCapture(event.pointerId)
        tell(event)
      },
      onPointerMove(event: PointerEvent) {
        if (ref.current?.hasPointerCapture(event.pointerId)) tell(event)
      },
    },
  }
}
