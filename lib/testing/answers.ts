import { expect } from 'vitest'
import * as z from 'zod/mini'

const ProblemAnswer = z.looseObject({ type: z.string(), title: z.string(), status: z.int(), code: z.string(), requestId: z.optional(z.string()) })

/** The answer parsed, with its status expected. */
export async function read<T extends z.ZodMiniType>(answer: Response, schema: T, status = 200): Promise<z.output<T>> {
  const text = await answer.text()
  expect(answer.status, text.slice(0, 500)).toBe(status)
  return z.parse(schema, JSON.parse(text))
}

/** The answer is a problem of this status and code, in the form of RFC 9457. */
export async function expectProblem(answer: Response, status: number, code: string): Promise<z.infer<typeof ProblemAnswer>> {
  const text = await answer.text()
  expect([answer.status, answer.headers.get('content-type')], text.slice(0, 500)).toEqual([status, 'application/problem+json'])
  const problem = ProblemAnswer.parse(JSON.parse(text))
  expect(problem).toMatchObject({ status, code, type: `urn:gridsight:problem:${code}` })
  return problem
}
