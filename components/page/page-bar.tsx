import type { ReactNode } from 'react'
import { pageTexts } from '@/lib/client/messages/page'
import type { Frame } from './frame'
import { groupsFor, hrefOf, type PageId } from './groups'

type PageBarProps = { frame: Frame; page: PageId | null; title?: string | undefined; about?: string | null | undefined; tools?: ReactNode }

/** Below the header: what the page is, its siblings, one line of what it is about, and at the right what narrows and does. */
export function PageBar({ frame, page, title, about, tools }: PageBarProps) {
  const group = page === null ? undefined : groupsFor(frame.viewer, frame).find(({ pages, inside }) => [...pages, ...inside].includes(page))
  const siblings = group?.pages.filter((of) => of !== page) ?? []
  const name = title ?? (page === null ? null : pageTexts.pages[page])
  if (name === null) return <div className="h-16 shrink-0" data-testid="page-bar" />
  return (
    <div
      className="z-10 mx-auto flex min-h-48 w-full max-w-2160 shrink-0 flex-wrap items-center gap-x-12 gap-y-6 bg-bg px-16 py-7 max-sm:px-12 sm:sticky sm:top-52 print:static! print:px-0!"
      data-testid="page-bar"
    >
      <h1 className="text-18 font-semibold whitespace-nowrap text-ink-1">{name}</h1>
      {siblings.length > 0 && (
        <nav aria-label={pageTexts.siblings} className="flex gap-12 print:hidden">
          {siblings.map((of) => (
            <a
              key={of}
              href={hrefOf(of)}
              className="flex items-center text-15 whitespace-nowrap text-ink-2 underline decoration-line-strong underline-offset-6 hover:text-ink-1 data-[page=replay]:max-sm:hidden max-sm:min-h-44"
              data-page={of}
            >
              {pageTexts.pages[of]}
            </a>
          ))}
        </nav>
      )}
      {about && <p className="border-l border-line-strong pl-12 text-13 text-ink-3 max-lg:hidden">{about}</p>}
      {tools && (
        <div className="ml-auto flex max-w-full flex-wrap items-center justify-end gap-8 max-sm:ml-0 max-sm:justify-start print:hidden">{tools}</div>
      )}
    </div>
  )
}
