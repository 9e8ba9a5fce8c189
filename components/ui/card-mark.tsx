/** A card of 督办: filled for 红牌, outlined for 黄牌; never in red or yellow, which are the colours of warnings. */
export function CardMark({ card }: { card: 'yellow' | 'red' }) {
  const filled = card === 'red'
  return (
    <svg
      viewBox="0 0 16 18"
      className="h-18 w-16 shrink-0"
      aria-hidden
      fill={filled ? 'var(--ink-1)' : 'none'}
      stroke="var(--ink-1)"
      strokeWidth="1.6"
    >
      <rect x="1.5" y="1" width="13" height="16" rx="2.5" />
      <path d="M8 4.5v5.5M8 12v2" stroke={filled ? 'var(--panel)' : 'var(--ink-1)'} strokeWidth="2" />
    </svg>
  )
}
