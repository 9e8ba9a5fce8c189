'use client'
import dynamic from 'next/dynamic'
import { type ReactNode, useCallback, useEffect, useState } from 'react'
import type { PublicFrame } from '@/components/resident/resident-page'
import { Callout } from '@/components/ui/callout'
import { http } from '@/lib/client/http'
import { lookWhileOpen } from '@/lib/client/look-while-open'
import { myTexts as texts } from '@/lib/client/messages/my'
import { isInvitationCode } from '@/lib/domain/invitation-code'
import type { My, MyPhone } from '@/lib/domain/my'
import { myRoutes } from '@/lib/domain/routes/my'
import { BindForm, PinForm } from './my-doors'
import { MyFrame } from './my-frame'
import { MyAll, MyHome } from './my-home'
import { type MyDraft, MyReportForm, newDraft } from './my-report-form'

// behind what one comes for: a phone that is not bound loads none of it
const MyPlacesCard = dynamic(() => import('./my-places').then((m) => m.MyPlacesCard), { ssr: false })
const MyRiderCard = dynamic(() => import('./my-rider').then((m) => m.MyRiderCard), { ssr: false })
const MyOrdersCard = dynamic(() => import('./my-orders').then((m) => m.MyOrdersCard), { ssr: false })
const MyHelpForm = dynamic(() => import('./my-orders').then((m) => m.MyHelpForm), { ssr: false })
const MyStationList = dynamic(() => import('./my-places').then((m) => m.MyStationList), { ssr: false })
const MyUnits = dynamic(() => import('./my-units').then((m) => m.MyUnits), { ssr: false })
const MyStationPage = dynamic(() => import('./my-station').then((m) => m.MyStationPage), { ssr: false })

/** Behind `#`: the page of one place. */
const STATION = /^station-([0-9a-f-]{36})$/

/** `off`: the county has not switched it on; `in`: somebody has signed in. */
type Door = 'off' | 'bind' | 'pin' | 'in'

/** What of the page is shown, behind `#`, so that a phone goes back by its own button; the digits of an invitation are none. */
function useView(): readonly [view: string, go: (view: string) => void] {
  const [view, setView] = useState('')
  useEffect(() => {
    const read = () => setView(location.hash.slice(1))
    read()
    addEventListener('hashchange', read)
    return () => removeEventListener('hashchange', read)
  }, [])
  const go = useCallback((next: string) => {
    location.hash = next
    scrollTo({ top: 0 })
  }, [])
  return [view, go]
}

/** A resident's own page, from the code of an invitation on to what became of what they reported. */
export function MyPage({ frame, door, phone }: { frame: PublicFrame; door: Door; phone: MyPhone | null }) {
  const [at, setAt] = useState<Door>(door)
  const [known, setKnown] = useState(phone)
  const [view, go] = useView()
  // what is being written outlives the session, which ends after half an hour, and a step back
  const [draft, setDraft] = useState(newDraft)
  const write = useCallback(
    (id: string, change: Partial<MyDraft> | null) => setDraft((old) => (old.id !== id ? old : change === null ? newDraft() : { ...old, ...change })),
    [],
  )
  // what has arrived is not written on; photos that are on their way go on
  useEffect(() => {
    if (view !== 'report') setDraft((old) => (old.isKept ? newDraft() : old))
  }, [view])
  const enter = useCallback(() => {
    // what brought one here leaves the address
    history.replaceState(null, '', location.pathname)
    dispatchEvent(new HashChangeEvent('hashchange'))
    setAt('in')
  }, [])
  // back to what was being written
  const enterAgain = () => (view === 'report' ? setAt('in') : enter())
  const leave = useCallback(() => setAt('pin'), [])
  const code = isInvitationCode(view) ? view : ''
  // scanned into a window that was told that there is nothing here yet
  useEffect(() => {
    if (at !== 'off') return
    const again = () => location.reload()
    addEventListener('hashchange', again)
    return () => removeEventListener('hashchange', again)
  }, [at])
  if (at === 'in' && code === '')
    return <Mine {...{ frame, view, go, draft, write }} onLeave={leave} onName={(name) => setKnown({ name, locked: false })} />
  const binds = at === 'bind' || (at !== 'off' && code !== '')
  return (
    <MyFrame frame={frame} title={!binds && known ? texts.hello(known.name) : texts.welcome} ready>
      {at === 'off' && <Callout role="status">{texts.off}</Callout>}
      {binds && (
        <BindForm
          code={code}
          onBound={() => {
            // it may be somebody else's phone now
            write(draft.id, null)
            enter()
          }}
        />
      )}
      {at === 'pin' && !binds && <PinForm locked={known?.locked === true} onIn={enterAgain} onCode={() => setAt('bind')} />}
    </MyFrame>
  )
}

