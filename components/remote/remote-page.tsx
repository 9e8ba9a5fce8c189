'use client'
import dynamic from 'next/dynamic'
import { useCallback, useEffect, useState } from 'react'
import { ScreensPart } from '@/components/admin/screens-part'
import type { Frame } from '@/components/page/frame'
import { Shell } from '@/components/page/shell'
import { http } from '@/lib/client/http'
import { screenTexts as texts } from '@/lib/client/messages/screen'
import { screenRoutes } from '@/lib/domain/routes/screens'
import type { Remote, Steer } from '@/lib/domain/screen'
import { CodeForm } from './code-form'
import type { Names } from './remote-controls'

const RemoteControls = dynamic(() => import('./remote-controls').then((m) => m.RemoteControls), { ssr: false })

/** How often it is looked how the wall stands. */
const POLL_MS = 1_500
/** Of the tab: a page that is loaded again goes on steering. */
const SCREEN = 'gridsight.remote'

/** 大屏遥控: a phone that steers a wall whose code somebody has typed. */
export function RemotePage({ frame, names, classes }: { frame: Frame } & Names) {
  const [remote, setRemote] = useState<Remote | null>(null)
  const [state, setState] = useState<'fine' | 'ended' | 'lost'>('fine')
  const id = remote?.id
  const leave = useCallback((why: 'fine' | 'ended') => {
    sessionStorage.removeItem(SCREEN)
    setRemote(null)
    setState(why)
  }, [])
  const take = useCallback((told: Remote) => {
    sessionStorage.setItem(SCREEN, told.id)
    // what was asked before the last hand is older than its answer
    setRemote((known) => (known && known.id === told.id && known.at > told.at ? known : told))
    setState('fine')
  }, [])
  const look = useCallback(
    async (screen: string) => {
      const answer = await http(screenRoutes.remote, { params: { id: screen } })
      if (answer.ok) take(answer.body)
      else if (answer.code === 'forbidden' || answer.code === 'not_found') leave('ended')
      else setState('lost')
    },
    [take, leave],
  )
  useEffect(() => {
    const known = sessionStorage.getItem(SCREEN)
    if (known !== null) void look(known)
  }, [look])
  useEffect(() => {
    if (id === undefined) return
    const timer = setInterval(() => {
      if (!document.hidden) void look(id)
    }, POLL_MS)
    return () => clearInterval(timer)
  }, [id, look])

  const steer = async (action: Steer) => {
    if (!remote) return
    const answer = await http(screenRoutes.steer, { params: { id: remote.id }, body: action })
    if (answer.ok) take(answer.body)
    else if (answer.code === 'forbidden' || answer.code === 'not_found') leave('ended')
    else setState('lost')
  }
  const disconnect = async () => {
    if (remote) await http(screenRoutes.disconnect, { params: { id: remote.id } })
    leave('fine')
  }
  return (
    <Shell frame={frame} page="remote" title={texts.title}>
      <div className="mx-auto flex w-full max-w-480 flex-col gap-12">
        {remote ? (
          <RemoteControls
            remote={remote}
            lost={state === 'lost'}
            me={frame.viewer.name}
            names={names}
            classes={classes}
            steer={(action) => void steer(action)}
            disconnect={() => void disconnect()}
          />
        ) : (
          <CodeForm ended={state === 'ended'} onConnected={take} />
        )}
        {frame.viewer.role === 'supervisor' && (
          <details className="[&_summary]:min-h-48 [&_summary]:text-15">
            <summary>{texts.programme}</summary>
            <ScreensPart />
          </details>
        )}
      </div>
    </Shell>
  )
}
