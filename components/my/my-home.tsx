'use client'
import { useEffect, useState } from 'react'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { http } from '@/lib/client/http'
import { said } from '@/lib/client/language'
import { myTexts } from '@/lib/client/messages/my'
import { typeName } from '@/lib/client/type-names'
import type { My, MyReport } from '@/lib/domain/my'
import { ASK_MS } from '@/lib/domain/my-report'
import { myRoutes } from '@/lib/domain/routes/my'
import { MySteps, verbOf } from './my-steps'
import { Onward } from './onward'

const { mine: texts, report } = myTexts
const sheet = 'rounded-12 border border-line bg-panel px-16 py-14'
/** So many that something is to be said of stand on the first page. */
const MAX_FIRST = 3
const TITLE_LENGTH = 14

type Answered = { onAnswered(mine: My): void }

/** What a report is called: by how its own words begin, else by what it is. */
const titleOf = ({ type, words }: MyReport): string => {
  const [line = ''] = words.split(/[\n\u3002\uff1b;]/u, 1)
  const letters = [...line]
  return letters.length > TITLE_LENGTH ? `${letters.slice(0, TITLE_LENGTH).join('')}…` : line || (type ? typeName(type) : '')
}

const asks = ({ step, solved, times }: MyReport, now: number): boolean =>
  step === 'done' && solved === null && times.done !== null && now - Date.parse(times.done) < ASK_MS

/** The time of the phone, once it is known: what the server draws has none. */
function useNow(): number {
  const [now, setNow] = useState(0)
  useEffect(() => setNow(Date.now()), [])
  return now
}

/** What a resident sees first: that they can say something, and what becomes of what they said. */
export function MyHome({ reports, onAnswered, onReport, onAll }: { reports: readonly MyReport[]; onReport(): void; onAll(): void } & Answered) {
  const now = useNow()
  const going = reports.filter((one) => (one.step !== 'done' && one.step !== 'ended') || asks(one, now))
  const first = (going.length > 0 ? going : reports).slice(0, going.length > 0 ? MAX_FIRST : 1)
  return (
    <>
      <button
        type="button"
        onClick={onReport}
        className="flex min-h-84 w-full items-center gap-16 rounded-12 bg-ink-1 px-20 py-14 text-left text-bg"
        data-testid="report"
      >
        <svg viewBox="0 0 24 24" className="size-30 shrink-0 fill-none stroke-current stroke-[2.4]" aria-hidden>
          <path d="M12 4v16M4 12h16" />
        </svg>
        <span className="flex flex-col">
          <strong className="text-[1.375rem] leading-30 font-semibold text-bg">{report.open}</strong>
          <span className="text-16 text-bg">{report.openHint}</span>
        </span>
      </button>
      {reports.length === 0 && <p className={sheet}>{texts.none}</p>}
      {first.map((one, i) => (
        <ReportCard key={one.id} report={one} now={now} onAnswered={onAnswered}>
          {i === 0 && reports.length > 1 && (
            <button type="button" onClick={onAll} className="-my-10 flex min-h-48 shrink-0 items-center gap-4 text-16 text-ink-2" data-testid="all">
              {texts.all(reports.length)}
              <Onward />
            </button>
          )}
        </ReportCard>
      ))}
    </>
  )
}

/** All that one has reported. */
export function MyAll({ reports, onAnswered }: { reports: readonly MyReport[] } & Answered) {
  const now = useNow()
  return reports.map((one) => <ReportCard key={one.id} report={one} now={now} onAnswered={onAnswered} />)
}

function ReportCard({ report: one, now, onAnswered, children }: { report: MyReport; now: number; children?: React.ReactNode } & Answered) {
  const { id, step, now: what, lateDays, urged, answer, photos, solved } = one
  const verb = verbOf(one)
  const late = lateDays > 0 ? (urged ? texts.urged : texts.lateNow) : urged && step !== 'done' && step !== 'ended' ? texts.urged : ''
  return (
    <section className={`${sheet} flex flex-col gap-10`} data-testid="my-report" data-id={id} data-now={what}>
      <div className="flex items-center gap-10">
        <h2 className="min-w-0 flex-1 text-18 font-semibold break-words text-ink-1">{texts.title(titleOf(one))}</h2>
        {children}
      </div>
      {step !== 'ended' && <MySteps report={one} now={now} />}
      {what !== 'done' && <p>{[texts.now[what](verb), late].join(said({ zh: '', en: ' ' }))}</p>}
      {answer !== null && (
        <div className="rounded-8 border border-line-strong px-12 py-10" data-testid="answer">
          <p className="text-15 text-ink-3">{texts.answer}</p>
          <p className="break-words whitespace-pre-wrap text-ink-1">{answer}</p>
        </div>
      )}
      {asks(one, now) ? (
        <Ask id={id} question={texts.ask[verb]} onAnswered={onAnswered} />
      ) : (
        what === 'done' && <p role="status">{solved === null ? texts.now.done(verb) : solved ? texts.saidYes : texts.saidNo}</p>
      )}
      {photos > 0 && <p className="text-15 text-ink-3">{texts.photos(photos)}</p>}
    </section>
  )
}

/** Is it solved? One word does. */
function Ask({ id, question, onAnswered }: { id: string; question: string } & Answered) {
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState(false)
  const say = async (solved: boolean) => {
    setBusy(true)
    const answer = await http(myRoutes.answer, { params: { id }, body: { solved } })
    setBusy(false)
    setFailed(!answer.ok)
    if (answer.ok) onAnswered(answer.body)
  }
  return (
    <div className="flex flex-col gap-10" data-testid="ask">
      <p className="text-18 font-semibold text-ink-1">{question}</p>
      <div className="grid grid-cols-2 gap-10">
        <Action size="large" main className="min-h-56 text-18" disabled={busy} onClick={() => void say(true)}>
          {texts.yes}
        </Action>
        <Action size="large" className="min-h-56 text-18" disabled={busy} onClick={() => void say(false)}>
          {texts.no}
        </Action>
      </div>
      {failed && <Callout role="alert">{texts.askFault}</Callout>}
    </div>
  )
}
