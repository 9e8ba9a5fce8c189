'use client'
import { type ComponentType, lazy, Suspense } from 'react'

let loading: Promise<{ default: ComponentType }> | undefined
const load = () => {
  loading ??= import('@/components/page/broken').then(({ Broken }) => ({ default: Broken }))
  return loading
}
const LazyBroken = lazy(load)
// when the page has come, and before anything is broken: what cannot be loaded any more may be just this
const begin = () =>
  load().catch(() => {
    loading = undefined
  })
if (typeof window !== 'undefined') {
  if (document.readyState === 'complete') void begin()
  else addEventListener('load', begin)
}

/** What takes the place of a page that could not be drawn. */
const Fault = () => (
  <Suspense>
    <LazyBroken />
  </Suspense>
)
export default Fault
