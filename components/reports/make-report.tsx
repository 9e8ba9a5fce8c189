'use client'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Failed } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Choice } from '@/components/ui/choice'
import { DateField } from '@/components/ui/field'
import { Segments } from '@/components/ui/segments'
import { TextLink } from '@/components/ui/text-link'
import { http } from '@/lib/client/http'
import { judgementFault } from '@/lib/client/judgement-words'
import { reportsTexts as texts } from '@/lib/client/messages/reports'
import { useRoute } from '@/lib/client/use-read'
import { civilDate } from '@/lib/domain/clock'
import { type JudgementIn, lastPeriod, type PeriodicKind } from '@/lib/domain/judgement'
import { alertRoutes } from '@/lib/domain/routes/alerts'
import { reportRoutes } from '@/lib/domain/routes/reports'

/** A report may take a few seconds on a large county. */
const TIMEOUT_MS = 60_000
const KINDS = ['daily', 'weekly'] as const

/** Makes a report and opens it. One that is pressed again after no answer came is the same report. */
function useMake() {
  const [requestId, setRequestId] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const make = async (wanted: JudgementIn) => {
    const id = requestId ?? crypto.randomUUID()
    setRequestId(id)
    setBusy(true)
    setFault(null)
    const answer = await http(reportRoutes.make, { body: { ...wanted, requestId: id } }, TIMEOUT_MS)
    if (answer.ok) location.assign(`/reports/${answer.body.id}`)
    else {
      setBusy(false)
      setFault(judgementFault(answer))
      if (answer.code !== 'lost') setRequestId(null)
    }
  }
  return { make, busy, fault, forget: () => setRequestId(null) }
}

type Making = ReturnType<typeof useMake>

function Made({ making, label }: { making: Making; label: string }): ReactNode {
  return (
    <>
      {making.fault && (
        <p role="alert" className="text-14 text-stale" data-testid="make-fault">
          {making.fault}
        </p>
      )}
      <Action type="submit" main disabled={making.busy} className="self-start" data-testid="make">
        {making.busy ? texts.making : label}
      </Action>
    </>
  )
}

/** One kind, place and day, by default those of yesterday or last week. */
export function MakePeriodic({ places, now }: { places: readonly { code: string; name: string }[]; now: number }) {
  const [kind, setKind] = useState<PeriodicKind>('daily')
  const making = useMake()
  const last = civilDate(lastPeriod(kind, now).from)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const day = String(form.get('day') ?? '')
    void making.make({ kind, within: String(form.get('within') ?? ''), ...(day !== '' && { day }) })
  }
  return (
    <Panel title={texts.make}>
      <form onSubmit={submit} onChange={making.forget} className="flex flex-col gap-14" data-testid="make-report">
        <div className="[--u:0.8125px] max-sm:[--u:1px]">
          <Segments
            label={texts.kind}
            value={kind}
            options={KINDS.map((value) => ({ value, label: texts.kinds[value] }))}
            onChange={(next) => {
              making.forget()
              setKind(next)
            }}
            testId="make-kind"
          />
        </div>
        <Choice label={texts.scope} name="within" options={places.map(({ code, name }) => [code, name] as const)} />
        <DateField key={kind} label={kind === 'daily' ? texts.day : texts.weekOf} type="date" name="day" defaultValue={last} max={civilDate(now)} />
        <p className="text-13 text-ink-3">{texts.hint[kind]}</p>
        <Made making={making} label={texts.makeOne} />
      </form>
    </Panel>
  )
}

/** A report of one alert, which the address names. */
export function MakeSpecial({ alert: id }: { alert: string }) {
  const making = useMake()
  const { data: alert, fault, again } = useRoute(alertRoutes.read, { params: { id } })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    void making.make({ kind: 'special', alert: id })
  }
  return (
    <Panel title={texts.special}>
      <form onSubmit={submit} className="flex flex-col gap-14" data-testid="make-special">
        <p className="text-14 text-ink-3">{texts.specialAbout}</p>
        {fault ? (
          <Failed text={judgementFault(fault)} onRetry={again} />
        ) : (
          <>
            <p lang="zh-CN" className="text-15 font-medium text-ink-1">
              {alert?.headline ?? '…'}
            </p>
            <Made making={making} label={texts.makeSpecial} />
          </>
        )}
        <TextLink href="/reports" className="self-start text-14">
          {texts.other}
        </TextLink>
      </form>
    </Panel>
  )
}
