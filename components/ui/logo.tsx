/** A body of cells seen from the south, one of them lit. */
export function Logo({ className = '' }: { className?: string }) {
  return (
    <svg viewBox="0 0 48 48" className={className} aria-hidden fill="none" stroke="currentColor" strokeWidth="2.4" strokeLinejoin="round">
      <path d="M20 5 43 9.5 45 33 22 43 4 35.5 3 14z" />
      <path d="M23 24.5 22 43M3 14l20 10.5L45 21M20 5l3 19.5" />
      <path d="M21.2 13.6 32 11.4 33 22.8 23 24.5z" fill="currentColor" />
    </svg>
  )
}
