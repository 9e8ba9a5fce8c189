import { visitTexts } from '@/lib/client/messages/visits'
import type { DutyItem } from '@/lib/domain/duty-item'

const { crew: texts } = visitTexts

/** The places of a crew: filled where somebody has agreed, dashed where somebody is missing. */
export function CrewRings({ crew }: { crew: DutyItem['crew'] }) {
  return (
    <span
      className="inline-flex gap-2"
      role="img"
      aria-label={crew.map(({ role, filled }) => (filled ? texts.filled : texts.missing)(texts.roles[role])).join('，')}
    >
      {crew.map(({ role, filled }, i) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: places stand in their order
          key={i}
          aria-hidden
          className={`grid size-21 place-items-center rounded-full text-13 leading-none ${filled ? 'bg-(--data) text-bg' : 'border border-dashed border-ink-3 text-ink-3'}`}
          data-filled={filled}
        >
          {texts.marks[role]}
        </span>
      ))}
    </span>
  )
}
