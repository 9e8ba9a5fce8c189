'use client'
import { type FormEvent, useState } from 'react'
import { hrefOf, landingOf } from '@/components/page/groups'
import { Action } from '@/components/ui/action'
import { Field } from '@/components/ui/field'
import { Logo } from '@/components/ui/logo'
import { Sheet } from '@/components/ui/sheet'
import { signIn } from '@/lib/client/accounts'
import { accountTexts } from '@/lib/client/messages/accounts'
import { wallTexts } from '@/lib/client/messages/wall'
import { Fault, faultText } from './fault'

const { signIn: words, faults } = accountTexts

/** Name and password, then the code where there is a second factor. `next`: a page of ours to go to. */
export function SignIn({ next, demo }: { next: string | null; demo: boolean }) {
  const [credentials, setCredentials] = useState({ username: '', password: '' })
  const [step, setStep] = useState<'password' | 'code'>('password')
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const code = new FormData(event.currentTarget).get('code')
    setBusy(true)
    setFault(null)
    const answer = await signIn({ ...credentials, ...(typeof code === 'string' ? { code: code.trim() } : {}) })
    if (answer.ok) return location.assign(answer.body.start === '/account' ? '/account' : (next ?? hrefOf(landingOf(answer.body))))
    setBusy(false)
    if (answer.code === 'code_needed') return setStep('code')
    setFault(step === 'code' && (answer.code === 'unauthenticated' || answer.code === 'invalid') ? faults.wrongCode : faultText(answer))
  }
  const typed = (field: 'username' | 'password') => (event: { currentTarget: { value: string } }) =>
    setCredentials({ ...credentials, [field]: event.currentTarget.value })

  return (
    <Sheet>
      <form onSubmit={submit} className="mx-auto flex max-w-400 flex-col gap-20" data-testid="sign-in">
        <header className="flex items-center gap-14 text-ink-1">
          <Logo className="size-40" />
          <h1 className="text-3 font-semibold">{wallTexts.title}</h1>
        </header>
        <h2 className="text-15 text-ink-2">{words.title}</h2>
        {step === 'password' ? (
          <>
            <Field
              label={words.username}
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
              required
              value={credentials.username}
              onChange={typed('username')}
            />
            <Field
              label={words.password}
              name="password"
              type="password"
              autoComplete="current-password"
              required
              maxLength={128}
              value={credentials.password}
              onChange={typed('password')}
            />
          </>
        ) : (
          <Field
            key="code"
            label={words.code}
            hint={words.codeHint}
            name="code"
            autoComplete="one-time-code"
            inputMode="text"
            autoFocus
            required
            maxLength={20}
          />
        )}
        <Fault text={fault} />
        <Action main type="submit" className="min-h-48" disabled={busy}>
          {busy ? words.busy : words.submit}
        </Action>
        {step === 'code' && (
          <Action
            onClick={() => {
              setStep('password')
              setFault(null)
            }}
          >
            {words.back}
          </Action>
        )}
        <p className="text-14 text-ink-3">{words.help}</p>
        {demo && <p className="text-14 text-ink-3">{wallTexts.demo}</p>}
      </form>
    </Sheet>
  )
}
