'use client'
import { type FormEvent, useState } from 'react'
import type { Frame } from '@/components/page/frame'
import { hrefOf, landingOf } from '@/components/page/groups'
import { Panel } from '@/components/page/panel'
import { Shell } from '@/components/page/shell'
import { Failed, Waiting } from '@/components/page/states'
import { useSignOut } from '@/components/page/use-sign-out'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { Field } from '@/components/ui/field'
import { changePassword, endSession } from '@/lib/client/accounts'
import { aboutTexts } from '@/lib/client/messages/about'
import { accountTexts } from '@/lib/client/messages/accounts'
import { pageTexts } from '@/lib/client/messages/page'
import { useRoute } from '@/lib/client/use-read'
import { isOnDuty } from '@/lib/domain/alert-actions'
import type { EventType } from '@/lib/domain/category'
import { authRoutes } from '@/lib/domain/routes/auth'
import { ActivityList } from './activity'
import { Fault, faultText } from './fault'
import { ReachPart } from './reach-part'
import { SecondFactorForm } from './second-factor'

const { account: words, activity: activityWords, factor, password: passwordWords, sessions: sessionWords, roles } = accountTexts

const time = (text: string) =>
  new Intl.DateTimeFormat('zh-CN', { dateStyle: 'short', timeStyle: 'short', timeZone: 'Asia/Shanghai' }).format(Date.parse(text))

/** One's own account. */
export function Account({ frame, secondFactor, types }: { frame: Frame; secondFactor: boolean; types: readonly EventType[] }) {
  const { viewer, scope, factorMissing } = frame
  const { staying, leave } = useSignOut()
  return (
    <Shell
      frame={frame}
      page="account"
      about={aboutTexts.account}
      tools={
        <>
          {!factorMissing && <Action href={hrefOf(landingOf(viewer))}>{words.onward}</Action>}
          <Action onClick={() => void leave()}>{words.signOut}</Action>
        </>
      }
    >
      {staying && <Callout role="alert">{pageTexts.person.staying}</Callout>}
      {factorMissing && (
        <p role="status" className="rounded-10 border border-line-strong bg-panel px-16 py-12 text-15 font-medium text-ink-1">
          {words.mustHaveFactor}
        </p>
      )}
      <div className="grid grid-cols-2 items-start gap-12 max-lg:grid-cols-1" data-testid="account">
        <div className="flex min-w-0 flex-col gap-12">
          <Panel title={viewer.name} note={`${roles[viewer.role]} · ${scope}`}>
            <h3 className="text-14 font-semibold text-ink-1">{factor.title}</h3>
            {secondFactor ? <p>{factor.on}</p> : <SecondFactorForm onDone={() => location.reload()} />}
          </Panel>
          <Panel title={passwordWords.title}>
            <PasswordForm />
          </Panel>
        </div>
        <div className="flex min-w-0 flex-col gap-12">
          {!factorMissing && isOnDuty(viewer) && viewer.userId !== undefined && <ReachPart userId={viewer.userId} types={types} />}
          <Panel title={sessionWords.title}>
            <OpenSessions />
          </Panel>
          <Panel title={activityWords.title}>
            <ActivityList />
          </Panel>
        </div>
      </div>
    </Shell>
  )
}

function PasswordForm() {
  const [fault, setFault] = useState<string | null>(null)
  const [done, setDone] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const data = new FormData(form)
    const answer = await changePassword(String(data.get('current')), String(data.get('next')))
    setFault(answer.ok ? null : faultText(answer))
    setDone(answer.ok)
    if (answer.ok) form.reset()
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-12">
      <Field label={passwordWords.current} name="current" type="password" autoComplete="current-password" required maxLength={128} />
      <Field
        label={passwordWords.next}
        hint={passwordWords.hint}
        name="next"
        type="password"
        autoComplete="new-password"
        required
        minLength={8}
        maxLength={128}
      />
      <Fault text={fault} />
      {done && (
        <p role="status" className="text-14 text-live">
          {passwordWords.done}
        </p>
      )}
      <Action type="submit" className="self-start">
        {passwordWords.submit}
      </Action>
    </form>
  )
}

function OpenSessions() {
  const { data, fault, again } = useRoute(authRoutes.sessions, {})
  const [failed, setFailed] = useState<string | null>(null)
  const end = async (id: string) => {
    const answer = await endSession(id)
    setFailed(answer.ok ? null : faultText(answer))
    again()
  }
  if (fault) return <Failed code={fault.code} onRetry={again} className="px-0" />
  if (!data) return <Waiting className="px-0" />
  return (
    <ul className="flex flex-col gap-12">
      {failed !== null && (
        <li>
          <Fault text={failed} />
        </li>
      )}
      {data.sessions.map((row) => (
        <li key={row.id} className="flex items-center gap-12 text-14">
          <span className="min-w-0">
            <span className="block truncate text-ink-1">{row.browser ?? sessionWords.unknown}</span>
            {row.address ?? ''} · {sessionWords.opened} {time(row.openedAt)} · {sessionWords.used} {time(row.usedAt)}
          </span>
          <span className="ml-auto shrink-0">
            {row.current ? sessionWords.current : <Action onClick={() => void end(row.id)}>{sessionWords.end}</Action>}
          </span>
        </li>
      ))}
    </ul>
  )
}
