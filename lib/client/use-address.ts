import { useCallback, useSyncExternalStore } from 'react'
import { onAddress, sayInAddress } from './address'

/** What stands behind the ? of the address; null on the server, and until a page that came from there stands. */
export const useAddress = (): string | null =>
  useSyncExternalStore(
    onAddress,
    () => location.search,
    () => null,
  )

/** One part of the address, and how to say another. */
export function useAddressPart(name: string): readonly [value: string | null, say: (value: string | null) => void] {
  const search = useAddress()
  const say = useCallback((value: string | null) => sayInAddress({ [name]: value }), [name])
  return [search === null ? null : new URLSearchParams(search).get(name), say]
}
