import { Course, CourseStep } from '@/components/ui/course'
import { alertStepName, alertStepWords } from '@/lib/client/alert-words'
import { digestStepWords } from '@/lib/client/budget-words'
import { formatMoment } from '@/lib/client/due'
import { accountTexts } from '@/lib/client/messages/accounts'
import { alertTexts } from '@/lib/client/messages/alerts'
import { budgetTexts } from '@/lib/client/messages/budget'
import { lateNewsTexts } from '@/lib/client/messages/late-news'
import { silenceTexts } from '@/lib/client/messages/silences'
import { wordOf } from '@/lib/client/word-of'
import { type EventWords, partyName } from '@/lib/client/words'
import type { AlertStep } from '@/lib/domain/alert'
import { Party } from '@/lib/domain/life'

const roleName = (role: string | null) => (role === null ? '' : (wordOf(accountTexts.roles, role) ?? role))

/** What has happened to an alert, by itself and by people; the newest last, as it is told. */
export function AlertTimeline({ steps, words, now }: { steps: readonly AlertStep[]; words: EventWords; now: number }) {
  return (
    <Course>
      {steps.map((step, i) => {
        const to = Party.safeParse(step.detail.to)
        const { until, hours, setBy, reason, lateHours } = step.detail
        const lines = [
          ...alertStepWords(step),
          ...digestStepWords(step, now),
          typeof lateHours === 'number' ? lateNewsTexts.mark(lateHours) : null,
          to.success ? partyName(to.data, words) : null,
          typeof until === 'string' && step.step !== 'digested' ? (hours ? silenceTexts.until : alertTexts.silent)(formatMoment(until, now)) : null,
          typeof setBy === 'string' ? silenceTexts.by(setBy) : null,
          typeof reason === 'string' ? reason : null,
          step.note,
        ]
        return (
          <CourseStep
            // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added, and one change may bring several
            key={`${step.revision} ${i}`}
            name={step.step === 'digested' ? budgetTexts.step : alertStepName(step.step, step.detail)}
            at={step.at}
            moment={formatMoment(step.at, now)}
            by={[step.actor ?? alertTexts.byItself, roleName(step.role)].filter(Boolean).join(' · ')}
            lines={lines.filter((line) => line !== null)}
            kind={step.step}
            testId="alert-step"
          />
        )
      })}
    </Course>
  )
}
