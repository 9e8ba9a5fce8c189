import * as z from 'zod/mini'

/** What opens a session: the key of a screen. */
export const SessionIn = z.object({ key: z.string().check(z.minLength(1), z.maxLength(256)) })
