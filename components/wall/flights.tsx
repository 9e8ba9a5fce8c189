'use client'
import { useEffect, useRef } from 'react'
import type { Stage } from '@/components/map/stage'
import { chipLook } from '@/components/ui/class-chip'
import type { Landing } from '@/lib/client/world'
import { EVENT_CLASSES } from '@/lib/domain/category'

/** More than this at a time would be a swarm, and the feed shows them anyway. */
const MAX_FLIGHTS = 4
const MS = 700

/** Marks that fly from where an event happened to its line in the feed. Nothing flies where motion is unwelcome or drawn in software. */
export function Flights({ stage, landings }: { stage: Stage | null; landings: readonly Landing[] }) {
  const sky = useRef<HTMLDivElement>(null)
  const shown = useRef(0)
  useEffect(() => {
    const fresh = landings.filter((l) => l.key > shown.current)
    shown.current = landings.reduce((most, l) => Math.max(most, l.key), shown.current)
    if (!stage || stage.calm || document.hidden || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    // the line is there once the feed has been drawn
    const frame = requestAnimationFrame(() => {
      for (const landing of fresh.slice(-MAX_FLIGHTS)) fly(sky.current, stage, landing)
    })
    return () => cancelAnimationFrame(frame)
  }, [stage, landings])
  return <div ref={sky} aria-hidden className="pointer-events-none absolute inset-0 z-10 overflow-hidden" />
}

function fly(sky: HTMLElement | null, stage: Stage, { number, classCode, at }: Landing): void {
  const chip = document.querySelector(`[data-testid=feed-row][data-number="${number}"] [data-chip]`)
  if (!sky || !chip || sky.childElementCount >= MAX_FLIGHTS) return
  const here = stage.project(at)
  const frame = stage.container.getBoundingClientRect()
  const from = { x: frame.left + here.x, y: frame.top + here.y }
  const there = chip.getBoundingClientRect()
  const to = { x: there.left + there.width / 2, y: there.top + there.height / 2 }
  const mark = document.createElement('i')
  mark.className = `absolute top-0 left-0 not-italic shadow-[0_0_calc(18*var(--u))_color-mix(in_srgb,var(--chip)_60%,transparent)] ${chipLook(classCode)}`
  mark.dataset.testid = 'flight'
  mark.textContent = EVENT_CLASSES.find((c) => c.code === classCode)?.glyph ?? ''
  sky.appendChild(mark)
  const place = ({ x, y }: { x: number; y: number }) => `translate(${x}px, ${y}px) translate(-50%, -50%)`
  // over the straight way by a little, so that it is seen to rise from the ground
  const over = { x: (from.x + to.x) / 2, y: Math.min(from.y, to.y) - frame.height * 0.04 }
  const flight = mark.animate(
    [
      { transform: `${place(from)} scale(0.5)`, opacity: 0 },
      { transform: `${place(over)} scale(1.25)`, opacity: 1, offset: 0.5 },
      { transform: `${place(to)} scale(1)`, opacity: 1 },
    ],
    { duration: MS, easing: 'cubic-bezier(0.3, 0, 0.2, 1)', fill: 'both' },
  )
  const land = () => mark.remove()
  flight.finished.then(land, land)
}
