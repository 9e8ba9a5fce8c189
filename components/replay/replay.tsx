'use client'
import dynamic from 'next/dynamic'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { ground } from '@/components/ui/ground'
import { Logo } from '@/components/ui/logo'
import { Reload } from '@/components/ui/reload'
import type { WallConfig } from '@/lib/client/config'
import { replayTexts } from '@/lib/client/messages/replay'
import { openPast, type PastWorld } from '@/lib/client/past-world'

const ReplayBoard = dynamic(
  () =>
    import('./replay-board').then(
      (m) => m.ReplayBoard,
      () => Failed,
    ),
  { ssr: false, loading: Waiting },
)

const Narrow = dynamic(() => import('./narrow').then((m) => m.Narrow), { ssr: false, loading: Waiting })

/** Less than this, and the letters of the past could not be read. */
const hasRoom = () => innerWidth >= 960 && innerHeight >= 480
function onResize(hear: () => void): () => void {
  addEventListener('resize', hear)
  return () => removeEventListener('resize', hear)
}

/** 态势回放: a moment of the past on the map, with what was known of it. */
export function Replay({ config, at, known }: { config: WallConfig; at: number | null; known: 'then' | 'now' }) {
  const [past, setPast] = useState<PastWorld | null>(null)
  const roomy = useSyncExternalStore(onResize, hasRoom, () => null)
  useEffect(() => {
    if (!roomy) return
    const opened = openPast(config, at, known)
    setPast(opened)
    return () => {
      setPast(null)
      opened.stop()
    }
  }, [config, at, known, roomy])
  if (roomy === false) return <Narrow />
  return past ? <ReplayBoard past={past} config={config} /> : <Waiting />
}

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
    <main className={ground} data-wall data-replay data-ready="false">
      <div className="flex h-104 items-center gap-20 px-24 text-ink-1">
        <Logo className="size-48" />
        <h1 className="text-4 font-semibold">{replayTexts.opening}</h1>
      </div>
    </main>
  )
}
