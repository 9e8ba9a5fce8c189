import { useEffect } from 'react'
import { STEP_MS, type TimeMachine } from '@/lib/client/replay'
import { DAY_MS } from '@/lib/domain/clock'
import { SPEEDS } from '@/lib/domain/screen-replay'

/** Keys of the map, where that is gone over by them (map-keys.tsx). */
const OF_MAP = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Enter', 't', 'T'])

/**
 * The keys of the time machine: space, arrows by 15 minutes and with shift by a day, 1 to 4 the speed, C the week before, Escape back to live. Nothing else hears of them, but
 * a map that has the focus: of its own, and of Escape while a grid is chosen there (`isChosen`).
 */
export function useReplayKeys(replay: TimeMachine, back: () => void, isChosen: () => boolean = () => false): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const { target, key, shiftKey } = event
      if (target instanceof HTMLElement && target.closest('input, select, textarea, dialog')) return
      const isOnMap = target instanceof HTMLCanvasElement && target.closest('[data-testid=map]') !== null
      if (isOnMap && (OF_MAP.has(key) || (key === 'Escape' && isChosen()))) return
      const { playing, compared } = replay.store.get()
      const speed = SPEEDS[Number(key) - 1]
      if (key === ' ' && !(target instanceof HTMLElement && target.closest('button, a'))) replay.set({ playing: !playing })
      else if (key === 'ArrowLeft') replay.step(shiftKey ? -DAY_MS : -STEP_MS)
      else if (key === 'ArrowRight') replay.step(shiftKey ? DAY_MS : STEP_MS)
      else if (speed !== undefined) replay.set({ speed })
      else if (key.toLowerCase() === 'c') replay.set({ compared: !compared })
      else if (key === 'Escape') back()
      else return
      event.preventDefault()
      event.stopPropagation()
    }
    addEventListener('keydown', pressed, true)
    return () => removeEventListener('keydown', pressed, true)
  }, [replay, back, isChosen])
}
