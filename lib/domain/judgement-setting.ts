import * as z from 'zod/mini'
import { HOUR_MS, startOfDay } from './clock'
import { type JudgementPeriod, lastPeriod, type PeriodicKind } from './judgement'

const MAX_SCOPES = 100

/** When reports of a kind are made by themselves, and of which places (grid codes; '' is the whole county): on the day after the period, at a civil time. */
const Schedule = z.object({
  on: z.boolean(),
  at: z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/)),
  scopes: z.array(z.string().check(z.regex(/^\d{0,24}$/))).check(z.maxLength(MAX_SCOPES)),
})

/** What the county has set of judgement reports (研判报告). `letterhead`: the red head (红头) of the document; '' is none. */
export const JudgementSetting = z.object({ letterhead: z.string().check(z.trim(), z.maxLength(40)), daily: Schedule, weekly: Schedule })
export type JudgementSetting = z.infer<typeof JudgementSetting>

/** What of it is to change. */
export const JudgementSettingIn = z.partial(JudgementSetting)
export type JudgementSettingIn = z.infer<typeof JudgementSettingIn>

/** As shipped: nothing is made by itself, and no head is invented. */
export const JUDGEMENT_SETTING: JudgementSetting = {
  letterhead: '',
  daily: { on: false, at: '07:30', scopes: [''] },
  weekly: { on: false, at: '08:00', scopes: [''] },
}

/** A report that the schedule wants to be there. */
export type DueJudgement = { kind: PeriodicKind; scope: string; period: JudgementPeriod }

/**
 * The reports that are to be there at `now` (epoch milliseconds): those of the last period of each kind, from its time of day on. What was missed
 * earlier, while nothing ran, is not made up: who wants it makes it by hand.
 */
export function dueJudgements(setting: JudgementSetting, now: number): DueJudgement[] {
  return (['daily', 'weekly'] as const).flatMap((kind) => {
    const { on, at, scopes } = setting[kind]
    const period = lastPeriod(kind, now)
    const [hours = 0, minutes = 0] = at.split(':').map(Number)
    if (!on || now < startOfDay(period.to) + hours * HOUR_MS + minutes * (HOUR_MS / 60)) return []
    return [...new Set(scopes)].map((scope) => ({ kind, scope, period }))
  })
}
