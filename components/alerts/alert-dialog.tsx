'use client'
import { useState } from 'react'
import { Tick, Ticks } from '@/components/ui/choice'
import { TextField } from '@/components/ui/field'
import { FormDialog, textIn } from '@/components/ui/form-dialog'
import type { AlertSaid } from '@/lib/client/alert-api'
import { alertActionName } from '@/lib/client/alert-words'
import { formatTime } from '@/lib/client/format'
import { alertTexts } from '@/lib/client/messages/alerts'
import { useRoute } from '@/lib/client/use-read'
import type { AlertDetail } from '@/lib/domain/alert'
import type { AlertAction } from '@/lib/domain/alert-actions'
import { Verdict } from '@/lib/domain/alert-record'
import type { Party } from '@/lib/domain/life'
import { WORDS_LIMIT } from '@/lib/domain/life-event'
import { rosterRoutes } from '@/lib/domain/routes/roster'
import { AssignField } from './assign-field'

const { form } = alertTexts
/** Minutes of silence that are offered; a red alert is silent for half an hour at most. */
const SILENCES = [30, 120, 480, 1_440]
const RED_SILENCES = [10, 30]
const span = (minutes: number): string => (minutes < 60 ? form.minutes(minutes) : form.hours(minutes / 60))

const NOTED: ReadonlySet<AlertAction> = new Set(['escalate', 'comment', 'silence', 'reopen'])

/** When whoever is on duty hands over (epoch milliseconds); null: not known, or past. */
function useHandOver(wanted: boolean, now: number): number | null {
  const { data } = useRoute(rosterRoutes.read, { query: {} }, { enabled: wanted })
  const ends = data?.onDuty ? Date.parse(data.onDuty.shift.ends) : null
  return wanted && ends !== null && ends > now ? ends : null
}

/** What must be said with an action on an alert, and may be. */
export function AlertDialog({
  action,
  alert,
  now,
  busy,
  fault,
  onDo,
  onClose,
}: {
  action: AlertAction
  alert: AlertDetail
  now: number
  busy: boolean
  fault: string | null
  onDo(said: AlertSaid): void
  onClose(): void
}) {
  const [to, setTo] = useState<Party | null>(null)
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const silences = alert.colour === 'red' ? RED_SILENCES : SILENCES
  const [minutes, setMinutes] = useState(silences[0] ?? 30)
  const noted = NOTED.has(action)
  const handOver = useHandOver(action === 'silence' && alert.colour !== 'red', now)
  const [toHandOver, setToHandOver] = useState(false)
  const until = toHandOver && handOver !== null ? handOver : now + 60_000 * minutes
  return (
    <FormDialog
      title={alertActionName(action)}
      busy={busy}
      ready={action !== 'assign' || to !== null}
      fault={fault}
      onClose={onClose}
      onDo={(data) =>
        onDo({
          action,
          note: textIn(data, 'note'),
          ...(to && { to }),
          ...(verdict && { verdict }),
          ...(action === 'silence' && { until: new Date(until).toISOString() }),
        })
      }
    >
      {action === 'assign' && <AssignField near={alert.grids[0] ?? ''} chosen={to} onChoose={setTo} />}
      {action === 'silence' && (
        <Ticks label={form.until}>
          {silences.map((of) => (
            <Tick
              key={of}
              type="radio"
              name="until"
              checked={of === minutes && !toHandOver}
              onChange={() => {
                setMinutes(of)
                setToHandOver(false)
              }}
            >
              {span(of)}
            </Tick>
          ))}
          {handOver !== null && (
            <Tick type="radio" name="until" checked={toHandOver} onChange={() => setToHandOver(true)}>
              {form.handOver(formatTime(handOver).slice(0, 5))}
            </Tick>
          )}
        </Ticks>
      )}
      {action === 'resolve' && (
        <Ticks label={alertTexts.verdict}>
          {Verdict.options.map((of) => (
            <Tick key={of} type="radio" name="verdict" checked={of === verdict} onChange={() => setVerdict(of)}>
              {alertTexts.verdicts[of]}
            </Tick>
          ))}
          <Tick type="radio" name="verdict" checked={verdict === null} onChange={() => setVerdict(null)}>
            {alertTexts.unjudged}
          </Tick>
        </Ticks>
      )}
      <TextField label={noted ? form.note : form.optionalNote} name="note" maxLength={WORDS_LIMIT} required={noted} />
    </FormDialog>
  )
}
