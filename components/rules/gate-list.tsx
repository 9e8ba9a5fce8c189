import { ruleTexts } from '@/lib/client/messages/rules'
import { gateWords } from '@/lib/client/rule-words'
import type { Gate } from '@/lib/domain/rule-gates'

/** The gates that a record has to pass, each with what was reached; one that fails is in a frame. */
export function GateList({ gates }: { gates: readonly Gate[] }) {
  return (
    <ul className="flex flex-col" data-testid="gates">
      {gates.map((gate) => {
        const { name, reached } = gateWords(gate)
        return (
          <li
            key={gate.gate}
            data-passed={gate.passed}
            className={`flex items-center gap-10 px-8 py-7 ${gate.passed ? 'border-b border-line' : 'rounded-6 border-2 border-ink-1 font-semibold'}`}
          >
            <svg
              viewBox="0 0 16 16"
              className="size-14 shrink-0"
              role="img"
              aria-label={gate.passed ? ruleTexts.gates.passed : ruleTexts.gates.failed}
            >
              <path d={gate.passed ? 'M2 8.5l4 4 8-9' : 'M3 3l10 10M13 3L3 13'} fill="none" stroke="currentColor" strokeWidth="2" />
            </svg>
            <span className="text-ink-1">{name}</span>
            <span className="ml-auto tabular-nums text-ink-1">{reached}</span>
          </li>
        )
      })}
    </ul>
  )
}
