'use client'
import { lazy, Suspense } from 'react'

const load = () => import('@/components/page/broken')
const LazyBroken = lazy(() => load().then(({ Broken }) => ({ default: Broken })))
// when the page has come, and before anything is broken: what cannot be loaded later may be just this
if (typeof window !== 'undefined') addEventListener('load', () => load().catch(() => {}))

/** What takes the place of a page that could not be drawn. */
const Fault = () => (
  <Suspense>
    <LazyBroken />
  </Suspense>
)
export default Fault
