import { pageTexts } from '@/lib/client/messages/page'
import type { Frame } from './frame'
import { hrefOf, type PageId, phoneBar } from './groups'

/** Strokes on 24 units. */
const ICONS: Partial<Record<PageId, string>> = {
  desk: 'M3 6l6-2 6 2 6-2v14l-6 2-6-2-6 2zM9 4v14M15 6v14',
  alerts: 'M12 3 2.500 20h19zM12 10v5M12 16.800v1',
  tasks: 'M4 6h16M4 12h16M4 18h10',
  report: 'M12 4v16M4 12h16',
  people: 'M8 12a4 4 0 1 1 0-8 4 4 0 0 1 0 8zM2 20c0-4 3-6 6-6s6 2 6 6M16 5a3.5 3.5 0 1 1 0 7M17 14c3 .3 5 2.300 5 6',
  figures: 'M4 20V10M10 20V4M16 20v-8M21 20H3',
  audit: 'M5 5h14M5 12h14M5 19h9',
  settings: 'M4 7h10M18 7h2M4 17h2M10 17h10M14 4.500v5M7 14.500v5',
  account: 'M12 12a4 4 0 1 1 0-8 4 4 0 0 1 0 8zM4 21c0-4 4-6 8-6s8 2 8 6',
}

/** How many things wait on a page. */
export type PhoneCounts = Partial<Record<PageId, number>>

/** At the bottom of a phone: the two or three pages of one's role, and oneself. */
export function PhoneBar({ frame, page, counts = {} }: { frame: Frame; page: PageId | null; counts?: PhoneCounts | undefined }) {
  const pages = phoneBar(frame.viewer, frame)
  if (pages.length === 0) return null
  const nameOf = (of: PageId) => (of === 'desk' || of === 'account' || of === 'alerts' ? pageTexts.short[of] : pageTexts.pages[of])
  return (
    <nav
      aria-label={pageTexts.bar}
      className="fixed inset-x-0 bottom-0 z-20 flex h-(--bar) border-t border-line bg-panel pb-[env(safe-area-inset-bottom)] sm:hidden print:hidden"
      data-testid="phone-bar"
    >
      {pages.map((of) => (
        <a
          key={of}
          href={hrefOf(of)}
          aria-current={of === page ? 'page' : undefined}
          className="flex flex-1 flex-col items-center justify-center gap-2 border-t-3 border-transparent text-14 text-ink-3 aria-[current]:border-ink-1 aria-[current]:font-semibold aria-[current]:text-ink-1"
        >
          <svg
            viewBox="0 0 24 24"
            className="size-22"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
            strokeLinecap="round"
            strokeLinejoin="round"
            aria-hidden
          >
            <path d={ICONS[of]} />
          </svg>
          <span>
            {nameOf(of)}
            {(counts[of] ?? 0) > 0 && (
              <span className="ml-4 rounded-full bg-ink-1 px-6 text-13 font-semibold text-bg" data-testid={`count-${of}`}>
                {counts[of]}
              </span>
            )}
          </span>
        </a>
      ))}
    </nav>
  )
}
