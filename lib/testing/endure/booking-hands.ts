import { uuid } from '@/lib/domain/random'
import { below, shuffled } from './chance'
import { alone, insist, refused, type ServicesContext, see, worker } from './services-hands'
import type { ModelBooking } from './services-model'
import type { Volunteer } from './town'

/** A resident may have ten bookings before them. */
const MAX_OF_ONE = 8

/** Several ask for a slot at once, or somebody gives up their seat. */
export async function bookOrCancel(context: ServicesContext): Promise<void> {
  const { town, model, random } = context
  await alone(
    town.slots,
    (slot) => slot,
    context,
    async (slot) => {
      const held = model.services.holding({ slot })
      const isFull = held.length >= town.seats
      const [leaving] = shuffled(random, held)
      if (leaving && random.next() < (isFull ? 0.7 : 0.2)) await cancel(leaving, context)
      else await race(slot, town.seats - held.length, context)
    },
  )
}

/** Residents, and at times a clerk for somebody, who want a seat of this slot at once: as many as there are free ones get one, and the others are told. */
async function race(slot: string, free: number, context: ServicesContext): Promise<void> {
  const { town, model, random } = context
  const { services } = model
  const there = new Set(services.holding({ slot }).map(({ resident }) => resident))
  const able = town.volunteers.filter(({ resident }) => !there.has(resident) && services.holding({ resident }).length < MAX_OF_ONE)
  const askers: (Volunteer | null)[] = [...shuffled(random, able).slice(0, 1 + below(random, 4)), ...(random.next() < 0.5 ? [null] : [])]
  if (askers.length === 0) return
  const told = await Promise.all(askers.map((asker) => book(slot, asker, context)))
  services.ran({ what: `slot ${slot}`, asked: askers.length, most: Math.max(0, free), won: told.filter(Boolean).length })
}

/** Asks for a seat under an id of its own; false: it is full. */
async function book(startsAt: string, asker: Volunteer | null, context: ServicesContext): Promise<boolean> {
  const { town, model, random, network } = context
  const id = uuid(random)
  const wanted = { id, service: town.booked, startsAt }
  const [path, body] = asker
    ? ['/api/my/bookings', { ...wanted, place: town.place }]
    : [`/api/places/${town.place}/bookings`, { ...wanted, name: '王大爷' }]
  const asking = asker ? (to: string, of?: object) => asker.ask(network, to, of) : worker(context, 'dispatcher')
  const twice = random.next() < 0.3
  const [answer, twin] = await Promise.all([insist(asking, path, body, context), twice ? insist(asking, path, body, context) : null])
  const isFull = (one: typeof answer) => one.status === 409 && JSON.stringify(one.body).includes('"full":true')
  if (twin && twin.status !== answer.status) throw refused(path, body, twin)
  if (isFull(answer)) return false
  if (answer.status !== 201) throw refused(path, body, answer)
  model.services.booked({ id, slot: startsAt, resident: asker?.resident ?? null, cancelled: false })
  return true
}

async function cancel({ id, resident }: ModelBooking, context: ServicesContext): Promise<void> {
  const { town, model, random, network } = context
  const asker = town.volunteers.find((one) => one.resident === resident)
  if (asker) await see((path, body) => asker.ask(network, path, body), `/api/my/bookings/${id}/cancel`, {}, context)
  else {
    const body = { requestId: uuid(random), action: 'cancel', expectedRevision: 1 }
    await see(worker(context, 'dispatcher'), `/api/places/${town.place}/bookings/${id}/transitions`, body, context)
  }
  model.services.cancelled(id)
}
