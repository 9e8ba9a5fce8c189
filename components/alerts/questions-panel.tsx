'use client'
import { useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Failed } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { inputLook } from '@/components/ui/field'
import { http } from '@/lib/client/http'
import { questionTexts } from '@/lib/client/messages/questions'
import { useRoute } from '@/lib/client/use-read'
import { type EventWords, placeName } from '@/lib/client/words'
import { WORDS_LIMIT } from '@/lib/domain/life-event'
import { type Question, QuestionAnswer } from '@/lib/domain/question'
import { questionRoutes } from '@/lib/domain/routes/questions'

/** Somebody else answers them too. */
const POLL_MS = 60_000

/** 每周抽问: one place after the other is asked about, each answered by a press; nothing where none waits. */
export function QuestionsPanel({ words }: { words: EventWords }) {
  const { data, fault, again, set } = useRoute(questionRoutes.list, {}, { everyMs: POLL_MS })
  const [failed, setFailed] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const send = async (id: string, answer: QuestionAnswer, note: string) => {
    setBusy(true)
    const answered = await http(questionRoutes.answer, { params: { id }, body: { answer, ...(note !== '' && { note }) } })
    setBusy(false)
    setFailed(answered.ok ? null : answered.code === 'conflict' ? questionTexts.faults.conflict : questionTexts.faults.other)
    if (answered.ok) set(answered.body)
    else again()
  }
  const questions = data?.questions ?? []
  const [first] = questions
  if (fault === null && failed === null && !first) return null
  return (
    <Panel
      title={questionTexts.title}
      note={questions.length > 1 ? questionTexts.left(questions.length) : undefined}
      className="shrink-0"
      testId="questions"
    >
      {fault !== null && <Failed text={questionTexts.failed} onRetry={again} className="px-0! py-0!" />}
      {failed !== null && <Callout role="alert">{failed}</Callout>}
      {first && <OneQuestion key={first.id} question={first} words={words} isBusy={isBusy} onAnswer={send} />}
    </Panel>
  )
}

type OneQuestionProps = {
  question: Question
  words: EventWords
  isBusy: boolean
  onAnswer(id: string, answer: QuestionAnswer, note: string): Promise<void>
}

function OneQuestion({ question: { id, grid, from, to }, words, isBusy, onAnswer }: OneQuestionProps) {
  const [note, setNote] = useState('')
  return (
    <div className="flex flex-col gap-8" data-testid="question" data-grid={grid}>
      <p className="flex flex-wrap gap-x-10">
        <span className="font-semibold wrap-anywhere text-ink-1">{placeName(grid, words) || grid}</span>
        <span className="text-13 text-ink-2 tabular-nums">{questionTexts.week(from.slice(5), to.slice(5))}</span>
      </p>
      <input
        aria-label={questionTexts.remark}
        placeholder={questionTexts.remark}
        className={inputLook}
        value={note}
        maxLength={WORDS_LIMIT}
        onChange={({ target }) => setNote(target.value)}
      />
      <div className="flex gap-8">
        {QuestionAnswer.options.map((answer) => (
          <Action key={answer} size="small" disabled={isBusy} onClick={() => void onAnswer(id, answer, note.trim())} data-testid={`answer-${answer}`}>
            {questionTexts.answers[answer]}
          </Action>
        ))}
      </div>
      <p className="text-13 text-ink-3">{questionTexts.note}</p>
    </div>
  )
}
