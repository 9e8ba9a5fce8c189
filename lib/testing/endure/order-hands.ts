import * as z from 'zod/mini'
import { OrderState } from '@/lib/domain/order-life'
import type { OrderAction } from '@/lib/domain/order-machine'
import { uuid } from '@/lib/domain/random'
import type { Answer } from './ask'
import { below, oneOf, shuffled } from './chance'
import { type Asking, alone, insist, refused, type ServicesContext, see, worker } from './services-hands'
import type { ModelOrder } from './services-model'
import type { Town, Volunteer } from './town'
import { leafAt } from './writers'

/** So many are open at most before those there are go on. */
const OPEN = 14
/** A resident may ask for a hundred a day. */
const MAX_OF_ONE = 90
const AGAIN = 0.2

/** An order as a dispatcher reads it. */
const Seen = z.object({
  number: z.string(),
  state: OrderState,
  revision: z.int(),
  pool: z.boolean(),
  volunteer: z.nullable(z.object({ person: z.string() })),
  outAt: z.nullable(z.string()),
  arrivedAt: z.nullable(z.string()),
  complaint: z.nullable(z.string()),
  complaintAnswer: z.nullable(z.string()),
})
type Seen = z.infer<typeof Seen>
const Made = z.object({ number: z.string() })
const Conflict = z.object({ revision: z.int() })

/** Who does what with an order; `person`: who has it then. */
type Step = { by: 'dispatcher' | 'supervisor' | Volunteer; action: OrderAction; said?: object; person?: string }

/** Asks for a service, or does the next thing with an order that somebody has asked for. */
export async function askOrLead(context: ServicesContext): Promise<void> {
  const { model, random } = context
  const open = [...model.services.kept.orders.values()].filter(({ over }) => !over)
  if (open.length < 3 || (open.length < OPEN && random.next() < 0.3)) await askFor(context)
  else
    await alone(
      open,
      ({ id }) => id,
      context,
      (order) => lead(order, context),
    )
}

async function askFor(context: ServicesContext): Promise<void> {
  const { model, random, town, network } = context
  const { orders } = model.services.kept
  const id = uuid(random)
  const asker = random.next() < 0.6 ? oneOf(random, town.volunteers) : null
  const asked = [...orders.values()].filter((order) => order.asker === asker?.resident).length
  const wanted = { id, service: town.service, words: '帮忙取件' }
  if (asker && asked < MAX_OF_ONE) {
    await see((path, body) => asker.ask(network, path, body), '/api/my/orders', wanted, context)
    model.services.asked({ id, asker: asker.resident, number: null, over: false })
    return
  }
  const grid = leafAt(below(random, 8), below(random, 4))
  const answer = await see(worker(context, 'dispatcher'), '/api/orders', { ...wanted, grid, name: '吴桂兰', address: '同心花园3号楼' }, context)
  model.services.asked({ id, asker: null, number: Made.parse(answer.body).number, over: false })
}

async function lead(order: ModelOrder, context: ServicesContext): Promise<void> {
  const { random, town } = context
  const path = `/api/orders/${order.id}`
  const answer = await insist(worker(context, 'dispatcher'), path, undefined, context)
  if (answer.status !== 200) throw refused(path, {}, answer)
  const seen = Seen.parse(answer.body)
  if (order.number !== null && order.number !== seen.number) throw new Error(`order ${order.id} was called ${order.number} and is ${seen.number}`)
  order.number = seen.number
  const others = town.volunteers.filter(({ resident }) => resident !== order.asker)
  if (seen.state === 'offered' && seen.pool && random.next() < 0.8)
    return race(order, seen, shuffled(random, others).slice(0, 2 + below(random, 3)), context)
  const steps = stepsFrom(order, seen, others, context)
  if (steps.length > 0) await take(order, seen, oneOf(random, steps), context)
}

/** Who speaks for whoever asked: they themselves, or a clerk who asked for them. */
const askerOf = (order: ModelOrder, town: Town): Step['by'] => town.volunteers.find(({ resident }) => resident === order.asker) ?? 'dispatcher'
const withdrawn = (order: ModelOrder, town: Town): Step => ({ by: askerOf(order, town), action: 'withdraw', said: { reason: '不用了' } })

