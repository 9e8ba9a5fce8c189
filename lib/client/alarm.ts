import type { Colour } from '@/lib/domain/colour'
import { makeStore } from './store'

/** Can this page be heard, and seen while its tab is hidden? `blocked`: the browser waits for a hand; `none`: it has no such thing. */
export type Alarm = { sound: 'none' | 'blocked' | 'on'; notice: 'none' | 'default' | 'granted' | 'denied' }

/** Of the page: nothing else in it makes a sound. */
export const alarm = makeStore<Alarm>({ sound: 'none', notice: 'none' })
let context: AudioContext | null = null

/** Tones of a colour: Hz, and when each begins and ends, seconds. The graver, the higher and the more; red is heard over a talk. */
const TONES: Readonly<Record<Colour, readonly (readonly [hertz: number, from: number, to: number])[]>> = {
  red: [0, 0.5, 1].flatMap((at) => [[988, at, at + 0.2] as const, [784, at + 0.22, at + 0.42] as const]),
  orange: [
    [784, 0, 0.22],
    [659, 0.26, 0.5],
  ],
  yellow: [[587, 0, 0.3]],
  blue: [[440, 0, 0.24]],
}
const LOUDNESS = { red: 0.5, orange: 0.35, yellow: 0.22, blue: 0.15 } as const satisfies Record<Colour, number>

const look = () => alarm.set({ sound: context === null ? 'none' : context.state === 'running' ? 'on' : 'blocked' })

/** Asks the browser for sound; it gives it after the first hand on the page, which is waited for. Answers how to end that. */
export function prepareAlarm(): () => void {
  if ('Notification' in window) alarm.set({ notice: Notification.permission })
  if (!('AudioContext' in window)) return () => {}
  // it stands ready for weeks: what it plays may begin a little later, and it wakes the processor less often
  context ??= new AudioContext({ latencyHint: 'playback' })
  context.onstatechange = look
  look()
  // not as soon as a press begins: what is said of the sound goes away with it, and what is pressed would move from under the hand
  const signs = ['pointerup', 'keydown'] as const
  for (const sign of signs) addEventListener(sign, allowSound, { passive: true })
  return () => {
    for (const sign of signs) removeEventListener(sign, allowSound)
  }
}

/** Turns sound on, from within a press. */
export function allowSound(): void {
  if (context?.state === 'suspended') void context.resume().then(look, look)
}

/** Asks for the permission to tell of alerts while the tab is hidden; only ever from a button. */
export async function askForNotices(): Promise<void> {
  alarm.set({ notice: await Notification.requestPermission() })
}

/** Sounds a colour, at a share (per cent) of how loud it is; nothing while the browser holds sound back. */
export function ring(colour: Colour, volume: number): void {
  if (context?.state !== 'running' || volume === 0) return
  const out = context.createGain()
  out.gain.value = (LOUDNESS[colour] * volume) / 100
  out.connect(context.destination)
  for (const [hertz, from, to] of TONES[colour]) {
    const [begin, end] = [context.currentTime + from, context.currentTime + to]
    const tone = context.createOscillator()
    const shape = context.createGain()
    tone.frequency.value = hertz
    // without a slope at both ends a tone clicks
    shape.gain.setValueAtTime(0, begin)
    shape.gain.linearRampToValueAtTime(1, begin + 0.02)
    shape.gain.setValueAtTime(1, end - 0.04)
    shape.gain.linearRampToValueAtTime(0, end)
    tone.connect(shape).connect(out)
    tone.start(begin)
    tone.stop(end)
  }
}

/**
 * Tells of an alert outside the page, while its tab is hidden and that is permitted; the same `tag` once, however many tabs there are. By the worker where
 * there is one, since phones have no other way.
 */
export async function notify(tag: string, title: string, body: string, url: string): Promise<void> {
  if (!document.hidden || alarm.get().notice !== 'granted') return
  const worker = 'serviceWorker' in navigator ? await navigator.serviceWorker.getRegistration('/') : undefined
  if (worker?.active) return worker.showNotification(title, { body, tag, icon: '/icon.svg', data: { url } })
  const notice = new Notification(title, { body, tag })
  notice.onclick = () => {
    window.focus()
    notice.close()
    location.assign(url)
  }
}
