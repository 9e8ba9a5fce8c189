import * as z from 'zod/mini'
import { SkillName } from './skills'

const minutes = (most: number) => z.int().check(z.gte(1), z.lte(most))
const name = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most), z.regex(/^\P{Cc}*$/u))

/** What a service of the catalogue is known by. */
export const ServiceCode = z.string().check(z.regex(/^[a-z][a-z0-9_]{1,31}$/))

/**
 * A service of the catalogue (清单制): what it is called, the skill that it needs, how long it takes, and how long an offer stands, one volunteer after the
 * other (`offerMinutes`: of the first, the second, the third; behind the last the leader assigns it) and before all who can (`poolMinutes`, 抢单池). One that is
 * not `on` is asked for by nobody any more, and the orders there are go on.
 */
export const OrderService = z.object({
  code: ServiceCode,
  name: name(40),
  nameEn: name(60),
  skill: SkillName,
  minutes: minutes(1_440),
  offerMinutes: z.array(minutes(1_440)).check(z.minLength(1), z.maxLength(5)),
  poolMinutes: minutes(1_440),
  on: z.boolean(),
})
export type OrderService = z.infer<typeof OrderService>

/** The catalogue as it is to be, in its order: what is left out of it is switched off. */
export const OrderCatalogueIn = z.object({
  requestId: z.uuid(),
  expectedRevision: z.int(),
  services: z.array(OrderService).check(
    z.minLength(1),
    z.maxLength(100),
    z.refine((all) => new Set(all.map(({ code }) => code)).size === all.length, { error: 'each service stands once' }),
  ),
})
export type OrderCatalogueIn = z.infer<typeof OrderCatalogueIn>
/** `revision` grows with each change; `edits`: may the asker change it? */
export const OrderCatalogue = z.object({ revision: z.int(), services: z.array(OrderService), edits: z.boolean() })
export type OrderCatalogue = z.infer<typeof OrderCatalogue>

/** How long the offers of a service stand, one volunteer after the other, together: until then somebody has answered in time. */
export const answerMinutes = ({ offerMinutes }: Pick<OrderService, 'offerMinutes'>): number => offerMinutes.reduce((sum, one) => sum + one, 0)