/** What each reads for itself, shown together once all have been answered or refused: what came later would push the rest from under a finger. */
function MyCards({ rides, onGo, children }: { rides: boolean; onGo(view: string): void; children: ReactNode }) {
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set())
  const onRead = useCallback((card: string) => setAnswered((all) => (all.has(card) ? all : new Set([...all, card]))), [])
  const whole = answered.has('orders') && answered.has('places') && (!rides || answered.has('rider'))
  return (
    <div className={whole ? 'contents' : 'hidden'}>
      {rides && <MyRiderCard onGo={onGo} onRead={onRead} />}
      <MyOrdersCard onGo={onGo} onRead={onRead} />
      <MyPlacesCard onGo={onGo} onRead={onRead} />
      {children}
    </div>
  )
}

type MineProps = {
  frame: PublicFrame
  view: string
  go(view: string): void
  draft: MyDraft
  /** null: what was written is sent or given up */
  write(id: string, change: Partial<MyDraft> | null): void
  onLeave(): void
  onName(name: string): void
}

function Mine({ frame, view, go, draft, write, onLeave, onName }: MineProps) {
  const [mine, setMine] = useState<My | null>(null)
  const [lost, setLost] = useState(false)
  const [staying, setStaying] = useState<string | null>(null)
  const read = useCallback(async () => {
    const answer = await http(myRoutes.read)
    if (answer.ok) setMine(answer.body)
    else if (answer.code === 'unauthenticated') onLeave()
    // switched off meanwhile, or somebody else has signed in here
    else if (answer.code === 'forbidden') location.reload()
    setLost(!answer.ok)
  }, [onLeave])
  useEffect(() => lookWhileOpen(read), [read])
  const name = mine?.name
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the name is another one
  useEffect(() => {
    if (name !== undefined) onName(name)
  }, [name])
  const home = () => go('')
  const signOut = async () => {
    setStaying(null)
    const answer = await http(myRoutes.signOut, { body: {} })
    // the door alone locks nobody out
    if (answer.ok || answer.code === 'unauthenticated') {
      write(draft.id, null)
      onLeave()
    } else setStaying(texts.staying(answer.code === 'lost' ? texts.signIn.lost : texts.signIn.other))
  }
  if (view === 'report')
    return (
      <MyFrame frame={frame} title={texts.report.open} ready onBack={home}>
        <MyReportForm
          draft={draft}
          onDraft={write}
          onLeave={onLeave}
          onSent={(id) => {
            write(id, null)
            void read()
            // they may be elsewhere by then
            if (location.hash === '#report') home()
          }}
        />
      </MyFrame>
    )
  if (view === 'help')
    return (
      <MyFrame frame={frame} title={texts.help} ready onBack={home}>
        <MyHelpForm onSent={home} />
      </MyFrame>
    )
  const station = STATION.exec(view)?.[1]
  if (view === 'stations' || station !== undefined)
    return (
      <MyFrame frame={frame} title={texts.places} ready onBack={() => go(station === undefined ? '' : 'stations')}>
        {station === undefined ? <MyStationList onGo={go} /> : <MyStationPage key={station} id={station} />}
      </MyFrame>
    )
  const all = view === 'all'
  const rides = mine?.units?.some(({ kind }) => kind === 'new_workers') === true
  return (
    <MyFrame
      frame={frame}
      title={all ? texts.mine.allTitle : mine ? texts.hello(mine.name) : texts.title}
      ready={mine !== null}
      onBack={all ? home : undefined}
      foot={
        <button
          type="button"
          className="min-h-48 px-4 text-15 text-ink-2 underline underline-offset-4"
          onClick={() => void signOut()}
          data-testid="sign-out"
        >
          {texts.signOut}
        </button>
      }
      fault={staying}
    >
      {mine === null ? (
        <p className="px-4 text-ink-3">{lost ? texts.signIn.lost : texts.opening}</p>
      ) : all ? (
        <MyAll reports={mine.reports} onAnswered={setMine} />
      ) : (
        <>
          <MyHome reports={mine.reports} onAnswered={setMine} onReport={() => go('report')} onAll={() => go('all')} />
          <MyCards rides={rides} onGo={go}>
            {mine.units && <MyUnits units={mine.units} />}
          </MyCards>
        </>
      )}
    </MyFrame>
  )
}
