import { PrismaPg } from '@prisma/adapter-pg'
import { once } from '@/lib/domain/once'
import { PrismaClient } from '../generated/client'
import { type Pool, pool } from './pool'

const kept = once<{ last: { pool: Pool; client: PrismaClient } | null }>('prisma', () => ({ last: null }))

/** The Prisma client on the shared pool, for plain records. Throws Problem('starting') before the database is open. */
export function prisma(): PrismaClient {
  const shared = pool()
  const held = kept().last
  if (held?.pool === shared) return held.client
  const client = new PrismaClient({ adapter: new PrismaPg(shared) })
  kept().last = { pool: shared, client }
  return client
}
