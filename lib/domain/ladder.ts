import * as z from 'zod/mini'

/**
 * The rungs of the ladder (升级阶梯) in the order in which they are called: 值班员, then the chiefs (网格长) of 子, 小, 中 and 大, then 带班领导.
 * A rung of a level is every chief of that level of any grid of the alert.
 */
export const Rung = z.enum(['officer', 'level4', 'level3', 'level2', 'level1', 'leader'])
export type Rung = z.infer<typeof Rung>

/** What came of a rung: somebody was called; 空岗: nobody stands on it; 同一人: all who do were called before. */
export const RungResult = z.enum(['called', 'vacant', 'same'])
export type RungResult = z.infer<typeof RungResult>

const time = z.nullable(z.number())

/** A rung that was reached. `people`: ids of whom it called (`Stander`). */
const Reached = z.object({ rung: Rung, at: z.number(), result: RungResult, people: z.array(z.string()) })

/**
 * What holds an alert, and until when (epoch milliseconds): the silence (静默) of this id, which matches it, or the hours of its rule (`quiet`; rule-quiet.ts),
 * outside of which it calls nobody.
 */
const Mute = z.object({ id: z.string(), until: z.number(), quiet: z.optional(z.boolean()) })
export type Mute = z.infer<typeof Mute>

/** The limits of the budget of alerts (alert-budget.ts). */
export const BudgetLimit = z.enum(['daily', 'nightly', 'chiefWeekly'])
export type BudgetLimit = z.infer<typeof BudgetLimit>

/** 转入汇总: since when an alert is left to a digest, which tells it at `at` (epoch milliseconds), and by which limit: `told` alerts were told of `of`. */
export const Digest = z.object({ since: z.number(), at: z.number(), limit: BudgetLimit, of: z.int(), told: z.int() })
export type Digest = z.infer<typeof Digest>

/** How far an alert has climbed, times in epoch milliseconds: what is kept with it. */
export const Ladder = z.object({
  /** the rungs that were reached since it began, one of each, in their order */
  calls: z.array(Reached),
  /** the rung that somebody new stood on when the last was called, and so comes next; null: none */
  next: z.nullable(Rung),
  /** how often whoever stands last was called again, and when last */
  repeats: z.int(),
  repeatedAt: time,
  /** when it goes on by itself; null: it does not */
  dueAt: time,
  /** of one that stands still: milliseconds that are left to wait when that ends */
  left: time,
  /** id of the graver alert by which it stands still (`inhibits` in alert-ladder-inhibit.ts); null: it does not. `left` is then what it waits for */
  inhibitedBy: z._default(z.nullable(z.string()), null),
  /** the silence (`mutes` in silence.ts), or hours of its rule, by which it stands still; null: nothing holds it. `left` is then what it waits for */
  mutedBy: z._default(z.nullable(Mute), null),
  /** the digest by which it stands still, beyond the budget of alerts; of one that has ended, which told it. Null: it is in none */
  digest: z._default(z.nullable(Digest), null),
  /** when it was told of: as new, as graver, or when what held it until then ended; null: it was not */
  toldAt: z._default(time, null),
})
export type Ladder = z.infer<typeof Ladder>

/** Of an alert that has called nobody. */
export const NO_LADDER: Ladder = {
  ...{ calls: [], next: null, repeats: 0, repeatedAt: null, dueAt: null, left: null, inhibitedBy: null, mutedBy: null, digest: null, toldAt: null },
}

const Minutes = z.int().check(z.gte(1), z.lte(1_440))
/** Minutes from one rung to the next by colour; null: an alert of this colour calls nobody by itself. Red always does. */
export const LadderMinutes = z.object({ red: Minutes, orange: z.nullable(Minutes), yellow: z.nullable(Minutes), blue: z.nullable(Minutes) })
export type LadderMinutes = z.infer<typeof LadderMinutes>

/** What is shipped. Blue is told in the list and climbs nowhere (不升级). */
export const LADDER_MINUTES: LadderMinutes = { red: 5, orange: 15, yellow: 60, blue: null }

/** After the last rung whoever stands last is called again this often. */
export const REPEAT_MINUTES = 30

/** Somebody on a rung. `id`: the same for the same person, whatever they stand there as; `name`: of the roster; `grid`: of a chief's post. */
export type Stander = { id: string; name?: string; grid?: string }
/** Who stands on each rung. */
export type Standing = Readonly<Record<Rung, readonly Stander[]>>
