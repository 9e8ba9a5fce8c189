import { lightName } from '@/lib/client/names'
import type { Light } from '@/lib/domain/life'

const looks = { normal: 'text-ink-3', near: 'text-ink-1', overdue: 'font-semibold text-ink-1' } as const satisfies Record<Light, string>

/** 正常, 临期, 超期 by a shape that fills as the limit is used up, and a word; never by colour. */
export function LightMark({ light, text }: { light: Light; text?: string }) {
  return (
    <span className={`inline-flex items-center gap-5 text-13 whitespace-nowrap ${looks[light]}`} data-light={light}>
      <svg viewBox="0 0 16 16" className="size-14 shrink-0" aria-hidden fill="none" stroke="currentColor">
        {light === 'overdue' ? (
          <>
            <path d="M8 .8 15.2 8 8 15.2.8 8z" fill="currentColor" stroke="none" />
            <path d="M8 4.4v4.4M8 10.4v1.4" stroke="var(--panel)" strokeWidth="1.7" />
          </>
        ) : (
          <>
            <circle cx="8" cy="8" r="6.2" strokeWidth="1.6" />
            {light === 'near' && <path d="M8 8V1.8A6.2 6.2 0 1 1 1.8 8z" fill="currentColor" stroke="none" />}
          </>
        )}
      </svg>
      {lightName(light)}
      {text !== undefined && <span className="font-normal">{text}</span>}
    </span>
  )
}
