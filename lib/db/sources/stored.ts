import * as z from 'zod/mini'
import type { Viewer } from '@/lib/domain/access'
import { type AuditActor, actorOf } from '@/lib/domain/audit'
import { SourceIn } from '@/lib/domain/source'

/** Who changes something, and from where. */
export type Doer = { actor: AuditActor; address?: string | null }
export const doerOf = (viewer: Viewer, address: string | null): Doer => ({ actor: actorOf(viewer), address })

export const Stored = z.extend(SourceIn, { id: z.string(), demo: z.boolean(), revision: z.int() })
/** A source as it is set up. */
export type StoredSource = z.infer<typeof Stored>
