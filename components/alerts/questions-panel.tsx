'use client'
import { useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Failed } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { Field } from '@/components/ui/field'
import { ListRow } from '@/components/ui/list-row'
import { http } from '@/lib/client/http'
import { questionTexts } from '@/lib/client/messages/questions'
import { useRoute } from '@/lib/client/use-read'
import { type EventWords, placeName } from '@/lib/client/words'
import { WORDS_LIMIT } from '@/lib/domain/life-event'
import { type Question, QuestionAnswer } from '@/lib/domain/question'
import { questionRoutes } from '@/lib/domain/routes/questions'

/** Somebody else answers them too. */
const EVERY_MS = 60_000

/** 每周抽问: places that are asked about, each answered by a press; nothing where none waits. */
export function QuestionsPanel({ words }: { words: EventWords }) {
  const { data, fault, again, set } = useRoute(questionRoutes.list, {}, { everyMs: EVERY_MS })
  const [failed, setFailed] = useState<string | null>(null)
  const [busy, setBusy] = useState<string | null>(null)
  const answer = async (id: string, answer: QuestionAnswer, note: string) => {
    setBusy(id)
    const answered = await http(questionRoutes.answer, { params: { id }, body: { answer, ...(note !== '' && { note }) } })
    setBusy(null)
    setFailed(answered.ok ? null : answered.code === 'conflict' ? questionTexts.faults.conflict : questionTexts.faults.other)
    if (answered.ok) set(answered.body)
    else again()
  }
  if (fault === null && failed === null && !data?.questions.length) return null
  return (
    <Panel title={questionTexts.title} className="shrink-0" testId="questions">
      <p className="text-13 text-ink-3">{questionTexts.note}</p>
      {fault !== null && <Failed text={questionTexts.failed} onRetry={again} className="px-0! py-0!" />}
      {failed !== null && <Callout role="alert">{failed}</Callout>}
      {data && data.questions.length > 0 && (
        <ul className="-mt-8 max-h-208 overflow-y-auto max-lg:max-h-none">
          {data.questions.map((question) => (
            <QuestionRow key={question.id} question={question} words={words} isBusy={busy !== null} onAnswer={answer} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

type QuestionRowProps = {
  question: Question
  words: EventWords
  isBusy: boolean
  onAnswer(id: string, answer: QuestionAnswer, note: string): Promise<void>
}

function QuestionRow({ question: { id, grid, from, to }, words, isBusy, onAnswer }: QuestionRowProps) {
  const [note, setNote] = useState('')
  return (
    <ListRow data-testid="question">
      <span className="min-w-0 flex-1 font-semibold wrap-anywhere text-ink-1">{placeName(grid, words) || grid}</span>
      <span className="text-13 text-ink-2 tabular-nums">{questionTexts.week(from.slice(5), to.slice(5))}</span>
      <div className="w-full">
        <Field label={questionTexts.remark} value={note} maxLength={WORDS_LIMIT} onChange={({ target }) => setNote(target.value)} />
      </div>
      <div className="flex gap-8">
        {QuestionAnswer.options.map((answer) => (
          <Action key={answer} size="small" disabled={isBusy} onClick={() => void onAnswer(id, answer, note.trim())} data-testid={`answer-${answer}`}>
            {questionTexts.answers[answer]}
          </Action>
        ))}
      </div>
    </ListRow>
  )
}
