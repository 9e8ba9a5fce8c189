import { Part } from '@/components/ui/part'
import { atItOf, heldOf } from '@/lib/client/at-it'
import { formatMoment } from '@/lib/client/due'
import { inList } from '@/lib/client/in-list'
import { atItTexts as texts } from '@/lib/client/messages/at-it'
import { deskTexts } from '@/lib/client/messages/desk'
import type { EventWords } from '@/lib/client/words'
import type { EventDetail } from '@/lib/domain/event-detail'

/** Who is at an event: a character in a ring for what they have to do with it, their name, and where they stand. */
export function WhoAtIt({ event, words, now }: { event: EventDetail; words: EventWords; now: number }) {
  const rows = atItOf(event, words, now)
  const held = heldOf(event, words)
  if (rows.length === 0) return null
  return (
    <Part title={texts.title} testId="at-it">
      <ul className="flex flex-col gap-8">
        {rows.map(({ part, name, line }) => (
          <li key={`${part} ${name}`} className="flex items-center gap-10" data-part={part}>
            <span
              role="img"
              aria-label={texts.parts[part]}
              title={texts.parts[part]}
              className={`grid size-28 shrink-0 place-items-center rounded-full border text-13 font-semibold ${part === 'lead' ? 'border-ink-1 bg-ink-1 text-bg' : 'border-line-strong text-ink-1'}`}
            >
              {texts.marks[part]}
            </span>
            <span className="min-w-0">
              <span className="block truncate font-medium text-ink-1" title={name}>
                {name}
              </span>
              {line !== null && <span className="block text-13 text-ink-3">{line}</span>}
            </span>
          </li>
        ))}
      </ul>
      {held.length > 0 && (
        <>
          <h4 className="pt-12 pb-4 text-13 text-ink-3">
            {texts.held} · {deskTexts.event.toldBySource(event.source)}
          </h4>
          <ol className="flex flex-col gap-8 border-l-2 border-line pl-12" data-testid="held">
            {held.map(({ name, assisting, stages }) => (
              <li key={stages[0]?.at}>
                <span className="font-medium text-ink-1">{name}</span>
                {assisting.length > 0 && <span className="text-13 text-ink-3"> {texts.with(inList(assisting))}</span>}
                <span className="flex flex-wrap gap-x-12 text-13 text-ink-3">
                  {stages.map((stage) => (
                    <span key={`${stage.name} ${stage.at}`} className="whitespace-nowrap">
                      {stage.name} {formatMoment(stage.at, now)}
                    </span>
                  ))}
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
    </Part>
  )
}
