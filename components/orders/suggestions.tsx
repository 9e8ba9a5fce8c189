import { Empty, Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { inList } from '@/lib/client/in-list'
import { said } from '@/lib/client/language'
import { orderTexts } from '@/lib/client/messages/orders'
import { reasonText, volunteerText } from '@/lib/client/order-words'
import type { Read } from '@/lib/client/use-read'
import type { OrderDetail, OrderSuggestions } from '@/lib/domain/order'
import { type Give, Load } from './volunteer-load'
import { VolunteerPicker } from './volunteer-picker'

const { suggest: texts } = orderTexts
type Suggestion = OrderSuggestions['suggestions'][number]

function Row({ suggestion, order, place, verb, busy, onGive }: { suggestion: Suggestion; order: OrderDetail; place: number } & Give) {
  const { volunteer, reasons, traits, load } = suggestion
  const first = place === 1
  return (
    <li
      className={`flex items-start gap-12 border-t border-line px-16 py-9 ${first ? 'bg-track/50' : ''}`}
      data-testid="suggestion"
      data-person={volunteer.person}
    >
      <span
        aria-hidden
        className={`mt-4 grid size-26 shrink-0 place-items-center rounded-full text-13 font-medium ${first ? 'bg-ink-1 text-bg' : 'border border-line-strong text-ink-1'}`}
      >
        {place}
      </span>
      <span className="min-w-0 flex-1 text-13 leading-19">
        <span className="block">
          <strong className="text-15 font-semibold text-ink-1">{volunteerText(volunteer)}</strong>
          {traits.length > 0 && <span className="text-ink-2"> · {inList(traits.map((trait) => texts.traits[trait]))}</span>}
        </span>
        <span className="block text-ink-3" data-testid="reasons">
          {reasons
            .filter(({ kind }) => kind !== 'load')
            .map((reason) => reasonText(reason, order.service))
            .join(' · ')}
        </span>
      </span>
      <span className="flex shrink-0 flex-col items-end gap-5">
        {verb !== null && (
          <Action size="small" main={first} disabled={busy} onClick={() => onGive(volunteer.person)} data-testid="give">
            {verb === 'assign' ? texts.assign : texts.offer}
            <kbd className={`rounded-4 px-5 text-12 ${first ? 'bg-bg/20' : 'bg-track'} max-lg:hidden`}>{place}</kbd>
            <span className="sr-only">{volunteerText(volunteer)}</span>
          </Action>
        )}
        <Load load={load} />
      </span>
    </li>
  )
}

/** As high as the three usually are, so that what stands below them stays there when they come. */
const threeRows = () => said({ zh: 'min-h-256', en: 'min-h-294' })

/** Whom an order might be offered to, the best first, and why; it proposes, and whoever dispatches decides. */
export function Suggestions({ read, order, ...give }: { read: Read<OrderSuggestions>; order: OrderDetail } & Give) {
  return (
    <section aria-label={texts.title} className="border-t border-line" data-testid="suggestions">
      <h3 className="flex items-baseline gap-10 px-16 py-9 text-15 font-semibold text-ink-1">
        {texts.title}
        <span className="text-13 font-normal text-ink-3">{texts.about}</span>
        <span className="ml-auto text-13 font-normal text-ink-3">{texts.squares}</span>
      </h3>
      {read.fault !== null ? (
        <Failed code={read.fault.code} onRetry={read.again} />
      ) : read.data === null ? (
        <Waiting className={threeRows()} />
      ) : read.data.suggestions.length === 0 ? (
        <Empty testId="nobody">{texts.none}</Empty>
      ) : (
        <ol className={threeRows()}>
          {read.data.suggestions.map((suggestion, i) => (
            <Row key={suggestion.volunteer.person} suggestion={suggestion} order={order} place={i + 1} {...give} />
          ))}
        </ol>
      )}
      {give.verb !== null && <VolunteerPicker key={order.id} order={order} {...give} />}
    </section>
  )
}
