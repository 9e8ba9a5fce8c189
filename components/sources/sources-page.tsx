'use client'
import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import type { Frame } from '@/components/page/frame'
import { Panel } from '@/components/page/panel'
import { Shell } from '@/components/page/shell'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Tag } from '@/components/ui/tag'
import { goToAddress, withParts } from '@/lib/client/address'
import { formatMoment } from '@/lib/client/due'
import { aboutTexts } from '@/lib/client/messages/about'
import { sourcesTexts as texts } from '@/lib/client/messages/sources'
import { sourceFault } from '@/lib/client/sources'
import { useAddress } from '@/lib/client/use-address'
import { useRoute } from '@/lib/client/use-read'
import { sourceRoutes } from '@/lib/domain/routes/sources'
import type { SourceRow } from '@/lib/domain/source'
import { SourceList } from '@/lib/domain/source-list'
import { ReportedPanel } from './reported-panel'
import { SourceDetail } from './source-detail'
import { StateWord } from './state-word'

const AddressViews = dynamic(() => import('@/components/list/address-views').then((m) => m.AddressViews), { ssr: false })
const SourceForm = dynamic(() => import('./source-form').then((m) => m.SourceForm), { ssr: false })

/** A run that is at work moves in so many milliseconds. */
const LIVELY_MS = 1_500
const QUIET_MS = 20_000
const isAtWork = ({ last }: SourceRow): boolean => last?.state === 'waiting' || last?.state === 'running'

/** What is chosen: a source, and the list behind one of its counts. The address says it. */
export type Chosen = { source: string | null; list: SourceList | null; within: string | null }
const NOTHING: Chosen = { source: null, list: null, within: null }
const KEPT = ['source', 'list', 'within']
function readAddress(search: string): Chosen {
  const query = new URLSearchParams(search)
  const list = SourceList.safeParse(query.get('list'))
  return { source: query.get('source'), list: list.success ? list.data : null, within: query.get('within') }
}

/** Sources of people and households: reported totals beside what is here, the registry, and one source with all that is known of it. */
export function SourcesPage({ frame, readsPeople }: { frame: Frame; readsPeople: boolean }) {
  const search = useAddress()
  const chosen = search === null ? null : readAddress(search)
  const [adding, setAdding] = useState(false)
  const choose = (next: Chosen) => goToAddress(withParts('', next))
  const [lively, setLively] = useState(false)
  const { data, fault, again } = useRoute(sourceRoutes.list, {}, { everyMs: lively ? LIVELY_MS : QUIET_MS })
  const busy = data?.sources.some(isAtWork) ?? false
  useEffect(() => setLively(busy), [busy])
  const source = data?.sources.find(({ id }) => id === chosen?.source) ?? (chosen?.source === null ? data?.sources[0] : undefined)

  return (
    <Shell
      frame={frame}
      page="sources"
      about={aboutTexts.sources}
      tools={
        <>
          <AddressViews list="sourceRows" isPerson={frame.viewer.userId !== undefined} kept={KEPT} />
          {data?.mayChange && (
            <Action main onClick={() => setAdding(true)} data-testid="add-source">
              {texts.add}
            </Action>
          )}
        </>
      }
    >
      <ReportedPanel
        onOpen={(of, list) => choose({ source: of, list, within: null })}
        stamp={data?.sources.map(({ synced }) => synced).join() ?? ''}
      />
      {fault !== null && <Failed text={sourceFault(fault)} onRetry={again} />}
      {!data && fault === null && <Waiting />}
      {data?.sources.length === 0 && (
        <Panel title={texts.list}>
          <Empty className="px-0!" testId="no-sources">
            {data.mayChange ? texts.empty : texts.emptyReader}
          </Empty>
        </Panel>
      )}
      {data && data.sources.length > 0 && (
        <div className="grid grid-cols-1 items-start gap-12 lg:grid-cols-[300px_minmax(0,1fr)]">
          <Panel title={texts.list} flush className="overflow-hidden" testId="sources">
            <ul>
              {data.sources.map((one) => (
                <li key={one.id} className="border-b border-line last:border-b-0">
                  <Line source={one} isChosen={one.id === source?.id} onChoose={() => choose({ ...NOTHING, source: one.id })} />
                </li>
              ))}
            </ul>
          </Panel>
          {source && chosen && (
            <SourceDetail
              key={source.id}
              source={source}
              mayChange={data.mayChange}
              folders={data.folders}
              readsPeople={readsPeople}
              hasWords={frame.viewer.userId !== undefined}
              list={chosen.list}
              within={chosen.within}
              onList={(list, within) => choose({ source: source.id, list, within })}
              onChanged={() => {
                setLively(true)
                again()
              }}
            />
          )}
        </div>
      )}
      {adding && (
        <SourceForm
          source={null}
          folders={data?.folders ?? false}
          onClose={(made) => {
            setAdding(false)
            if (!made) return
            choose({ ...NOTHING, source: made.id })
            again()
          }}
        />
      )}
    </Shell>
  )
}

function Line({ source, isChosen, onChoose }: { source: SourceRow; isChosen: boolean; onChoose(): void }) {
  const { name, subject, effect, records, synced, hour, enabled, demo, last } = source
  return (
    <button
      type="button"
      onClick={onChoose}
      aria-current={isChosen ? 'true' : undefined}
      data-testid="source"
      data-source={source.id}
      className={`flex w-full flex-col gap-4 border-l-4 px-12 py-10 text-left text-14 text-ink-2 hover:bg-track/50 ${isChosen ? 'border-ink-1 bg-chosen' : 'border-transparent'}`}
    >
      <span className="flex w-full flex-wrap items-center gap-8">
        <span className="text-15 font-semibold text-ink-1">{name}</span>
        {demo && <Tag>{texts.demo}</Tag>}
        <span className="ml-auto">{last && <StateWord run={last} />}</span>
      </span>
      <span className="text-13">
        {texts.subjects[subject]} · {texts.effects[effect]} · {texts.rows(records)}
      </span>
      <span className="text-13 text-ink-3">
        {enabled ? (hour === null ? texts.byHand : texts.hourly(hour)) : texts.off} · {texts.facts.synced}{' '}
        {synced === null ? texts.never : formatMoment(synced, Date.now())}
      </span>
    </button>
  )
}
