import { wallTexts } from '@/lib/client/messages/wall'

/** What must stand on every screen: that the data are a demonstration's, and the review number of the map or that it has none. */
export function Foot({ demo, reviewNumber, map }: { demo: boolean; reviewNumber: string | null; map: boolean }) {
  return (
    <footer className="foot muted">
      {demo && (
        <span className="tag" data-testid="demo">
          {wallTexts.demo}
        </span>
      )}
      {map && <span>{reviewNumber ? wallTexts.reviewNumber(reviewNumber) : wallTexts.noReviewNumber}</span>}
    </footer>
  )
}
