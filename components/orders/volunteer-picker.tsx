'use client'
import { useEffect, useState } from 'react'
import { Failed } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Field } from '@/components/ui/field'
import { formatDay } from '@/lib/client/format'
import { orderTexts } from '@/lib/client/messages/orders'
import { reasonText, volunteerText } from '@/lib/client/order-words'
import { useRoute } from '@/lib/client/use-read'
import type { OrderDetail, OrderVolunteers } from '@/lib/domain/order'
import { orderRoutes } from '@/lib/domain/routes/orders'
import { type Give, Load } from './volunteer-load'

const { suggest: texts } = orderTexts
/** Whoever types is asked about when they pause. */
const PAUSE_MS = 300
type Found = OrderVolunteers['volunteers'][number]

/** Somebody beside those suggested: a member of the area's teams by surname or team, with whether they can; whoever takes none now is not given one. */
export function VolunteerPicker({ order, ...give }: { order: OrderDetail } & Give) {
  const [open, setOpen] = useState(false)
  return (
    <div className="border-t border-line px-16 py-10" data-testid="volunteer-picker">
      <Action size="small" aria-expanded={open} onClick={() => setOpen(!open)} data-testid="find-others">
        {texts.others}
      </Action>
      {open && <Search order={order} {...give} />}
    </div>
  )
}

function Search({ order, ...give }: { order: OrderDetail } & Give) {
  const [text, setText] = useState('')
  const [q, setAsked] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  const { data, fault, again } = useRoute(orderRoutes.volunteers, { params: { id: order.id }, query: { q } }, { enabled: q !== '' })
  const found = q === '' ? null : data
  return (
    <div className="flex flex-col gap-8 pt-8">
      <Field
        label={texts.search}
        hint={texts.searchHint}
        type="search"
        autoFocus
        maxLength={60}
        value={text}
        onChange={({ target }) => setText(target.value)}
        data-testid="volunteer-search"
      />
      <div aria-live="polite" aria-busy={q !== '' && data === null && fault === null}>
        {fault !== null && q !== '' && <Failed code={fault.code} onRetry={again} />}
        {found?.volunteers.length === 0 && <p className="text-14 text-ink-3">{texts.nobody}</p>}
      </div>
      {found && found.volunteers.length > 0 && (
        <ul className="-mx-16">
          {found.volunteers.map((one) => (
            <Row key={one.volunteer.person} found={one} order={order} {...give} />
          ))}
        </ul>
      )}
    </div>
  )
}

function Row({
  found: { volunteer, can, reasons, load, asked, pausedUntil },
  order,
  verb,
  busy,
  onGive,
}: { found: Found; order: OrderDetail } & Give) {
  const but = [
    ...(can ? [] : [texts.cannot]),
    ...(pausedUntil === null ? [] : [texts.off(formatDay(Date.parse(pausedUntil)))]),
    ...(asked ? [texts.asked] : []),
  ]
  const facts = reasons.filter(({ kind }) => kind !== 'load').map((reason) => reasonText(reason, order.service))
  return (
    <li
      className="flex items-start gap-12 border-t border-line px-16 py-9 first:border-t-0"
      data-testid="found-volunteer"
      data-person={volunteer.person}
      data-can={can}
    >
      <span className="min-w-0 flex-1 text-13 leading-19">
        <strong className="block text-15 font-semibold text-ink-1">{volunteerText(volunteer)}</strong>
        {but.length > 0 && <span className="block font-medium text-ink-1">{but.join(' · ')}</span>}
        <span className="block text-ink-3">{facts.join(' · ')}</span>
      </span>
      <span className="flex shrink-0 flex-col items-end gap-5">
        {verb !== null && pausedUntil === null && (
          <Action size="small" disabled={busy} onClick={() => onGive(volunteer.person)} data-testid="give-found">
            {verb === 'assign' ? texts.assign : texts.offer}
            <span className="sr-only">{volunteerText(volunteer)}</span>
          </Action>
        )}
        <Load load={load} />
      </span>
    </li>
  )
}
