import { Action } from '@/components/ui/action'
import { phoneTexts } from '@/lib/client/messages/phone'

const { locked: texts } = phoneTexts

/** In the place of what somebody read, once their session has ended: how much waits, and that it waits for them alone. */
export function Locked({ waiting, next }: { waiting: number; next: string }) {
  return (
    <section role="alert" className="flex flex-col gap-12 rounded-10 border border-ink-1 bg-panel p-20" data-testid="locked" data-waiting={waiting}>
      <h2 className="text-18 font-semibold text-ink-1">{texts.title}</h2>
      <p>{waiting > 0 ? texts.text(waiting) : texts.nothing}</p>
      <Action size="large" main href={`/sign-in?next=${encodeURIComponent(next)}`}>
        {texts.signIn}
      </Action>
    </section>
  )
}
