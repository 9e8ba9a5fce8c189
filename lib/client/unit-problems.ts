import * as z from 'zod/mini'
import type { Refused } from './http'
import { unitFormTexts as texts } from './messages/unit-form'
import { faultWord, wordOf } from './word-of'

const Errors = z.array(z.looseObject({ name: z.string() }))

/** What is wrong with which fields, in words; those that no form shows are left out. */
export const faultsIn = (fields: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    fields.flatMap((field) => {
      const word = wordOf(texts.faults, field)
      return word === undefined ? [] : [[field, word] as const]
    }),
  )

/** The fields that a refusal names. */
export const fieldsIn = ({ problem }: Refused): string[] =>
  (Errors.safeParse(problem.errors).data ?? []).map(({ name }) => name.split('.')[0] ?? name)

/** Why a unit was not saved, in words: whoever changed it meanwhile, or what stands below it, is told apart. */
export function problemWords({ code, problem }: Refused): string {
  const { stale, below, ...words } = texts.problems
  if (code === 'conflict') return 'revision' in problem ? stale : below
  return faultWord(words, code)
}
