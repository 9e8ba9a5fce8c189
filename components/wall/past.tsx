import dynamic from 'next/dynamic'
import { Reload } from '@/components/ui/reload'

const load = () => import('./looking-back')

/** The past on a wall; it comes when it is asked for. */
export const Past = dynamic(
  () =>
    load().then(
      (m) => m.default,
      () => Failed,
    ),
  { ssr: false },
)

/** Has it come before its time. */
export const loadPast = (): void => {
  load().catch(() => {}) // the one above says so
}

/** A wall has nobody to load it again. */
const Failed = () => <Reload afterMs={3_000} />
