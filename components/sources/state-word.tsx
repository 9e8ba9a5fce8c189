import { Tag } from '@/components/ui/tag'
import { sourcesTexts as texts } from '@/lib/client/messages/sources'
import type { SourceRun } from '@/lib/domain/source'

/** How a run stands, in a word; what needs a hand in ink. */
export function StateWord({ run: { state, dry, progress } }: { run: SourceRun }) {
  const needsHand = state === 'held' || state === 'failed'
  const word = state === 'running' ? texts.running(Math.round(progress * 100)) : texts.states[state]
  return (
    <span className="inline-flex items-center gap-6 text-13" data-testid="run-state" data-state={state}>
      {dry && <Tag dashed>{texts.dryTag}</Tag>}
      <span className={needsHand ? 'font-semibold text-ink-1' : 'text-ink-2'}>{word}</span>
    </span>
  )
}
