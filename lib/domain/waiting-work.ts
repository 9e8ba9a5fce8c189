/** A piece of work as it stands. `waits`: of an item of a duty: it is neither done nor excused, and its subject was not visited since; of an order: it has lapsed. */
export type WorkPiece = { readonly id: string; readonly grid: string; readonly waits: boolean }
/** An item of a duty; times are epoch milliseconds. */
export type DutyPiece = WorkPiece & {
  readonly duty: { readonly id: string; readonly name: string }
  readonly period: string
  readonly dueAt: number
}
export type OrderPiece = WorkPiece & { readonly service: string; readonly createdAt: number }

/** What alerts that are over have told already, of one rule: their ids, and those of their work. */
export type ToldWork = { readonly alerts: ReadonlySet<string>; readonly parts: ReadonlySet<string> }
