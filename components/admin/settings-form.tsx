'use client'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import type { Frame } from '@/components/page/frame'
import { Panel } from '@/components/page/panel'
import { Shell } from '@/components/page/shell'
import { Failed, Waiting } from '@/components/page/states'
import { changeSettings, faultWords } from '@/lib/client/admin'
import { aboutTexts } from '@/lib/client/messages/about'
import { adminTexts } from '@/lib/client/messages/admin'
import { useRoute } from '@/lib/client/use-read'
import { administrationRoutes } from '@/lib/domain/routes/administration'
import type { Settings } from '@/lib/domain/settings'
import { BudgetPart } from './budget-part'
import { CalendarPart, HoursPart } from './calendar-part'
import { GatesPart } from './gates-part'
import { LadderPart } from './ladder-part'
import { LifecyclePart } from './lifecycle-part'
import { ReportsPart } from './reports-part'
import { ResidentsPart } from './residents-part'
import { RetentionPart } from './retention-part'
import { keptAfter, PARTS, type Save, seenOf } from './save'
import { TypesPart } from './types-part'
import { useNamedPart } from './use-named-part'
import { WeightsPart } from './weights-part'

// beside the page: posters, screens, and what other systems are told, are for few
const OrdersPart = dynamic(() => import('./orders-part').then((part) => part.OrdersPart), { ssr: false, loading: () => <Coming part="orders" /> })
const AccountsPart = dynamic(() => import('./accounts-part').then((part) => part.AccountsPart), {
  ssr: false,
  loading: () => <Coming part="accounts" />,
})
const WebhooksPart = dynamic(() => import('./webhooks-part').then((part) => part.WebhooksPart), {
  ssr: false,
  loading: () => <Coming part="webhooks" />,
})
const ScreensPart = dynamic(() => import('./screens-part').then((part) => part.ScreensPart), { ssr: false, loading: () => <Coming part="screens" /> })
const SubmissionsPart = dynamic(() => import('./submissions-part').then((part) => part.SubmissionsPart), {
  ssr: false,
  loading: () => <Coming part="submissions" />,
})

/** Where a part will stand: a link to it leads there before it has come. */
function Coming({ part }: { part: (typeof PARTS)[number] }) {
  return (
    <Panel id={part} title={adminTexts.settings[part]}>
      <Waiting />
    </Panel>
  )
}

/** The settings of the county, part by part; each is saved by itself. `mayChange`: not only looked at; `names`: of streets and communities, by code. */
export function SettingsForm({ frame, mayChange, names }: { frame: Frame; mayChange: boolean; names: Readonly<Record<string, string>> }) {
  const { data, fault, again, set } = useRoute(administrationRoutes.settings, {})
  // what the forms were filled from: what comes with the answer to another part moves no field, and is not written over by it
  const [kept, setKept] = useState<Settings | null>(null)
  const settings = kept ?? data
  const parts = useNamedPart()
  const [said, setSaid] = useState<{ text: string; good: boolean } | null>(null)
  const save: Save = async (change) => {
    const answer = await changeSettings(settings ? { ...change, seen: seenOf(change, settings) } : change)
    if (answer.ok) set(answer.body)
    if (answer.ok && settings) setKept(keptAfter(change, settings, answer.body))
    setSaid(answer.ok ? { text: adminTexts.saved, good: true } : { text: faultWords(answer), good: false })
    return answer.ok
  }
  return (
    <Shell frame={frame} page="settings" about={aboutTexts.settings}>
      <div className="grid grid-cols-[180px_minmax(0,1fr)] items-start gap-12 max-lg:grid-cols-1">
        <nav
          aria-label={adminTexts.settings.parts}
          className="sticky top-100 flex flex-col rounded-10 border border-line bg-panel p-6 max-lg:static max-lg:flex-row max-lg:flex-wrap"
        >
          {PARTS.filter((part) => mayChange || part !== 'webhooks').map((part) => (
            <a
              key={part}
              href={`#${part}`}
              className="flex min-h-36 items-center rounded-6 px-10 text-ink-2 hover:bg-track hover:text-ink-1 max-sm:min-h-44"
            >
              {adminTexts.settings[part]}
            </a>
          ))}
        </nav>
        <div ref={parts} className="flex min-w-0 flex-col gap-12">
          <p
            role="status"
            className={`sticky top-100 z-1 rounded-8 bg-panel px-16 py-8 text-15 font-medium empty:hidden ${said?.good ? 'text-live' : 'text-stale'} border border-line`}
            data-testid="said"
          >
            {said?.text}
          </p>
          {!mayChange && (
            <p className="rounded-8 border border-line bg-panel px-16 py-10" data-testid="read-only">
              {adminTexts.settings.readOnly}
            </p>
          )}
          {fault && <Failed text={faultWords(fault)} onRetry={again} />}
          {!settings && !fault && <Waiting className="min-h-dvh" />}
          {settings && (
            <fieldset disabled={!mayChange} className="contents" data-testid="county-settings">
              <LifecyclePart settings={settings} save={save} />
              <WeightsPart settings={settings} save={save} />
              <HoursPart settings={settings} save={save} />
              <CalendarPart settings={settings} save={save} />
              <TypesPart settings={settings} save={save} />
              <LadderPart settings={settings} save={save} />
              <GatesPart settings={settings} save={save} />
              <BudgetPart settings={settings} save={save} />
              <ReportsPart settings={settings} save={save} />
              <RetentionPart settings={settings} save={save} />
            </fieldset>
          )}
          {settings && <SubmissionsPart setting={settings.submissions} save={save} mayChange={mayChange} demo={frame.demo} />}
          {settings && <OrdersPart setting={settings.orders} save={save} mayChange={mayChange} demo={frame.demo} />}
          {settings && (
            <fieldset disabled={!mayChange} className="contents">
              <ResidentsPart setting={settings.residents} save={save} />
            </fieldset>
          )}
          {mayChange && <WebhooksPart />}
          <ScreensPart />
          <AccountsPart isPerson={frame.viewer.userId !== undefined} names={names} />
        </div>
      </div>
    </Shell>
  )
}
