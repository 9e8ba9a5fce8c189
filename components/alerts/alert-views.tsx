import { AddressViews } from '@/components/list/address-views'
import { selectLook } from '@/components/places/select-look'
import { sayInAddress } from '@/lib/client/address'
import { GridNames } from '@/lib/client/grid-names'
import { listTexts } from '@/lib/client/messages/list'
import type { Viewer } from '@/lib/domain/access'

const KEPT = ['state', 'within']

/** The part of one's area whose alerts are listed, and views of the list. */
export function AlertViews({ viewer, names, within }: { viewer: Viewer; names: Readonly<Record<string, string>>; within: string | null }) {
  const places = new GridNames(Object.entries(names).map(([code, name]) => ({ code, name }))).around(within)
  return (
    <>
      <AddressViews list="alerts" isPerson={viewer.userId !== undefined} kept={KEPT} />
      {places.length > 1 && (
        <select
          aria-label={listTexts.scope}
          data-testid="scope"
          className={selectLook}
          value={within ?? ''}
          onChange={({ target }) => sayInAddress({ within: target.value, alert: null })}
        >
          <option value="">{listTexts.whole}</option>
          {places.map(({ code, name, depth }) => (
            <option key={code} value={code}>{`${'\u2003'.repeat(depth)}${name}`}</option>
          ))}
        </select>
      )}
    </>
  )
}
