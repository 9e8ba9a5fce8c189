import * as z from 'zod/mini'

/** What a phone shows before anybody has signed in on it: whose it is, or nobody's. `locked`: five wrong PINs. */
export const MyPhone = z.object({ name: z.nullable(z.string()), locked: z.boolean() })
export type MyPhone = z.infer<typeof MyPhone>

/** What a resident is shown of their own. */
export const My = z.object({ name: z.string(), community: z.object({ name: z.string(), nameEn: z.string() }) })
export type My = z.infer<typeof My>
