'use client'
import { useEffect, useState } from 'react'
import type { WallConfig } from '@/lib/client/config'
import { wallTexts } from '@/lib/client/messages/wall'
import { openWorld, type World } from '@/lib/client/world'
import { Board } from './board'
import { Logo } from './ui/logo'

/** The wall: opens the page's world once and shows it. */
export function Wall({ config }: { config: WallConfig }) {
  const [world, setWorld] = useState<World | null>(null)
  useEffect(() => {
    const opened = openWorld(config.within ?? undefined, config.build)
    setWorld(opened)
    return () => opened.stop()
  }, [config.within, config.build])
  if (world) return <Board world={world} config={config} />
  return (
    <main data-wall data-ready="false" data-truth="connecting">
      <div className="flex h-104 items-center gap-20 px-24 text-ink-1">
        <Logo className="size-48" />
        <h1 className="text-4 font-semibold">{wallTexts.title}</h1>
      </div>
    </main>
  )
}
