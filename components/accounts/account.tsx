'use client'
import { type FormEvent, type ReactNode, useCallback, useEffect, useState } from 'react'
import { StayActive } from '@/components/page/stay-active'
import { Action } from '@/components/ui/action'
import { Field } from '@/components/ui/field'
import { Sheet } from '@/components/ui/sheet'
import { changePassword, endSession, readSessions, signOut } from '@/lib/client/accounts'
import { accountTexts } from '@/lib/client/messages/accounts'
import type { Viewer } from '@/lib/domain/access'
import { type SessionRow, startPage } from '@/lib/domain/account'
import { ActivityList } from './activity'
import { Fault, faultText } from './fault'
import { SecondFactorForm } from './second-factor'

const { account: words, activity: activityWords, factor, password: passwordWords, sessions: sessionWords, roles } = accountTexts

const time = (text: string) =>
  new Intl.DateTimeFormat('zh-CN', { dateStyle: 'short', timeStyle: 'short', timeZone: 'Asia/Shanghai' }).format(Date.parse(text))

/** One's own account. `mustHaveFactor`: nothing else is open until the second factor is set up. */
export function Account({ viewer, secondFactor, mustHaveFactor }: { viewer: Viewer; secondFactor: boolean; mustHaveFactor: boolean }) {
  const leave = async () => {
    await signOut()
    location.assign('/sign-in')
  }
  const scope = viewer.scope.kind === 'department' ? viewer.scope.department : viewer.scope.prefixes.map((p) => p || words.scopeAll).join('、')
  return (
    <Sheet>
      <StayActive />
      <div className="mx-auto flex max-w-560 flex-col gap-28" data-testid="account">
        <header className="flex flex-wrap items-center gap-14">
          <div>
            <h1 className="text-3 font-semibold text-ink-1">{words.title}</h1>
            <p className="text-1">
              {viewer.name} · {roles[viewer.role]} · {scope}
            </p>
          </div>
          <span className="ml-auto flex gap-12">
            {!mustHaveFactor && <Action onClick={() => location.assign(startPage(viewer.role))}>{words.onward}</Action>}
            <Action onClick={leave}>{words.signOut}</Action>
          </span>
        </header>
        {mustHaveFactor && (
          <p role="status" className="text-2 text-stale">
            {words.mustHaveFactor}
          </p>
        )}
        <Part title={factor.title}>
          {secondFactor ? <p className="text-1">{factor.on}</p> : <SecondFactorForm onDone={() => location.reload()} />}
        </Part>
        <Part title={passwordWords.title}>
          <PasswordForm />
        </Part>
        <Part title={sessionWords.title}>
          <OpenSessions />
        </Part>
        <Part title={activityWords.title}>
          <ActivityList />
        </Part>
      </div>
    </Sheet>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-12 border-t border-line-strong pt-16">
      <h2 className="text-2 font-semibold text-ink-1">{title}</h2>
      {children}
    </section>
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
        <p role="status" className="text-1 text-live">
          {passwordWords.done}
        </p>
      )}
      <Action type="submit">{passwordWords.submit}</Action>
    </form>
  )
}

function OpenSessions() {
  const [rows, setRows] = useState<readonly SessionRow[]>([])
  const read = useCallback(() => void readSessions().then(setRows), [])
  useEffect(read, [read])
  return (
    <ul className="flex flex-col gap-12">
      {rows.map((row) => (
        <li key={row.id} className="flex items-center gap-12 text-1">
          <span className="min-w-0">
            <span className="block truncate text-ink-1">{row.browser ?? sessionWords.unknown}</span>
            {row.address ?? ''} · {sessionWords.opened} {time(row.openedAt)} · {sessionWords.used} {time(row.usedAt)}
          </span>
          <span className="ml-auto shrink-0">
            {row.current ? sessionWords.current : <Action onClick={() => void endSession(row.id).then(read)}>{sessionWords.end}</Action>}
          </span>
        </li>
      ))}
    </ul>
  )
}
