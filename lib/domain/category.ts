import * as z from 'zod/mini'

/** The six event classes (事件大类) with the glyph of their chip and their name in English; a customer's types may use other class codes. */
export const EVENT_CLASSES = [
  { code: '01', name: '矛盾纠纷', english: 'Disputes', glyph: '纠' },
  { code: '02', name: '社会治安', english: 'Public order', glyph: '治' },
  { code: '03', name: '重点工作', english: 'Priority work', glyph: '重' },
  { code: '04', name: '突出问题', english: 'Acute problems', glyph: '突' },
  { code: '05', name: '服务管理', english: 'Services', glyph: '服' },
  { code: '06', name: '基层平安', english: 'Local safety', glyph: '平' },
] as const

/** A class's name in English; null where it is none of the proposal. */
export const englishClass = (name: string): string | null => EVENT_CLASSES.find((one) => one.name === name)?.english ?? null

/** 紧急程度: 1 特急, 2 紧急, 3 较急, 4 一般. */
export const Urgency = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
export type Urgency = z.infer<typeof Urgency>

/** Which clock a handling limit runs on: 紧急工作时 (24 h), 工作时 (office hours), 工作日, 自然日. */
export const ClockKind = z.enum(['urgent_hour', 'working_hour', 'working_day', 'calendar_day'])
export type ClockKind = z.infer<typeof ClockKind>

/** The longest code of an event type. */
export const TYPE_LENGTH = 32
export const TypeCode = z.string().check(z.minLength(1), z.maxLength(TYPE_LENGTH))

/** An event type (事件类型): replaceable data; `id` is a small integer ≥ 1, stable for the life of one log. */
export const EventType = z.object({
  id: z.int().check(z.gte(1), z.lte(65535)),
  code: TypeCode,
  name: z.string().check(z.minLength(1), z.maxLength(100)),
  classCode: z.string().check(z.minLength(1), z.maxLength(32)),
  className: z.string().check(z.minLength(1), z.maxLength(100)),
  urgency: Urgency,
  limit: z.number().check(z.positive()),
  clock: ClockKind,
  lead: z.string().check(z.maxLength(200)),
  sensitive: z.boolean(),
})
export type EventType = z.infer<typeof EventType>
