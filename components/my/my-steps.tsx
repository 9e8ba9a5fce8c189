import { myTexts } from '@/lib/client/messages/my'
import type { MyReport, MyStep } from '@/lib/domain/my'

const { mine: texts } = myTexts

/** What is repaired, of the types that come with the product; everything else is dealt with. Before it is known what it is, it is said as of a repair. */
const MENDED: ReadonlySet<string> = new Set(['0402', '0403', '0503', '0504'])
export const verbOf = ({ type }: Pick<MyReport, 'type'>): 'mend' | 'do' => (type === null || MENDED.has(type.code) ? 'mend' : 'do')

const ORDER: readonly MyStep[] = ['received', 'assigned', 'working', 'done']

const day = new Intl.DateTimeFormat('en-US', { timeZone: 'Asia/Shanghai', month: 'numeric', day: 'numeric' })
function dayOf(instant: string, now: number): string {
  const parts = (at: number) => Object.fromEntries(day.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const [then, today] = [parts(Date.parse(instant)), parts(now)]
  return then.month === today.month ? texts.day(then.day ?? 0, then.month ?? 0) : texts.monthDay(then.month ?? 0, then.day ?? 0)
}

/** How far a report has come: four steps on a line, each with its day; the one that it stands at says how late it is. */
export function MySteps({ report, now }: { report: MyReport; now: number }) {
  const { step, times, lateDays } = report
  const reached = ORDER.indexOf(step)
  const days = [times.received, times.assigned, times.working, times.done]
  const isDone = step === 'done'
  return (
    <ol className="grid grid-cols-4 pt-4" data-testid="steps" data-step={step}>
      {texts.steps[verbOf(report)].map((name, i) => {
        const state = i < reached || isDone ? 'past' : i === reached ? 'here' : 'ahead'
        const at = days[i] ?? null
        return (
          <li key={name} className="relative flex flex-col items-center text-center" aria-current={state === 'here' ? 'step' : undefined}>
            {i > 0 && <span aria-hidden className={`absolute top-13 right-1/2 left-[-50%] h-4 ${i <= reached ? 'bg-data' : 'bg-track'}`} />}
            <Mark state={state} />
            <span className={`pt-6 text-16 ${state === 'here' ? 'font-semibold text-ink-1' : state === 'past' ? 'text-ink-2' : 'text-ink-3'}`}>
              {name}
            </span>
            <span className="text-15 text-ink-3 tabular-nums">
              {state === 'here' && lateDays > 0 ? (
                <strong className="font-medium text-ink-1" data-testid="late">
                  {texts.late(lateDays)}
                </strong>
              ) : (
                at !== null && state !== 'ahead' && dayOf(at, now)
              )}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

function Mark({ state }: { state: 'past' | 'here' | 'ahead' }) {
  const ground = { past: 'bg-data', here: 'bg-ink-1', ahead: 'border-3 border-line-strong bg-panel' }[state]
  return (
    <span aria-hidden className={`relative z-1 grid size-30 place-items-center rounded-full ${ground}`}>
      {state === 'past' && (
        <svg viewBox="0 0 24 24" className="size-20 fill-none stroke-panel stroke-3" aria-hidden>
          <path d="M5 12.500l4.500 4.500L19 7.500" />
        </svg>
      )}
      {state === 'here' && <span className="size-10 rounded-full bg-panel" />}
    </span>
  )
}
