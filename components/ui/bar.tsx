/** A part of a whole, 0…1, as a bar that grows in place; null: the track alone. */
export function Bar({ share, look = 'bg-data', className }: { share: number | null; look?: string; className: string }) {
  return (
    <span aria-hidden className={`block overflow-hidden rounded-full bg-track ${className}`}>
      {share !== null && (
        <span
          className={`block h-full origin-left rounded-full transition-transform duration-(--m-roll) ease-out ${look}`}
          style={{ transform: `scaleX(${share})` }}
        />
      )}
    </span>
  )
}
