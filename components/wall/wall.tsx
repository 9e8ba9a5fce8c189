'use client'
import { lazy, Suspense, useEffect, useState } from 'react'
import { ground } from '@/components/ui/ground'
import { Logo } from '@/components/ui/logo'
import { Reload } from '@/components/ui/reload'
import type { WallConfig } from '@/lib/client/config'
import { wallTexts } from '@/lib/client/messages/wall'
import { openWorld, type World } from '@/lib/client/world'

/** In a hand, or so small that the wall's letters could not be read; a tile is as small as it likes. */
const isForHand = () => innerWidth < 1200 && !location.search.includes('tile=')
// The page stands before its panels have come; they are asked for while the world is opened, not after.
const load = () => (isForHand() ? import('./hand-board') : import('./board'))
const Board = lazy(() =>
  load().then(
    ({ Board }) => ({ default: Board }),
    () => ({ default: Failed }),
  ),
)

/** The wall: opens the page's world once and shows it, as it hangs on a wall or as it lies in a hand. */
export function Wall({ config }: { config: WallConfig }) {
  const [world, setWorld] = useState<World | null>(null)
  useEffect(() => {
    load().catch(() => {}) // the one below says so
    const opened = openWorld(config.within ?? undefined, config.build)
    setWorld(opened)
    return () => opened.stop()
  }, [config.within, config.build])
  if (!world) return <Waiting />
  return (
    <Suspense fallback={<Waiting />}>
      <Board world={world} config={config} />
    </Suspense>
  )
}

/** A wall has nobody to load it again. */
function Failed() {
  return (
    <>
      <Waiting />
      <Reload afterMs={3_000} />
    </>
  )
}

function Waiting() {
  return (
    <main className={ground} data-wall data-ready="false" data-truth="connecting">
      <div className="flex h-104 items-center gap-20 px-24 text-ink-1">
        <Logo className="size-48" />
        <h1 className="text-4 font-semibold">{wallTexts.title}</h1>
      </div>
    </main>
  )
}
