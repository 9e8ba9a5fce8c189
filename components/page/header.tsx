import type { ReactNode } from 'react'
import { Logo } from '@/components/ui/logo'
import { SkipLink } from '@/components/ui/skip-link'
import { said } from '@/lib/client/language'
import { cardTexts } from '@/lib/client/messages/cards'
import { pageTexts } from '@/lib/client/messages/page'
import { searchTexts } from '@/lib/client/messages/search'
import type { Frame } from './frame'
import { groupsFor, hrefOf, landingOf, type PageId } from './groups'
import { KeyCaps } from './key-caps'
import { PersonMenu } from './person-menu'

export type HeaderProps = {
  frame: Frame
  page: PageId | null
  truth: ReactNode
  /** what calls whoever is on duty */
  alerts: ReactNode
  /** alerts that nobody has acknowledged; null: not known yet, and the place of their count is kept, so that no group moves from under a press */
  firing: number | null
  onSearch(): void
  /** cards that wait for the viewer, who watches them */
  cards: number
  /** what residents have sent and waits for the viewer, who takes it over */
  submissions: number
}

const COUNT = 'rounded-full bg-track px-7 text-13 font-semibold text-ink-1'

/** Above every page of work: the product, the groups that one may open, how true the picture is, and who one is. */
export function Header({ frame, page, truth, alerts, firing, cards, submissions, onSearch }: HeaderProps) {
  const { viewer } = frame
  return (
    <header
      className="sticky top-0 z-20 flex print:hidden h-52 shrink-0 items-center gap-28 max-wide:gap-16 border-b border-line bg-panel px-16 max-lg:gap-12 max-sm:px-12"
      data-testid="header"
    >
      <SkipLink to="content">{pageTexts.skip}</SkipLink>
      {(page === 'desk' || page === 'events') && <SkipLink to="event-list">{pageTexts.skipToList}</SkipLink>}
      <a href={hrefOf(landingOf(viewer))} className="flex items-center gap-10 text-ink-1" aria-label={pageTexts.product}>
        <Logo className="size-28" />
        <span className={`text-16 font-semibold whitespace-nowrap ${said({ zh: 'max-[72rem]:hidden', en: 'max-wide:hidden' })}`}>
          {pageTexts.product}
        </span>
      </a>
      <nav
        aria-label={pageTexts.groupsLabel}
        className="flex min-w-0 self-stretch overflow-x-auto overflow-y-hidden [scrollbar-width:none] max-sm:hidden"
        data-testid="groups"
      >
        {groupsFor(viewer, frame).map(({ id, href, pages, inside }) => (
          <a
            key={id}
            href={href}
            data-group={id}
            aria-current={page !== null && [...pages, ...inside].includes(page) ? 'page' : undefined}
            className="flex items-center gap-6 border-y-3 border-transparent px-14 text-15 whitespace-nowrap hover:text-ink-1 max-wide:px-10 aria-[current]:border-b-ink-1 aria-[current]:font-semibold aria-[current]:text-ink-1 max-lg:px-8"
          >
            {pageTexts.groups[id]}
            {id === 'warning' && firing === null && <span className={`${COUNT} invisible`}>0</span>}
            {id === 'warning' && firing !== null && firing > 0 && (
              <span className={COUNT} data-testid="firing">
                {firing}
              </span>
            )}
            {id === 'events' && submissions > 0 && (
              <span className={COUNT} title={pageTexts.pages.submissions} data-testid="submissions-waiting">
                {submissions}
              </span>
            )}
            {id === 'events' && cards > 0 && (
              <span className={COUNT} title={cardTexts.awaiting(cards)} data-testid="cards-awaiting">
                {cards}
              </span>
            )}
          </a>
        ))}
      </nav>
      {/* what grows stands before what does not: the right edge holds them */}
      <div className="ml-auto flex shrink-0 items-center gap-16 max-lg:gap-10 max-sm:min-w-0 max-sm:shrink">
        {alerts}
        {truth}
        {!frame.factorMissing && (
          <button
            type="button"
            aria-label={searchTexts.open}
            className="flex min-h-32 items-center gap-8 rounded-8 border border-line-strong px-10 text-ink-2 hover:text-ink-1 max-lg:min-h-44"
            onClick={onSearch}
            id="search-open"
            data-testid="search-open"
          >
            <svg viewBox="0 0 16 16" className="size-16" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" aria-hidden>
              <circle cx="7" cy="7" r="4.6" />
              <path d="M10.500 10.500 14 14" />
            </svg>
            <span className="max-[76rem]:hidden" aria-hidden>
              <KeyCaps caps={['/']} />
            </span>
          </button>
        )}
        <PersonMenu frame={frame} page={page} cards={cards} />
      </div>
    </header>
  )
}
