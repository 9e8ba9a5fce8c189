type Pulse = { element: HTMLElement; at: [number, number] }

/** At most this many rings at a time: more would be noise, and the field shows them anyway. */
const MAX_PULSES = 40

/** It grows and goes; where motion is unwelcome, or drawn in software, the same news stands, and goes. */
const RING =
  'before:absolute before:-top-60 before:-left-60 before:size-120 before:animate-[ring_var(--m-pulse)_var(--ease-out)_both] before:rounded-full before:border-[length:calc(2.5*var(--u))] before:border-(--ring) motion-reduce:before:scale-35 motion-reduce:before:animate-[stand_1.6s_steps(1)_both] in-data-[calm=true]:before:scale-35 in-data-[calm=true]:before:animate-[stand_1.6s_steps(1)_both]'
const SPARK =
  'after:absolute after:-top-5 after:-left-5 after:size-10 after:animate-[spark_var(--m-pulse)_linear_both] after:rounded-full after:bg-(--ring) after:shadow-[0_0_calc(14*var(--u))_var(--ring)] motion-reduce:after:animate-[stand_1.6s_steps(1)_both] in-data-[calm=true]:after:animate-[stand_1.6s_steps(1)_both]'

/**
 * Rings where events land. They are elements moved by the compositor and not layers of the map, because a ring of 1.6 s drawn by the map
 * would redraw all of it sixty times a second, for ever, in a busy county.
 */
export class Pulses {
  readonly #root: HTMLElement
  readonly #all = new Set<Pulse>()

  constructor(
    container: HTMLElement,
    private readonly project: (at: [number, number]) => { x: number; y: number },
  ) {
    this.#root = document.createElement('div')
    this.#root.className = 'pointer-events-none absolute inset-0 z-2 overflow-hidden'
    container.appendChild(this.#root)
  }

  add(at: [number, number], urgent: boolean, pitch: number): void {
    if (this.#all.size >= MAX_PULSES || document.hidden) return
    const element = document.createElement('i')
    element.className = `absolute top-0 left-0 ${RING} ${SPARK} [--ring:var(--ink-1)] ${urgent ? 'before:outline-[length:calc(2.5*var(--u))] before:outline-offset-4 before:outline-(--ring)' : ''}`
    element.dataset.testid = 'pulse'
    const pulse = { element, at }
    element.addEventListener('animationend', () => this.#drop(pulse))
    this.#all.add(pulse)
    this.#move(pulse, pitch)
    this.#root.appendChild(element)
  }

  /** Follows the camera. */
  place(pitch: number): void {
    for (const pulse of this.#all) this.#move(pulse, pitch)
  }

  clear(): void {
    for (const pulse of this.#all) this.#drop(pulse)
    this.#root.remove()
  }

  #move({ element, at }: Pulse, pitch: number): void {
    const { x, y } = this.project(at)
    // a ring on the ground is an ellipse on the screen
    element.style.transform = `translate(${x}px, ${y}px) scaleY(${Math.cos((pitch * Math.PI) / 180)})`
  }

  #drop(pulse: Pulse): void {
    this.#all.delete(pulse)
    pulse.element.remove()
  }
}
