import * as z from 'zod/mini'

/** What the engine's process is started with, as JSON in its only argument. */
export const ChildOptions = z.object({ dataDir: z.string(), socket: z.string(), idleInTransactionMs: z.number() })
export type ChildOptions = z.infer<typeof ChildOptions>

/** What it tells: it serves; the folder is somebody else's; it cannot start; it broke in a statement; it is alive. */
export const FromChild = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), startedInMs: z.number() }),
  z.object({ kind: z.literal('locked'), holder: z.nullable(z.object({ pid: z.int(), state: z.enum(['serving', 'stopping']) })) }),
  z.object({ kind: z.literal('failed'), reason: z.string(), why: z.enum(['no_space', 'damaged', 'other']) }),
  z.object({ kind: z.literal('broken'), reason: z.string() }),
  z.object({ kind: z.literal('alive') }),
])
export type FromChild = z.infer<typeof FromChild>

/** What it is told. */
export const ToChild = z.enum(['ping', 'stop'])
export type ToChild = z.infer<typeof ToChild>
