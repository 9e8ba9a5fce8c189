import type { Truth } from '@/lib/client/truth'

const colours = {
  connecting: 'text-ink-3',
  live: 'text-live',
  catching: 'text-catching',
  stale: 'text-stale',
  offline: 'text-offline',
} as const satisfies Record<Truth['state'], string>

/** How true the picture is, as a shape; the colour only repeats it. */
export function TruthMark({ state, className }: { state: Truth['state']; className: string }) {
  return (
    <svg viewBox="0 0 24 24" className={`shrink-0 ${className} ${colours[state]}`} aria-hidden fill="none" stroke="currentColor" strokeWidth="2.5">
      {state === 'live' && (
        <>
          <circle cx="12" cy="12" r="11" fill="currentColor" stroke="none" opacity="0.22" />
          <circle cx="12" cy="12" r="6.5" fill="currentColor" stroke="none" />
        </>
      )}
      {state === 'connecting' && <circle cx="12" cy="12" r="7" />}
      {state === 'catching' && <path d="M12 3v11m0 0-5-5m5 5 5-5M5 20h14" />}
      {state === 'stale' && (
        <>
          <circle cx="12" cy="12" r="8" />
          <path d="M12 4a8 8 0 0 0 0 16z" fill="currentColor" stroke="none" />
        </>
      )}
      {state === 'offline' && <path d="M5 5l14 14M19 5 5 19" strokeWidth="3" />}
    </svg>
  )
}
