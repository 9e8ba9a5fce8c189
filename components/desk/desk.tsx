'use client'
import { useEffect, useState } from 'react'
import { StayActive } from '@/components/page/stay-active'
import { deskTexts } from '@/lib/client/messages/desk'
import { openWorld, type World } from '@/lib/client/world'
import type { DeskProps } from './desk-props'
import { Header } from './header'
import { useTheme } from './use-theme'
import { Workspace } from './workspace'

/** The desk of a street or community: opens the page's world once and shows it. */
export function Desk(props: DeskProps) {
  const { viewer, scope, theme, build } = props
  useTheme(theme)
  const [world, setWorld] = useState<World | null>(null)
  useEffect(() => {
    const opened = openWorld(undefined, build)
    setWorld(opened)
    return () => opened.stop()
  }, [build])
  return (
    <main data-work data-theme={theme} className="desk" data-ready={world !== null}>
      {viewer.userId !== undefined && <StayActive />}
      {world ? (
        <Workspace {...props} world={world} />
      ) : (
        <>
          <Header viewer={viewer} scope={scope} page="desk" />
          <p className="panel-empty">{deskTexts.lists.loading}</p>
        </>
      )}
    </main>
  )
}
