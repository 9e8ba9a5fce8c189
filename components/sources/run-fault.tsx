import { failureWords } from '@/lib/client/run-failure'
import type { SourceRun } from '@/lib/domain/source'

/** Why a run failed; loaded where one did. */
export function RunFault({ run }: { run: SourceRun }) {
  return (
    <p role="alert" className="px-16 py-14 text-ink-1" data-testid="run-fault">
      {failureWords(run)}
    </p>
  )
}
