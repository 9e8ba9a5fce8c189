import * as z from 'zod/mini'

const limit = (least: number) => z.nullable(z.int().check(z.gte(least), z.lte(1_000)))

/**
 * Of how many alerts people are told (预警预算): `daily` of 黄 and above a civil day in the county, `nightly` of any colour but red between 22:00 and 06:00,
 * `chiefWeekly` of those that climb in seven days in one leaf, whose chief they may reach. Null: no such limit. What is 蓝 or 黄 and goes beyond them is told in a digest.
 */
export const AlertBudget = z.object({ daily: limit(1), nightly: limit(0), chiefWeekly: limit(1) })
export type AlertBudget = z.infer<typeof AlertBudget>

/** What is shipped. */
export const ALERT_BUDGET: AlertBudget = { daily: 8, nightly: 1, chiefWeekly: 3 }

/** How much of the budget is used, and how many alerts of today (of tonight too) wait in a digest; `nightly` null: it is day. `chiefWeekly`: of the leaf with most. */
export const BudgetUse = z.object({ daily: z.int(), nightly: z.nullable(z.int()), chiefWeekly: z.int(), digested: z.int() })
export type BudgetUse = z.infer<typeof BudgetUse>

/** The budget of alerts and how much of it is used now. */
export const BudgetNow = z.object({ limits: AlertBudget, use: BudgetUse })
export type BudgetNow = z.infer<typeof BudgetNow>
