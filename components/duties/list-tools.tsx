import { SavedViews } from '@/components/list/saved-views'
import { SearchBox } from '@/components/list/search-box'
import { useSearchKey } from '@/components/list/use-keys'
import { goToAddress, withParts } from '@/lib/client/address'
import { dutyTexts } from '@/lib/client/messages/duties'
import { useAddress } from '@/lib/client/use-address'

const { list: texts } = dutyTexts
/** The parts of an address that a view is: neither of which period, so that it holds in the next one, nor which item is open. */
const KEPT = ['duty', 'within', 'list', 'q', 'order'] as const
const viewOf = (search: string): string => {
  const query = new URLSearchParams(search)
  return withParts('', Object.fromEntries(KEPT.map((name) => [name, query.get(name)])))
}

type Props = {
  q: string
  isPerson: boolean
  /** what the list asks for, so that of each the count is said once */
  asked: string
  total: number | null
  onSearch(q: string): void
}

/** What the list of items is searched by, and its saved views. */
export function ListTools({ q, isPerson, asked, total, onSearch }: Props) {
  const input = useSearchKey()
  const search = useAddress() ?? ''
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-8 border-b border-line px-12 py-8 [&_form]:min-w-176 [&_form]:flex-1">
      <SearchBox
        value={q}
        label={texts.search}
        hint={texts.searchHint}
        count={total === null || q === '' ? null : texts.found(total)}
        asked={asked}
        input={input}
        onSearch={onSearch}
      />
      <SavedViews
        list="duties"
        isPerson={isPerson}
        shipped={[]}
        current={viewOf(search)}
        plain={viewOf}
        onGo={(query) => goToAddress(withParts(viewOf(query), { period: new URLSearchParams(search).get('period') }))}
      />
    </div>
  )
}
