import { wallTexts } from '@/lib/client/messages/wall'

/** What must stand on every screen: that the data are a demonstration's, and the map's review number or that it has none. */
export function Footnotes({ demo, reviewNumber }: { demo: boolean; reviewNumber: string | null }) {
  return (
    <div className="flex flex-wrap items-center justify-end gap-x-14 gap-y-4 text-1 whitespace-nowrap text-ink-3">
      {demo && (
        <span className="rounded-chip border border-line-strong px-10 text-ink-2" data-testid="demo">
          {wallTexts.demo}
        </span>
      )}
      <span data-testid="review-number">{reviewNumber ? wallTexts.reviewNumber(reviewNumber) : wallTexts.noReviewNumber}</span>
    </div>
  )
}
