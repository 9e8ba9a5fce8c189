import { alertTexts } from '@/lib/client/messages/alerts'
import type { EventWords } from '@/lib/client/words'
import type { Alert } from '@/lib/domain/alert'
import type { AlertGroup as Group } from '@/lib/domain/related-alerts'
import { AlertLine } from './alert-line'

export type AlertGroupProps = {
  group: Group<Alert>
  /** are the related ones shown? */
  open: boolean
  chosen: string | null
  words: EventWords
  now: number
  onChoose(id: string): void
  onOpen(id: string, open: boolean): void
}

/** Alerts that are related (相关), as one row: the gravest, and the others under it where it is unfolded. */
export function AlertGroup({ group: { head, related }, open, chosen, words, now, onChoose, onOpen }: AlertGroupProps) {
  const rows = `related-${head.id}`
  return (
    <li className="border-b border-line last:border-b-0">
      <AlertRow alert={head} chosen={chosen} words={words} now={now} onChoose={onChoose} />
      {related.length > 0 && (
        <>
          <button
            type="button"
            aria-expanded={open}
            aria-controls={rows}
            title={open ? alertTexts.related.fold : alertTexts.related.unfold(related.length)}
            onClick={() => onOpen(head.id, !open)}
            className="flex min-h-32 w-full items-center gap-6 pr-12 pl-70 text-left text-13 text-ink-2 hover:bg-track hover:text-ink-1 max-lg:min-h-44"
            data-testid="alert-related"
          >
            <svg
              viewBox="0 0 16 16"
              className={`size-14 shrink-0 transition-transform motion-reduce:transition-none ${open ? 'rotate-90' : ''}`}
              fill="none"
              stroke="currentColor"
              strokeWidth="1.6"
              aria-hidden
            >
              <path d="m6 3 5 5-5 5" />
            </svg>
            {alertTexts.related.count(related.length)}
          </button>
          <ul id={rows} hidden={!open} aria-label={alertTexts.related.title} className="border-t border-line">
            {open &&
              related.map((alert) => (
                <li key={alert.id} className="border-b border-line pl-20 last:border-b-0">
                  <AlertRow alert={alert} chosen={chosen} words={words} now={now} onChoose={onChoose} />
                </li>
              ))}
          </ul>
        </>
      )}
    </li>
  )
}

type AlertRowProps = { alert: Alert } & Pick<AlertGroupProps, 'chosen' | 'words' | 'now' | 'onChoose'>

function AlertRow({ alert, chosen, words, now, onChoose }: AlertRowProps) {
  return (
    <button
      type="button"
      aria-current={alert.id === chosen || undefined}
      onClick={() => onChoose(alert.id)}
      className="flex w-full items-start gap-10 px-12 py-10 text-left hover:bg-track aria-[current]:bg-chosen aria-[current]:shadow-[inset_4px_0_var(--ink-1)]"
      data-testid="alert-row"
      data-alert={alert.id}
      data-colour={alert.colour}
    >
      <AlertLine alert={alert} words={words} now={now} />
    </button>
  )
}
