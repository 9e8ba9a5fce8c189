import { pageTexts } from '@/lib/client/messages/page'
import { wallTexts } from '@/lib/client/messages/wall'
import type { Frame } from './frame'
import { KeyCaps } from './key-caps'
import type { Key } from './keys-dialog'

/** What must stand on every page, that the data are a demonstration's and the review number of the map or that it has none; and the keys. */
export function Foot({ frame, keys, onAllKeys }: { frame: Frame; keys: readonly Key[]; onAllKeys(): void }) {
  const { demo, reviewNumber } = frame
  return (
    <footer className="bottom-0 z-10 w-full shrink-0 print:break-inside-avoid bg-bg text-13 text-ink-3 sm:sticky print:static!">
      <div className="mx-auto flex min-h-32 w-full max-w-2160 flex-wrap items-center gap-x-12 gap-y-4 px-16 pb-6 max-sm:px-12">
        {demo && (
          <span className="rounded-6 border border-line-strong px-8 py-1 text-ink-2" data-testid="demo">
            {wallTexts.demo}
          </span>
        )}
        <span>{reviewNumber ? wallTexts.reviewNumber(reviewNumber) : wallTexts.noReviewNumber}</span>
        <span className="ml-auto flex items-center gap-16 max-lg:hidden print:hidden">
          {keys
            .filter(({ rare }) => !rare)
            .map(({ caps, text }) => (
              <span key={text} className="flex items-center gap-6">
                <KeyCaps caps={caps} />
                {text}
              </span>
            ))}
          <button type="button" className="flex items-center gap-6 hover:text-ink-1" onClick={onAllKeys} data-testid="all-keys">
            <KeyCaps caps={['?']} />
            {pageTexts.keys.all}
          </button>
        </span>
      </div>
    </footer>
  )
}
