'use client'
import { useEffect, useState } from 'react'
import { Shell } from '@/components/page/shell'
import { Waiting } from '@/components/page/states'
import { followAlerts } from '@/lib/client/alerts'
import { aboutTexts } from '@/lib/client/messages/about'
import { openWorld, type World } from '@/lib/client/world'
import type { DeskProps } from './desk-props'
import { Workspace } from './workspace'

/** The desk of a street or community: opens the page's world once and shows it. */
export function Desk(props: DeskProps) {
  const { frame, build } = props
  const { theme, scope } = frame
  const [world, setWorld] = useState<World | null>(null)
  useEffect(() => {
    const opened = openWorld(undefined, build, { theme })
    followAlerts(opened)
    setWorld(opened)
    return () => opened.stop()
  }, [build, theme])
  if (world) return <Workspace {...props} world={world} />
  return (
    <Shell frame={frame} page="desk" about={aboutTexts.desk(scope)} alerts={null} fills ready={false}>
      <Waiting />
    </Shell>
  )
}
