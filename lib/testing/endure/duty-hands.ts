import * as z from 'zod/mini'
import { civilDate, DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import type { EventIn } from '@/lib/domain/event'
import { uuid } from '@/lib/domain/random'
import { smallTypes, spot } from '../small-county'
import { below, oneOf, shuffled } from './chance'
import { alone, insist, refused, type ServicesContext, see, worker } from './services-hands'
import type { ModelDuty } from './services-model'
import { leafAt } from './writers'

/** A run without end begins no more duties than these. */
const MAX_DUTIES = 60
const BEGAN_MS = 21 * DAY_MS
const TYPES = smallTypes().map(({ code }) => code)

const Items = z.object({
  items: z.array(z.object({ id: z.string(), state: z.string(), startsAt: z.string(), revision: z.int(), subject: z.object({ key: z.string() }) })),
})
type Item = z.infer<typeof Items>['items'][number]

/** Lets a new duty begin, whose items the job makes, or does one of those that are due. */
export async function beginOrVisit(context: ServicesContext): Promise<void> {
  const { model, random } = context
  const duties = [...model.services.kept.duties.values()]
  if (duties.length === 0 || (duties.length < MAX_DUTIES && random.next() < 0.06)) return begin(context)
  const duty = oneOf(random, duties.slice(-4))
  const path = `/api/duties/items?template=${duty.id}`
  const answer = await insist(worker(context, 'dispatcher'), path, undefined, context)
  if (answer.status !== 200) throw refused(path, {}, answer)
  const due = Items.parse(answer.body).items.filter(({ startsAt }) => Date.parse(startsAt) < context.now() - 2 * HOUR_MS)
  await alone(
    due,
    ({ id }) => id,
    context,
    (item) => visit(duty, item, context),
  )
}

async function begin(context: ServicesContext): Promise<void> {
  const { model, random, now } = context
  const leaves = Array.from({ length: 32 }, (_, i) => leafAt(i % 8, Math.floor(i / 8)))
  const grids = [...new Set(shuffled(random, leaves).slice(0, 3))]
  const duty: ModelDuty = { id: uuid(random), grids, begins: civilDate(now() - BEGAN_MS) }
  const content = { name: '每周看一看', subjects: { kind: 'list', grids }, cadence: 'weekly', dueDay: -1, crew: [], fields: [], findings: true }
  await see(worker(context, 'supervisor'), '/api/duties', { ...content, begins: duty.begins, requestId: duty.id }, context)
  model.services.began(duty)
}

async function visit(duty: ModelDuty, item: Item, context: ServicesContext): Promise<void> {
  if (item.state === 'done' || context.random.next() < 0.4) await find(item, context)
  else await race(duty, item, context)
}

/** Those of two offices say at once that they did it: one did, the other is told so. */
async function race({ id: duty }: ModelDuty, { id, revision }: Item, context: ServicesContext): Promise<void> {
  const { model, random, now } = context
  const path = `/api/duties/items/${id}/transitions`
  const at = new Date(now()).toISOString()
  const told = await Promise.all(
    (random.next() < 0.5 ? (['dispatcher', 'supervisor'] as const) : (['dispatcher'] as const)).map(async (part) => {
      const requestId = uuid(random)
      const body = { requestId, action: 'do', expectedRevision: revision, at, words: '看过了' }
      const answer = await insist(worker(context, part), path, body, context)
      if (answer.status === 200) model.services.visited(requestId, { item: id, action: 'do', event: false })
      else if (answer.status !== 409) throw refused(path, body, answer)
      return answer.status === 200
    }),
  )
  model.services.ran({ what: `item ${id} of ${duty}`, asked: told.length, most: 1, won: told.filter(Boolean).length })
}

/** What was found: solved on the spot, or an event that people lead through its life as any other. */
async function find({ id, subject }: Item, context: ServicesContext): Promise<void> {
  const { model, random, now } = context
  const requestId = uuid(random)
  const at = new Date(now()).toISOString()
  const solved = random.next() < 0.3
  const [column, line] = [below(random, 8), below(random, 4)]
  const type = oneOf(random, TYPES)
  const place = random.next() < 0.6 ? { position: spot(column, line) } : {}
  const grid = 'position' in place ? leafAt(column, line) : subject.key
  const finding = { words: '楼道堆放杂物', solved, ...(!solved && { type, ...place }) }
  if (!solved) model.sending(requestId)
  await see(
    worker(context, 'dispatcher'),
    `/api/duties/items/${id}/transitions`,
    { requestId, action: 'find', expectedRevision: 0, at, finding },
    context,
  )
  model.services.visited(requestId, { item: id, action: 'find', event: !solved })
  const row: EventIn = { id: requestId, occurredAt: at, type, ...('position' in place ? place : { grid }) }
  if (!solved) model.acknowledge('dispatcher', 'life', { row, grid })
}
