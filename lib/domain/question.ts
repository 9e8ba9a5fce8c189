import * as z from 'zod/mini'
import { mayReadGrid, type Viewer } from './access'
import { isOnDuty } from './alert-actions'
import { WORDS_LIMIT } from './life-event'

/** Why a place is asked about, which nobody who answers is told: a finding of the shadow, or nothing at all. */
export const QuestionKind = z.enum(['candidate', 'quiet'])
export type QuestionKind = z.infer<typeof QuestionKind>

/** 有, 没有 or 说不清. */
export const QuestionAnswer = z.enum(['yes', 'no', 'unclear'])
export type QuestionAnswer = z.infer<typeof QuestionAnswer>

/** 「上周这里有没有异常」 as it is put: a week (its civil days, inclusive) and the code of a leaf grid, and nothing of why. */
export const Question = z.object({ id: z.uuid(), from: z.string(), to: z.string(), grid: z.string() })
export type Question = z.infer<typeof Question>

/** Those that wait for an answer of the asker. */
export const Questions = z.object({ questions: z.array(Question) })
export type Questions = z.infer<typeof Questions>

/** What `POST /api/questions/{id}` takes. */
export const QuestionAnswerIn = z.object({
  answer: QuestionAnswer,
  note: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(WORDS_LIMIT))),
})
export type QuestionAnswerIn = z.infer<typeof QuestionAnswerIn>

/** May this viewer answer a question about a grid? Whoever could judge (定性) an alert that lies in it. */
export const mayAnswer = (viewer: Viewer, { grid }: Pick<Question, 'grid'>): boolean => isOnDuty(viewer) && mayReadGrid(viewer, grid)
