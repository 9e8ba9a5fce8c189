'use client'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Cap } from '@/components/page/key-caps'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { DoneNotice } from '@/components/ui/done-notice'
import { alertActionName } from '@/lib/client/alert-words'
import { nextStep } from '@/lib/client/ladder-words'
import { alertTexts } from '@/lib/client/messages/alerts'
import { resumesText } from '@/lib/client/resume-words'
import type { AlertDetail } from '@/lib/domain/alert'
import type { AlertAction } from '@/lib/domain/alert-actions'
import { Verdict } from '@/lib/domain/alert-record'
import type { AlertView } from './use-alert'
import { alertCap, useAlertKeys } from './use-alert-keys'

const AlertDialog = dynamic(() => import('./alert-dialog').then((m) => m.AlertDialog), { ssr: false })

/** The actions that are asked about; what needs no words is done at once. */
const ASKED = ['assign', 'escalate', 'comment', 'silence', 'resolve', 'reopen'] as const satisfies readonly AlertAction[]
const isAsked = (action: AlertAction): boolean => ASKED.some((one) => one === action)

/** What may be done with an alert now, by right; a verdict is one press, and what was acknowledged can be taken back for a moment. */
export function AlertActions({ alert, view, now }: { alert: AlertDetail; view: AlertView; now: number }) {
  const [open, setOpen] = useState<AlertAction | null>(null)
  const offered = alert.actions.filter((action) => action !== 'unacknowledge' && action !== 'verdict')
  const judges = alert.actions.includes('verdict')
  const start = (action: AlertAction) => {
    if (!isAsked(action)) return void view.act({ action })
    view.dismiss()
    setOpen(action)
  }
  const judge = (verdict: Verdict) => void view.act({ action: 'verdict', verdict })
  useAlertKeys(alert.actions, view.busy === null && open === null, start, judge)
  const main = offered.includes('acknowledge') ? 'acknowledge' : null
  const { done } = view
  const next = nextStep(alert, now)
  const resumes = resumesText(alert, now)
  return (
    <div className="flex flex-col gap-10">
      <div aria-live="polite" className="contents">
        {view.fault !== null && open === null && <Callout role="alert">{view.fault}</Callout>}
      </div>
      {done && (
        <DoneNotice
          key={done.key}
          text={done.text ?? alertTexts.done(alertActionName(done.action))}
          onUndo={done.action === 'acknowledge' && alert.actions.includes('unacknowledge') ? () => void view.act({ action: 'unacknowledge' }) : null}
        />
      )}
      {resumes && (
        <p className="text-ink-1" data-testid="resumes">
          {resumes}
        </p>
      )}
      {alert.actions.length === 0 ? (
        <p className="text-13 text-ink-3">{alertTexts.noActions}</p>
      ) : (
        <div role="toolbar" aria-label={alertTexts.actions} className="flex flex-wrap items-center gap-8" data-testid="alert-actions">
          {offered.map((action) => (
            <Action
              key={action}
              main={action === main}
              disabled={view.busy !== null}
              data-action={action}
              // on a phone it stands at the bottom of the page
              className={action === main ? 'max-sm:hidden' : ''}
              aria-keyshortcuts={alertCap(action)}
              onClick={() => start(action)}
            >
              {alertActionName(action)}
              <Cap cap={alertCap(action)} />
            </Action>
          ))}
          {judges && (
            <span className="ml-auto flex flex-wrap items-center gap-6 max-lg:ml-0">
              <span className="text-13 text-ink-3 print:hidden">{alertTexts.verdict}</span>
              {Verdict.options.map((verdict, i) => (
                <Action
                  key={verdict}
                  disabled={view.busy !== null}
                  aria-pressed={alert.verdict === verdict}
                  data-verdict={verdict}
                  className="aria-pressed:border-ink-1 aria-pressed:font-semibold"
                  aria-keyshortcuts={`${i + 1}`}
                  onClick={() => judge(verdict)}
                >
                  {alertTexts.verdicts[verdict]}
                  <Cap cap={`${i + 1}`} />
                </Action>
              ))}
            </span>
          )}
        </div>
      )}
      {main && (
        <div className="fixed inset-x-0 bottom-0 z-40 border-t border-line bg-panel p-12 pb-[calc(12px+env(safe-area-inset-bottom))] sm:hidden">
          <Action main size="large" className="w-full" disabled={view.busy !== null} data-action={main} onClick={() => start(main)}>
            {alertActionName(main)}
            {next && <span className="pl-8 font-medium tabular-nums">{alertTexts.ladder.left(next.left)}</span>}
          </Action>
        </div>
      )}
      {open && (
        <AlertDialog
          action={open}
          alert={alert}
          now={now}
          busy={view.busy !== null}
          fault={view.fault}
          onDo={(said) => void view.act(said).then((did) => did && setOpen(null))}
          onClose={() => {
            view.dismiss()
            setOpen(null)
          }}
        />
      )}
    </div>
  )
}
