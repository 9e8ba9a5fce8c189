import { Action } from '@/components/ui/action'
import { TextLink } from '@/components/ui/text-link'
import { said } from '@/lib/client/language'
import { unitTexts as texts } from '@/lib/client/messages/units'
import type { Blank } from '@/lib/domain/unit'
import { BlankMark } from './unit-mark'

type Reason = Blank['near'][number]['reasons'][number]
/** Why somebody could take a blank spot on, in words. */
export function reasonWords(reason: Reason): string {
  const { reasons } = texts.blank
  if (reason.kind === 'distance') return reasons.distance(reason.metres)
  return reason.kind === 'grids' ? reasons.grids(reason.count) : reasons.community
}

/** A blank spot: what is missing, who could take it on and why, and the way to send somebody. `onSend`: null where the viewer may not, or somebody was sent. */
export function BlankCard({ blank, onOpen, onSend }: { blank: Blank; onOpen(unit: string): void; onSend: (() => void) | null }) {
  const name = said({ zh: blank.name, en: blank.nameEn })
  return (
    <div className="flex flex-col gap-12 p-16" data-testid="blank-card" data-blank={blank.id} data-lacks={blank.lacks}>
      <p className="flex items-center gap-8 text-13 text-ink-3">
        <BlankMark /> {texts.blank.kinds[blank.subject]}
      </p>
      <h2 className="text-18 font-semibold text-ink-1">{texts.blank.title(name)}</h2>
      <p className="text-ink-2">{texts.blank[blank.lacks]}</p>
      <h3 className="text-15 font-semibold text-ink-1">{texts.blank.near}</h3>
      {blank.near.length === 0 ? (
        <p className="text-13 text-ink-3">{texts.blank.none}</p>
      ) : (
        <ol className="flex flex-col gap-8">
          {blank.near.map(({ unit, reasons }) => (
            <li key={unit.id}>
              <TextLink onClick={() => onOpen(unit.id)}>{said({ zh: unit.name, en: unit.nameEn })}</TextLink>
              <p className="text-13 text-ink-3">{reasons.map(reasonWords).join(' · ')}</p>
            </li>
          ))}
        </ol>
      )}
      {onSend && (
        <Action main className="self-start" onClick={onSend} data-testid="send-instructor">
          {texts.blank.send} <kbd className="font-sans text-13 opacity-75">B</kbd>
        </Action>
      )}
    </div>
  )
}
