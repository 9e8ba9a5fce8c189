import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from '../generated/client'
import { type Pool, pool } from './pool'

const KEY = Symbol.for('gridsight.prisma')
type Holder = { [KEY]?: { pool: Pool; client: PrismaClient } | undefined }
const holder = globalThis as Holder

/** The Prisma client on the shared pool, for plain records. Throws Problem('starting') before the database is open. */
export function prisma(): PrismaClient {
  const shared = pool()
  const held = holder[KEY]
  if (held?.pool === shared) return held.client
  const client = new PrismaClient({ adapter: new PrismaPg(shared) })
  holder[KEY] = { pool: shared, client }
  return client
}