/** Steps that an order may take from its state, as people take them: what is chosen often stands there more than once. */
function stepsFrom(
  order: ModelOrder,
  { state, pool, volunteer, outAt, arrivedAt, complaint, complaintAnswer }: Seen,
  others: readonly Volunteer[],
  { random, town }: ServicesContext,
): Step[] {
  const has = town.volunteers.find(({ person }) => person === volunteer?.person)
  const next = oneOf(random, others).person
  const asker = askerOf(order, town)
  const offer: Step = { by: 'dispatcher', action: 'offer', said: { person: next } }
  const open: Step = { by: 'dispatcher', action: 'pool' }
  const mine = (action: OrderAction, said: object = {}): Step[] =>
    has ? [{ by: has, action, said, ...(action === 'take' && { person: has.person }) }] : []
  switch (state) {
    case 'requested':
      return [offer, offer, open, open, open, withdrawn(order, town)]
    case 'offered':
      return pool ? [withdrawn(order, town)] : [...mine('take'), ...mine('take'), ...mine('take'), ...mine('decline'), open]
    case 'lapsed':
      return [offer, open, open, { by: 'supervisor', action: 'assign', said: { person: next }, person: next }]
    case 'taken':
      return [
        ...(outAt === null && arrivedAt === null ? mine('set_out') : []),
        ...(arrivedAt === null ? mine('arrive') : []),
        ...[...mine('serve'), ...mine('serve'), ...mine('serve'), ...mine('give_back', { reason: '临时有事' })],
        { by: 'dispatcher', action: 'reassign', said: { person: next, reason: '换人' } },
      ]
    case 'served':
      return [
        { by: asker, action: 'rate', said: { solved: true, satisfied: random.next() < 0.8 } },
        ...(complaint === null ? [{ by: asker, action: 'complain' as const, said: { note: '来晚了' } }] : []),
        ...(complaint !== null && complaintAnswer === null
          ? [{ by: 'dispatcher' as const, action: 'answer' as const, said: { note: '已改正' } }]
          : []),
      ]
    default:
      return []
  }
}

const asking = (by: Step['by'], context: ServicesContext): Asking =>
  typeof by === 'string' ? worker(context, by) : (path, body) => by.ask(context.network, path, body)
const pathOf = (by: Step['by'], { id }: ModelOrder) => `/api/${typeof by === 'string' ? 'orders' : 'my/orders'}/${id}/transitions`

/** Does a step under a request of its own; false: the clock did something with the order before. Throws when it is refused for anything else. */
async function take(
  order: ModelOrder,
  { state, revision }: Seen,
  { by, action, said = {}, person }: Step,
  context: ServicesContext,
): Promise<boolean> {
  const { model, random } = context
  const requestId = uuid(random)
  const [path, body] = [pathOf(by, order), { ...said, requestId, action, expectedRevision: revision }]
  const ask = () => insist(asking(by, context), path, body, context)
  const [answer, twin] = await Promise.all([ask(), random.next() < AGAIN ? ask() : null])
  if (twin && isDone(twin) !== isDone(answer)) throw refused(path, body, isDone(twin) ? answer : twin)
  if (isDone(answer)) {
    model.services.stepped(requestId, { order: order.id, action, person: person ?? null })
    const later = random.next() < AGAIN ? await ask() : answer
    if (!isDone(later)) throw refused(path, body, later)
    return true
  }
  // of two that were asked at once, one may have come before it was withdrawn and the other after
  for (const one of twin ? [answer, twin] : [answer]) {
    // what was withdrawn before they came for it is nothing that they are told of
    if (one.status === 404 && action === 'take') continue
    const conflict = Conflict.safeParse(one.body)
    // what waits for an answer is moved by the clock; what somebody has or nobody was asked for is not
    if (one.status !== 409 || state !== 'offered' || !conflict.success || conflict.data.revision === revision) throw refused(path, body, one)
  }
  return false
}

const isDone = ({ status }: NonNullable<Answer>): boolean => status === 200

/** Several take what stands before all of them, each under a request of their own; at times whoever asked for it withdraws it at that moment. */
async function race(order: ModelOrder, seen: Seen, takers: readonly Volunteer[], context: ServicesContext): Promise<void> {
  const { model, random, town } = context
  const steps: Step[] = takers.map((by) => ({ by, action: 'take', person: by.person }))
  if (random.next() < 0.15) steps.push(withdrawn(order, town))
  const told = await Promise.all(shuffled(random, steps).map((step) => take(order, seen, step, context)))
  const won = told.filter(Boolean).length
  model.services.ran({ what: `order ${order.id}`, asked: steps.length, most: 1, won, at: { order: order.id, revision: seen.revision } })
}
