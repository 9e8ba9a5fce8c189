import type { Refused } from '@/lib/client/http'
import { said } from '@/lib/client/language'
import { myOrderTexts as texts } from '@/lib/client/messages/my-orders'
import { soonTime } from '@/lib/client/place-words'
import { faultWord } from '@/lib/client/word-of'

export const sheet = 'flex flex-col gap-10 rounded-12 border border-line bg-panel px-16 py-14'
export const line = 'min-h-52 w-full rounded-8 border border-line-strong bg-bg px-12 text-18 text-ink-1'

export const serviceText = ({ name, nameEn }: { name: string; nameEn: string }): string => said({ zh: name, en: nameEn })
export const lastsText = (minutes: number): string =>
  texts.lasts(minutes < 120 ? texts.minutes(String(minutes)) : texts.hours((minutes / 60).toFixed(1).replace(/\.0$/, '')))
export const whenText = (wantedAt: string | null, now: number): string => (wantedAt === null ? texts.noTime : soonTime(wantedAt, now, texts.tomorrow))

/** What is said of a call that failed. */
export function faultOf({ code, problem }: Refused): string {
  if (problem.invited === true) return texts.faults.invited
  if (code === 'conflict') return problem.state === 'taken' ? texts.faults.taken : texts.faults.conflict
  if (code === 'not_found') return texts.faults.conflict
  return faultWord(texts.faults, code)
}
