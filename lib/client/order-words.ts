import { civilDate, DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/domain/clock'
import type { Order, OrderStepBy, OrderVolunteer } from '@/lib/domain/order'
import type { OrderReason } from '@/lib/domain/order-suggestions'
import { formatTime } from './format'
import { said } from './language'
import { orderTexts as texts } from './messages/orders'
import { unitTexts } from './messages/units'
import { metersText, soonTime } from './place-words'
import { wordOf } from './word-of'

type Service = { name: string; nameEn: string }
export const serviceText = ({ name, nameEn }: Service): string => said({ zh: name, en: nameEn })
export const gridText = ({ gridName, gridNameEn }: Pick<Order, 'gridName' | 'gridNameEn'>): string => said({ zh: gridName, en: gridNameEn })

/** What an address begins with: the name of its community or village. */
const COMMUNITY = /^.{2,12}?(?:\u793e\u533a|\u6751)(?=.)/u
/** Where it is, as short as a card has room for: the building, without the community that the board is of and without what is masked. */
export const placeText = (order: Pick<Order, 'address' | 'gridName' | 'gridNameEn'>): string =>
  order.address === null ? gridText(order) : order.address.replace(COMMUNITY, '').replace(/\*+$/, '')

/** A time that passes or passed, by its largest part: 6 分, 3 时, 2 天. */
export function spanText(ms: number): string {
  const at = Math.max(0, ms)
  if (at < HOUR_MS) return texts.minutes(String(Math.floor(at / MINUTE_MS)))
  return at < DAY_MS ? texts.hours(String(Math.floor(at / HOUR_MS))) : texts.days(String(Math.floor(at / DAY_MS)))
}
/** How long a service takes: 40 分, 3 时. */
export const lastsText = (minutes: number): string =>
  minutes < 120 ? texts.minutes(String(minutes)) : texts.hours((minutes / 60).toFixed(1).replace(/\.0$/, ''))

const two = (n: number) => String(n).padStart(2, '0')
/** mm:ss, or h:mm:ss from an hour on. */
export function countdown(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1_000))
  const [h, m] = [Math.floor(s / 3_600), Math.floor(s / 60) % 60]
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${two(m)}:${two(s % 60)}`
}

/** When something happened: 15:38 of today, 12-01 15:38 of another day. */
export function pastText(instant: string, now: number): string {
  const [at, time] = [Date.parse(instant), formatTime(Date.parse(instant)).slice(0, 5)]
  return civilDate(at) === civilDate(now) ? time : `${civilDate(at).slice(5)} ${time}`
}
/** The day before the time, unless it is today's. */
export function whenText(instant: string, now: number): string {
  const time = soonTime(instant, now, texts.tomorrow)
  return civilDate(Date.parse(instant)) === civilDate(now) ? `${texts.today} ${time}` : time
}

/** Which team somebody is of, as short as it is said. */
export const teamText = ({ unit, unitEn }: Pick<OrderVolunteer, 'unit' | 'unitEn'>): string =>
  unit === null ? '' : texts.shortTeam(said({ zh: unit, en: unitEn ?? unit }))
/** 橙队 张* */
export const volunteerText = (volunteer: OrderVolunteer): string => [teamText(volunteer), volunteer.name].filter((one) => one !== '').join(' ')

/** Who did a step of an order. */
export const stepByText = ({ by, byLink }: OrderStepBy): string => (byLink ? texts.card.resident : (by ?? texts.card.byClock))

const skillText = (skill: string): string => wordOf(unitTexts.skills, skill) ?? skill

/** A reason in words; every one is a fact that a number of it can be found again. */
export function reasonText(reason: OrderReason, service: Service): string {
  const { suggest } = texts
  switch (reason.kind) {
    case 'skill':
      return reason.own ? suggest.skill(skillText(reason.skill)) : suggest.teamSkill(skillText(reason.skill))
    case 'times':
      return reason.times === 0 ? suggest.neverDone(serviceText(service)) : suggest.times(serviceText(service), String(reason.times))
    case 'distance':
      return (
        suggest.straight(metersText(reason.metres)) +
        (reason.from === 'unit' ? said({ zh: `（${suggest.fromUnit}）`, en: ` (${suggest.fromUnit})` }) : '')
      )
    case 'load':
      return suggest.load(String(reason.orders))
    case 'household':
      return suggest.household(civilDate(Date.parse(reason.at)).slice(5))
    case 'busy':
      return suggest.busy(String(reason.orders))
  }
}

/** What is wanted within this time is said before all else. */
const SOON_MS = HOUR_MS

/** What an order waits for, or how it ended; `strong`: it is late, or somebody waits for an answer. */
export function toDoText(order: Order, now: number): { text: string; strong: boolean } {
  const { state, wantedAt, createdAt, offerUntil, outAt, arrivedAt, takenAt, servedAt, solved, satisfied } = order
  const plain = (text: string) => ({ text, strong: false })
  const strong = (text: string) => ({ text, strong: true })
  if (order.complaint !== null && order.complaintAnswer === null) return strong(texts.complained)
  const left = wantedAt === null ? null : Date.parse(wantedAt) - now
  switch (state) {
    case 'lapsed':
      return strong(texts.list.unanswered)
    case 'requested':
      if (left !== null && left < SOON_MS) return strong(left > 0 ? texts.soon(spanText(left)) : texts.late)
      return plain(texts.asked(spanText(now - Date.parse(createdAt))))
    case 'offered': {
      const stands = offerUntil === null ? 0 : Date.parse(offerUntil) - now
      return plain(stands > 0 ? texts.left(countdown(stands)) : texts.offerOver)
    }
    case 'taken':
      if (order.volunteerLeft) return strong(texts.volunteerLeft)
      if (arrivedAt !== null) return plain(texts.began(pastText(arrivedAt, now)))
      if (outAt !== null) return plain(texts.onWay(pastText(outAt, now)))
      if (left !== null && left < 0) return strong(texts.late)
      return plain(takenAt === null ? '' : texts.takenAt(pastText(takenAt, now)))
    case 'served':
      return plain(servedAt === null ? '' : texts.doneAt(pastText(servedAt, now)))
    case 'rated':
      return solved === false ? strong(texts.unsolved) : plain(satisfied ? texts.satisfied : texts.unsatisfied)
    case 'withdrawn':
      return plain('')
  }
}
