import * as z from 'zod/mini'
import { QuestionAnswerIn, Questions } from '../question'
import type { Routes } from '../route'

const One = z.object({ id: z.uuid().check(z.describe('uuid of the question')) })

/** Weekly questions (「上周这里有没有异常」) that estimate what early warning misses. */
export const questionRoutes = {
  list: {
    method: 'GET',
    path: '/api/questions',
    access: 'viewer',
    summary: 'The open questions of last week: was there something unusual at this place? For those on duty, of grids in their area',
    description:
      'Each Monday at 08:00 up to 3 places where a rule of inference found something that nobody was told of (RI 20 to 100), and 2 where nothing was found, are asked about. Which is which is not told. A question is open for 7 days.',
    answer: { says: 'the open ones, the latest week first', json: { Questions } },
    problems: [403],
  },
  answer: {
    method: 'POST',
    path: '/api/questions/{id}',
    access: 'viewer',
    summary: 'Answer one, by those on duty with its grid in their area; the first answer stands',
    description:
      'It changes no alert and no rule: `missed` in `GET /api/rules` counts it. The same answer again, by the same sender, is nothing new.',
    params: One,
    body: { json: { QuestionAnswerIn } },
    answer: { says: 'those that are open now', json: { Questions } },
    problems: [404, 409],
  },
} as const satisfies Routes
