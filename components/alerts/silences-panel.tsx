'use client'
import { useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Failed } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { ListRow } from '@/components/ui/list-row'
import { ruleName } from '@/lib/client/alert-words'
import { formatMoment } from '@/lib/client/due'
import { http } from '@/lib/client/http'
import { silenceTexts } from '@/lib/client/messages/silences'
import { silenceFault } from '@/lib/client/silence-words'
import { useRoute } from '@/lib/client/use-read'
import { type EventWords, placeName, shortType } from '@/lib/client/words'
import type { Viewer } from '@/lib/domain/access'
import type { Alert } from '@/lib/domain/alert'
import { alertRoutes } from '@/lib/domain/routes/alerts'
import { silenceRoutes } from '@/lib/domain/routes/silences'
import type { Silence } from '@/lib/domain/silence'
import { SilenceDialog } from './silence-dialog'

/** Somebody else sets and ends silences too. */
const POLL_MS = 15_000

type SilencesPanelProps = {
  viewer: Viewer
  /** those that live */
  alerts: readonly Alert[]
  words: EventWords
  names: Readonly<Record<string, string>>
  now: number
}

/** Which silences hold: of what, by whom, until when and why; a new one is set here, and one is ended. */
export function SilencesPanel({ viewer, alerts, words, names, now }: SilencesPanelProps) {
  const { data, fault, again, set } = useRoute(silenceRoutes.list, {}, { everyMs: POLL_MS })
  const { data: rules } = useRoute(alertRoutes.rules, {})
  const [open, setOpen] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const [busy, setBusy] = useState<string | null>(null)
  const end = async (id: string) => {
    setBusy(id)
    const answer = await http(silenceRoutes.end, { params: { id } })
    setBusy(null)
    setFailed(answer.ok ? null : silenceFault(answer.code))
    if (answer.ok) set(answer.body)
    else again()
  }
  const nameOf = (id: string) => {
    const rule = rules?.rules.find((one) => one.id === id)
    return rule ? ruleName(rule) : id
  }
  const silences = data?.silences.filter(({ until }) => Date.parse(until) > now) ?? []
  const what = ({ source, rule, type, grid }: Silence): string =>
    source !== null
      ? silenceTexts.maintenance(source)
      : [rule && nameOf(rule), type && shortType(words.typeOf(type), type), grid && (placeName(grid, words) || grid)].filter(Boolean).join(' · ')
  return (
    <Panel
      title={silenceTexts.title}
      // the place of the usual answer is kept for it, so that what stands above stays where it is
      note={silences.length > 0 ? silenceTexts.count(silences.length) : <span className={data ? '' : 'invisible'}>{silenceTexts.none}</span>}
      action={
        (data === null || data.sets) && (
          <Action size="small" className={data ? '' : 'invisible'} onClick={() => setOpen(true)} data-testid="set-silence">
            {silenceTexts.set}
          </Action>
        )
      }
      // where there is none the room is the queue's
      flush={silences.length === 0 && fault === null && failed === null}
      className="shrink-0"
      testId="silences"
    >
      {fault !== null && <Failed text={silenceTexts.failed} onRetry={again} className="px-0! py-0!" />}
      {failed !== null && <Callout role="alert">{failed}</Callout>}
      {silences.length > 0 && (
        <ul className="-mt-8 max-h-208 overflow-y-auto max-lg:max-h-none">
          {silences.map((silence) => (
            <ListRow key={silence.id} data-testid="silence" data-kind={silence.kind}>
              <span className="min-w-0 flex-1 font-semibold wrap-anywhere text-ink-1">{what(silence)}</span>
              {silence.mayEnd && (
                <Action size="small" disabled={busy !== null} onClick={() => void end(silence.id)} data-testid="end-silence">
                  {silenceTexts.end}
                </Action>
              )}
              <span className="w-full text-13">
                <span className="flex flex-wrap gap-x-10 text-ink-2">
                  {silence.state === 'coming' && <span>{silenceTexts.from(formatMoment(silence.from, now))}</span>}
                  <span>{silenceTexts.until(formatMoment(silence.until, now))}</span>
                  {silence.red && <span>{silenceTexts.red}</span>}
                  {silence.kind === 'silence' && <span>{silenceTexts.holds(alerts.filter((alert) => alert.silence === silence.id).length)}</span>}
                </span>
                <span className="block wrap-anywhere text-ink-3">{[silenceTexts.by(silence.setBy), silence.reason].join(' · ')}</span>
              </span>
            </ListRow>
          ))}
        </ul>
      )}
      {data && open && (
        <SilenceDialog
          viewer={viewer}
          may={data}
          rules={rules?.rules ?? []}
          words={words}
          names={names}
          now={now}
          onSet={(silences) => {
            set(silences)
            setOpen(false)
          }}
          onStale={again}
          onClose={() => setOpen(false)}
        />
      )}
    </Panel>
  )
}
