import { AddressViews } from '@/components/list/address-views'
import { ScopeSelect } from '@/components/list/scope-select'
import { sayInAddress } from '@/lib/client/address'
import { GridNames } from '@/lib/client/grid-names'
import type { Viewer } from '@/lib/domain/access'

const KEPT = ['state', 'within']

/** The part of one's area whose alerts are listed, and views of the list. */
export function AlertViews({ viewer, names, within }: { viewer: Viewer; names: Readonly<Record<string, string>>; within: string | null }) {
  const places = new GridNames(Object.entries(names).map(([code, name]) => ({ code, name }))).around(within)
  return (
    <>
      <AddressViews list="alerts" isPerson={viewer.userId !== undefined} kept={KEPT} />
      <ScopeSelect places={places} within={within} className="max-sm:order-last" onChoose={(code) => sayInAddress({ within: code, alert: null })} />
    </>
  )
}
