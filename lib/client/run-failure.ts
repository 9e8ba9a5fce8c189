import type { SourceRun } from '@/lib/domain/source'
import { sourceFailures } from './messages/source-failures'
import { sourceFieldsTexts } from './messages/source-fields'
import { wordOf } from './word-of'

/** Why a run failed, in the language of the page; of older runs, and of what there are no words for, in the sentence of the log. */
export function failureWords({ fault, failure }: Pick<SourceRun, 'fault' | 'failure'>): string {
  const words = failure === null ? undefined : sourceFailures[failure.code]
  if (failure === null || words === undefined) return fault ?? ''
  if (typeof words === 'string') return words
  const isField = failure.code.startsWith('mapping_')
  return words(...failure.params.map((param) => (isField ? (wordOf(sourceFieldsTexts.fields, param) ?? param) : param)))
}
