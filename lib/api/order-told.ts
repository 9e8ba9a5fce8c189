import type { OpenFields } from '@/lib/db/events/reveals'
import { orderLife, type StoredOrder, sourceOf } from '@/lib/db/orders/order-rows'
import type { Viewer } from '@/lib/domain/access'
import { offered } from '@/lib/domain/machine'
import { maskAddress, maskName, maskPhone, maskText } from '@/lib/domain/masking'
import { type MyOrder, type MyTask, myStep } from '@/lib/domain/my-order'
import { maySeeOrder, type Order, type OwnOrders } from '@/lib/domain/order'
import type { OrderActor } from '@/lib/domain/order-life'
import { ORDERS, type OrderMachineKinds } from '@/lib/domain/order-machine'
import { orderNumber } from '@/lib/domain/order-number'
import { englishUnitName } from './english-units'
import { gridNamed } from './people-access'

export const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

/** Somebody who works, as the machine of orders knows them. */
export const asWorker = ({ id, name, role, scope, within }: Viewer): OrderActor => ({
  ...{ id, name, role, scope, resident: null, person: null, skills: [], follows: null },
  ...(within !== undefined && { within }),
})

const actionsOf = (row: StoredOrder, actor: OrderActor, now: number) =>
  offered<OrderMachineKinds>(ORDERS, { actor, subject: orderLife(row), rules: row, now })
const serviceOf = ({ service, serviceName, serviceNameEn, minutes }: StoredOrder) => ({
  code: service,
  name: serviceName,
  nameEn: serviceNameEn,
  minutes,
})
const masked = (words: string | null): string | null => (words === null ? null : maskText(words))

const unitTold = (unit: string | null) => ({ unit, unitEn: unit === null ? null : englishUnitName(unit) })
/** A volunteer as those see them who dispatch. */
export const toldVolunteer = (person: string, name: string | null, unit: string | null) => ({ person, name: maskName(name ?? ''), ...unitTold(unit) })

/** An order as those see it who work there: masked but for what is open to them. */
export function toldOrder(row: StoredOrder, viewer: Viewer, { now, open = null }: { now: number; open?: OpenFields | null }): Order {
  const { id, day, sequence, state, revision, demo, grid, nth, lapses, pool, assigned, solved, satisfied } = row
  const isOpen = (field: 'name' | 'phone' | 'address') => open?.fields.includes(field) === true
  const { name: gridName, nameEn: gridNameEn } = gridNamed(grid)
  const person = row.takenBy ?? row.offeredTo
  return {
    ...{ id, number: orderNumber(day, sequence), service: serviceOf(row), state, revision, demo, grid, gridName, gridNameEn, source: sourceOf(row) },
    name: isOpen('name') ? row.name : maskName(row.name),
    phone: row.phone === null || isOpen('phone') ? row.phone : maskPhone(row.phone),
    address: row.address === null || isOpen('address') ? row.address : maskAddress(row.address),
    words: maskText(row.words),
    ...{ wantedAt: iso(row.wantedAt), createdAt: new Date(row.createdAt).toISOString() },
    ...{ nth, lapses, pool, offeredAt: iso(row.offeredAt), offerUntil: iso(row.offerUntil), assigned, takenAt: iso(row.takenAt) },
    volunteer: person === null ? null : toldVolunteer(person, row.volunteerName, row.volunteerUnit),
    volunteerLeft: row.volunteerLeft,
    ...{ outAt: iso(row.outAt), arrivedAt: iso(row.arrivedAt), servedAt: iso(row.servedAt), ratedAt: iso(row.ratedAt), solved, satisfied },
    ...{ opinion: masked(row.opinion), complaint: masked(row.complaint), complaintAnswer: masked(row.complaintAnswer) },
    ...{ withdrawnAt: iso(row.withdrawnAt), reason: masked(row.reason) },
    actions: actionsOf(row, asWorker(viewer), now),
    revealed: open?.fields.flatMap((field) => (field === 'idNumber' ? [] : [field])) ?? [],
    until: open ? new Date(open.until).toISOString() : null,
  }
}

/** An order as its volunteer is told of it where they work: what and where, and nothing of who asks. */
export function toldOwn(row: StoredOrder, viewer: Viewer): OwnOrders['orders'][number] {
  const { id, day, sequence, state, grid, wantedAt, offerUntil } = row
  const { name: gridName, nameEn: gridNameEn } = gridNamed(grid)
  return {
    ...{ id, number: orderNumber(day, sequence), service: serviceOf(row), state, gridName, gridNameEn },
    ...{ wantedAt: iso(wantedAt), offerUntil: iso(offerUntil), seen: maySeeOrder(viewer, row) },
  }
}

/** An order as its asker is told of it; `byLink`: whoever has the secret link is told no telephone. Where whoever took it has left, somebody is looked for. */
export function toldMine(row: StoredOrder, actor: OrderActor, now: number, byLink = false): MyOrder {
  const { id, day, sequence, revision, words, solved, satisfied, complaint, complaintAnswer, state } = row
  const comes = row.takenBy !== null && state !== 'withdrawn' && !row.volunteerLeft
  return {
    ...{
      id,
      number: orderNumber(day, sequence),
      service: serviceOf(row),
      step: row.volunteerLeft ? 'looking' : myStep(row),
      revision,
      words,
      solved,
      satisfied,
      complaint,
      complaintAnswer,
    },
    ...{ wantedAt: iso(row.wantedAt), askedAt: new Date(row.createdAt).toISOString(), doneAt: iso(row.servedAt) },
    helper: comes
      ? {
          family: [...(row.volunteerName ?? '')][0] ?? '',
          phone: byLink || state !== 'taken' ? null : row.volunteerPhone,
          ...unitTold(row.volunteerUnit),
        }
      : null,
    actions: actionsOf(row, actor, now),
  }
}

/** An order as a volunteer sees it who is asked, may take it, or has it: who asks is known to whoever has it, until it is done. */
export function toldTask(row: StoredOrder, actor: OrderActor, { now, metres }: { now: number; metres: number | null }): MyTask {
  const { id, day, sequence, revision, pool, satisfied } = row
  const knows = row.state === 'taken' && row.takenBy !== null && row.takenBy === actor.person
  return {
    ...{ id, number: orderNumber(day, sequence), service: serviceOf(row), step: myStep(row), revision, pool, satisfied },
    words: knows ? row.words : maskText(row.words),
    ...{ wantedAt: iso(row.wantedAt), until: iso(row.offerUntil), metres },
    name: knows ? row.name : maskName(row.name),
    phone: knows ? row.phone : null,
    address: row.address === null || knows ? row.address : maskAddress(row.address),
    actions: actionsOf(row, actor, now),
  }
}
