import { answerQuestion, giveQuestions } from '@/lib/db/alerts/questions'
import { questionRoutes } from '@/lib/domain/routes/questions'
import { type Served, serveViewer } from './route'

export const questionsServed: readonly Served[] = [
  serveViewer(questionRoutes.list, ({ viewer }) => giveQuestions(viewer, Date.now())),
  serveViewer(questionRoutes.answer, async ({ params, body, viewer, address }) => {
    const now = Date.now()
    await answerQuestion(viewer, params().id, await body(), { now, address })
    return giveQuestions(viewer, now)
  }),
]
