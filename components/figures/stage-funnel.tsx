import { Panel } from '@/components/page/panel'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { TextLink } from '@/components/ui/text-link'
import { formatMoment } from '@/lib/client/due'
import { formatCount } from '@/lib/client/format'
import { ListName } from '@/lib/client/lists'
import { figureTexts } from '@/lib/client/messages/figures'
import { stateName } from '@/lib/client/names'
import type { Kpis } from '@/lib/domain/figures'
import type { EventState } from '@/lib/domain/life'
import type { LabelSet } from '@/lib/domain/transition'

const { funnel: texts } = figureTexts

type Props = { funnel: Kpis['funnel'] | null; failed: boolean; onRetry(): void; labels: LabelSet; within: string | null; now: number }

/** Where open events wait now, and the one of each stage that has waited longest. */
export function StageFunnel({ funnel, failed, onRetry, labels, within, now }: Props) {
  const most = Math.max(1, ...(funnel ?? []).map(({ count }) => count))
  return (
    <Panel title={texts.title} note={texts.note} testId="stage-funnel" className="min-w-0" flush>
      {failed ? (
        <Failed text={figureTexts.failed} onRetry={onRetry} />
      ) : !funnel ? (
        <Waiting />
      ) : funnel.length === 0 ? (
        <Empty>{texts.none}</Empty>
      ) : (
        <table className="w-full border-collapse text-14 [&_tr+tr]:border-t [&_tr+tr]:border-line">
          <thead className="sr-only">
            <tr>
              <th scope="col">{texts.state}</th>
              <th scope="col" colSpan={2}>
                {texts.count}
              </th>
              <th scope="col">{texts.oldest}</th>
            </tr>
          </thead>
          <tbody>
            {funnel.map(({ state, count, oldest }) => (
              <tr key={state} className="h-40">
                <th scope="row" className="pl-16 text-left font-medium whitespace-nowrap text-ink-1">
                  {stateName(state, { labels })}
                </th>
                <td className="w-2/5 px-12" aria-hidden>
                  <span className="block h-10 rounded-4 bg-track">
                    <span className="block h-10 rounded-4 bg-data" style={{ width: `${(100 * count) / most}%` }} />
                  </span>
                </td>
                <td className="pr-12 text-right">
                  <CountLink state={state} count={count} within={within} />
                </td>
                <td className="pr-16 text-13 whitespace-nowrap text-ink-3">
                  {oldest && (
                    <>
                      {texts.oldest} <TextLink href={`/events/${oldest.number}`}>{formatMoment(oldest.since, now)}</TextLink>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}

function CountLink({ state, count, within }: { state: EventState; count: number; within: string | null }) {
  const list = ListName.safeParse(state)
  if (!list.success) return formatCount(count)
  return (
    <TextLink href={`/desk?${new URLSearchParams({ list: list.data, ...(within === null ? {} : { grid: within }) })}`}>{formatCount(count)}</TextLink>
  )
}
