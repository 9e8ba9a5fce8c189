import type { DutyAction } from '@/lib/domain/duty-item'
import type { OrderAction } from '@/lib/domain/order-machine'

/** An order that was acknowledged: who asked on their phone (null: a clerk for them), its number once it was told, and whether nothing more is to be done. */
export type ModelOrder = { id: string; asker: string | null; number: string | null; over: boolean }
/** A step of an order that was acknowledged; `person`: whom it gave the order to. */
export type OrderStep = { order: string; action: OrderAction; person: string | null }
/** A booking that was acknowledged. */
export type ModelBooking = { id: string; slot: string; resident: string | null; cancelled: boolean }
/** A duty about these grids, each week from a day on. */
export type ModelDuty = { id: string; grids: readonly string[]; begins: string }
/** What was acknowledged of an item; `event`: the finding became one. */
export type DutyStep = { item: string; action: DutyAction; event: boolean }
/**
 * Several who wanted the same at the same moment: so many of them were told that they have it, and `most` could. `order`, `revision`: of a step of this order as it
 * was at this revision, where the clock may have been faster than all of them.
 */
export type Race = { what: string; asked: number; most: number; won: number; at?: { order: string; revision: number } }

const EMPTY = () => ({
  orders: new Map<string, ModelOrder>(),
  orderSteps: new Map<string, OrderStep>(),
  bookings: new Map<string, ModelBooking>(),
  duties: new Map<string, ModelDuty>(),
  dutySteps: new Map<string, DutyStep>(),
  races: [] as Race[],
})
/** The truth of services, by ids of what they are and of requests. */
export type KeptServices = ReturnType<typeof EMPTY>

/** What residents and those who work with them were told is done, kept outside the server; looked at when nothing is on its way. */
export class ServicesModel {
  kept: KeptServices = EMPTY()
  /** acknowledged so far, for the report and for progress: also what a restore took back */
  readonly counted = { done: 0 }

  asked(order: ModelOrder): void {
    this.counted.done++
    this.kept.orders.set(order.id, order)
  }

  stepped(requestId: string, step: OrderStep): void {
    this.counted.done++
    this.kept.orderSteps.set(requestId, step)
    const order = this.kept.orders.get(step.order)
    if (order && (step.action === 'rate' || step.action === 'withdraw')) order.over = true
  }

  booked(booking: ModelBooking): void {
    this.counted.done++
    this.kept.bookings.set(booking.id, booking)
  }

  cancelled(id: string): void {
    this.counted.done++
    const booking = this.kept.bookings.get(id)
    if (!booking) throw new Error(`the unknown booking ${id} was cancelled`)
    booking.cancelled = true
  }

  began(duty: ModelDuty): void {
    this.counted.done++
    this.kept.duties.set(duty.id, duty)
  }

  visited(requestId: string, step: DutyStep): void {
    this.counted.done++
    this.kept.dutySteps.set(requestId, step)
  }

  ran(race: Race): void {
    this.kept.races.push(race)
  }

  /** Bookings that hold a seat, of a slot or of a resident. */
  holding(of: { slot: string } | { resident: string }): ModelBooking[] {
    return [...this.kept.bookings.values()].filter((one) => !one.cancelled && ('slot' in of ? one.slot === of.slot : one.resident === of.resident))
  }

  save(): KeptServices {
    return structuredClone(this.kept)
  }

  restore(saved: KeptServices): void {
    this.kept = structuredClone(saved)
  }
}
