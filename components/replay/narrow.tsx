import { Told } from '@/components/page/told'
import { narrowTexts as texts } from '@/lib/client/messages/narrow'

const TEXTS = [texts.text]

/** Instead of the past on a screen on which nobody could read it. */
export function Narrow() {
  return (
    <main data-theme="dark" className="grid min-h-dvh bg-bg p-16 text-14 text-ink-2 scheme-dark" data-testid="narrow">
      <Told title={texts.title} texts={TEXTS} back="desk" alone />
    </main>
  )
}
