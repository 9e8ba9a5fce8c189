import { goToAddress, withParts } from '@/lib/client/address'
import { useAddress } from '@/lib/client/use-address'
import type { ExportList } from '@/lib/domain/export'
import { SavedViews } from './saved-views'

/** The saved views of a list that its address says wholly. `kept`: the parts of the address that a view is; the others stay as they are. */
export function AddressViews({ list, isPerson, kept }: { list: ExportList; isPerson: boolean; kept: readonly string[] }) {
  const viewOf = (search: string): string => {
    const query = new URLSearchParams(search)
    return withParts('', partsOf(query))
  }
  const partsOf = (query: URLSearchParams) => Object.fromEntries(kept.map((name) => [name, query.get(name)]))
  return (
    <SavedViews
      list={list}
      isPerson={isPerson}
      shipped={[]}
      current={viewOf(useAddress() ?? '')}
      plain={viewOf}
      onGo={(query) => goToAddress(withParts(location.search, partsOf(new URLSearchParams(query))))}
    />
  )
}
