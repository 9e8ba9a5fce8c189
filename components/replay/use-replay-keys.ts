import { useEffect } from 'react'
import { type Replay, SPEEDS, STEP_MS } from '@/lib/client/replay'
import { DAY_MS } from '@/lib/domain/clock'

/** Where a replay goes back to. */
export const LIVE_HREF = '/wall'
/** A replay that nobody touches ends by itself. */
const IDLE_MS = 10 * 60_000

/** The keys of the time machine: space, arrows by 15 minutes and with shift by a day, 1 to 4 the speed, C the week before, Escape back to live. */
export function useReplayKeys(replay: Replay): void {
  useEffect(() => {
    let idle: ReturnType<typeof setTimeout>
    const back = () => location.assign(LIVE_HREF)
    const touched = () => {
      clearTimeout(idle)
      idle = setTimeout(back, IDLE_MS)
    }
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const { target, key, shiftKey } = event
      if (target instanceof HTMLElement && target.closest('input, select, textarea')) return
      const { at, playing, compared } = replay.store.get()
      const speed = SPEEDS[Number(key) - 1]
      if (key === ' ' && !(target instanceof HTMLElement && target.closest('button, a'))) replay.set({ playing: !playing })
      else if (key === 'ArrowLeft') replay.seek(at - (shiftKey ? DAY_MS : STEP_MS))
      else if (key === 'ArrowRight') replay.seek(at + (shiftKey ? DAY_MS : STEP_MS))
      else if (speed !== undefined) replay.set({ speed })
      else if (key.toLowerCase() === 'c') replay.set({ compared: !compared })
      else if (key === 'Escape') back()
      else return
      event.preventDefault()
    }
    touched()
    addEventListener('keydown', pressed)
    const kinds = ['pointermove', 'pointerdown', 'keydown', 'wheel'] as const
    for (const kind of kinds) addEventListener(kind, touched, { passive: true })
    return () => {
      clearTimeout(idle)
      removeEventListener('keydown', pressed)
      for (const kind of kinds) removeEventListener(kind, touched)
    }
  }, [replay])
}
