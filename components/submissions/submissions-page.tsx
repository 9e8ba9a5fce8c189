'use client'
import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import { ExportButton } from '@/components/list/export-button'
import type { Frame } from '@/components/page/frame'
import { Panel } from '@/components/page/panel'
import { Shell } from '@/components/page/shell'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { ViewSwitch } from '@/components/page/view-switch'
import { Callout } from '@/components/ui/callout'
import { TextLink } from '@/components/ui/text-link'
import { submissionTexts as texts } from '@/lib/client/messages/submissions'
import { useAddressPart } from '@/lib/client/use-address'
import { useRoute } from '@/lib/client/use-read'
import { useNow } from '@/lib/client/use-store'
import type { EventType } from '@/lib/domain/category'
import { submissionRoutes } from '@/lib/domain/routes/submissions'
import type { Submission } from '@/lib/domain/submission'
import { DecideDialog } from './decide-dialog'
import { SubmissionCard } from './submission-card'

const AddressViews = dynamic(() => import('@/components/list/address-views').then((m) => m.AddressViews), { ssr: false })

const POLL_MS = 15_000
const VIEWS = ['waiting', 'unsolved', 'decided'] as const
type View = (typeof VIEWS)[number]
const QUERIES = { waiting: { state: 'submitted' }, unsolved: { solved: 'false' }, decided: { state: 'taken_over,refused' } } as const

/** What a dialog is open for. */
type Asked = { submission: Submission; action: 'take_over' | 'refuse' }

/** 随手拍 as dispatchers see it: what waits, the oldest first, each taken over or answered from where it stands. */
export function SubmissionsPage({ frame, types, names }: { frame: Frame; types: readonly EventType[]; names: Readonly<Record<string, string>> }) {
  const [said, say] = useAddressPart('view')
  const view: View = VIEWS.find((one) => one === said) ?? 'waiting'
  const { data, fault, again } = useRoute(submissionRoutes.list, { query: QUERIES[view] }, { everyMs: POLL_MS })
  const { set: setWaiting } = useRoute(submissionRoutes.waiting, {}, { enabled: false })
  const { waiting, unsolved } = data ?? {}
  // the header counts what this page knows better
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the number is another one
  useEffect(() => {
    if (waiting !== undefined && unsolved !== undefined) setWaiting({ waiting, unsolved })
  }, [waiting, unsolved])
  const [asked, setAsked] = useState<Asked | null>(null)
  const [done, setDone] = useState<Submission | null>(null)
  const now = useNow(0) ?? 0
  return (
    <Shell
      frame={frame}
      page="submissions"
      about={texts.about}
      ready={data !== null}
      tools={
        <>
          <AddressViews list="submissions" isPerson={frame.viewer.userId !== undefined} kept={['view']} />
          <ViewSwitch
            label={texts.view}
            value={view}
            options={VIEWS.map((value) => ({
              value,
              label: value === 'unsolved' && data && data.unsolved > 0 ? texts.some(texts.views[value], data.unsolved) : texts.views[value],
            }))}
            onChange={(next) => say(next === 'waiting' ? null : next)}
            testId="submission-view"
          />
          <ExportButton list="submissions" query={new URLSearchParams(QUERIES[view]).toString()} hasWords />
        </>
      }
    >
      {data?.on === false && (
        <Callout role="status" data-testid="submissions-off">
          {texts.off}
        </Callout>
      )}
      {done && (
        <Callout quiet role="status" data-testid="done" data-case={done.caseNumber ?? ''}>
          {done.caseNumber === null ? (
            texts.done.refused
          ) : (
            <TextLink href={`/events/${done.caseNumber}`}>{texts.done.taken_over(done.caseNumber)}</TextLink>
          )}
        </Callout>
      )}
      <Panel
        title={texts.views[view]}
        note={data && texts.count(view === 'decided' ? data.submissions.length : view === 'waiting' ? data.waiting : data.unsolved)}
        flush
        testId="submissions"
      >
        {fault !== null ? (
          <Failed code={fault.code} onRetry={again} />
        ) : data === null ? (
          <Waiting />
        ) : data.submissions.length === 0 ? (
          <Empty testId="no-submissions">{texts.none[view]}</Empty>
        ) : (
          <ul>
            {data.submissions.map((submission) => (
              <SubmissionCard
                key={submission.id}
                submission={submission}
                types={types}
                names={names}
                now={now}
                onAct={(action) => setAsked({ submission, action })}
              />
            ))}
          </ul>
        )}
      </Panel>
      {asked && (
        <DecideDialog
          {...asked}
          types={types}
          names={names}
          onStale={again}
          onClose={() => setAsked(null)}
          onDone={(made) => {
            setAsked(null)
            setDone(made)
            again()
          }}
        />
      )}
    </Shell>
  )
}
