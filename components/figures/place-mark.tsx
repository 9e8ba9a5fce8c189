import { figureTexts } from '@/lib/client/messages/figures'

/** Up to so many places are drawn as a row of rings; of more only the number is. */
const RINGS = 5

/** A place in an order of areas: the ring of the place is full and holds it. */
export function PlaceMark({ place, of }: { place: number; of: number }) {
  const words = figureTexts.compared.place(place, of)
  return (
    <span className="inline-flex items-center gap-4" role="img" aria-label={words} title={words}>
      {Array.from({ length: of > RINGS ? 1 : of }, (_, i) => i + 1).map((at) =>
        of > RINGS || at === place ? (
          <span key={at} className="grid h-20 min-w-20 place-items-center rounded-full bg-ink-1 px-4 text-13 font-semibold text-bg">
            {place}
          </span>
        ) : (
          <span key={at} className="size-9 rounded-full border border-line-strong" />
        ),
      )}
    </span>
  )
}
