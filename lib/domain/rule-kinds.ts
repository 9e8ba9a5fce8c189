import * as z from 'zod/mini'

/** Kinds of rules of fact whose condition is of one event by itself. */
export const EventKind = z.enum(['urgency', 'overdue'])
/** Kinds of rules of fact whose condition is of several events together (lib/warning/group-rules.ts): 重复发生, 近重复, 阈值. */
export const GroupKind = z.enum(['recurrence', 'near_repeat', 'threshold'])

/** Kinds of rules of fact whose condition is of no event but of work that waits (lib/warning/work-rules.ts): 走访逾期, 无人接单. */
export const WorkKind = z.enum(['unvisited', 'lapsed_orders'])
export type WorkKind = z.infer<typeof WorkKind>

/** The kind of rules of fact whose condition is that nothing came (lib/warning/quiet-rule.ts): 静默超时. */
const QuietKind = z.enum(['quiet'])

/** The kinds of rules of fact, which claim only what is counted. */
export const FactKind = z.enum([...EventKind.options, ...GroupKind.options, ...WorkKind.options, ...QuietKind.options])
export type FactKind = z.infer<typeof FactKind>

/**
 * The kinds of rules of inference, evaluated at night: clusters (聚集), surges (突增), silences (静默) and hot spots that change (热点变化). Until such a rule is published it runs in the shadow and
 * tells nobody.
 */
export const InferredKind = z.enum(['cluster', 'surge', 'silence', 'hotspot'])
export type InferredKind = z.infer<typeof InferredKind>

/** The kinds of rules there are. */
export const RuleKind = z.enum([...FactKind.options, ...InferredKind.options])
export type RuleKind = z.infer<typeof RuleKind>

/** A rule as an alert names it. */
export const RuleRef = z.object({ id: z.string(), version: z.int(), kind: RuleKind, name: z.string() })
export type RuleRef = z.infer<typeof RuleRef>

/** Is a kind of rules one of inference? */
export const isInferredKind = (kind: RuleKind): kind is InferredKind => InferredKind.options.some((one) => one === kind)
export const isWorkKind = (kind: RuleKind): kind is WorkKind => WorkKind.options.some((one) => one === kind)

/** Was a rule made by hand? Those that come with the program are called by their kind, and cannot be removed. */
export const isMadeByHand = ({ id, kind }: Pick<RuleRef, 'id' | 'kind'>): boolean => id !== kind
