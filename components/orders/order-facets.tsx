import { FacetChips, FacetFrame, FacetRow, FacetSheet, facetOption } from '@/components/list/facets'
import { formatCount } from '@/lib/client/format'
import { listTexts } from '@/lib/client/messages/list'
import { orderTexts } from '@/lib/client/messages/orders'
import { serviceText } from '@/lib/client/order-words'
import { useRoute } from '@/lib/client/use-read'
import type { OrderFacets } from '@/lib/domain/order'
import { OrderState } from '@/lib/domain/order-life'
import { orderRoutes } from '@/lib/domain/routes/orders'
import { type OrderPlace, UNNARROWED } from './use-order-place'

const { list: texts } = orderTexts
type Props = { place: OrderPlace; facets: OrderFacets | null; onGo(next: Partial<OrderPlace>): void }

/** The values that there are, and those that are chosen. */
function valuesOf<Value extends string>(all: readonly Value[], counted: readonly { value: Value; count: number }[], chosen: readonly Value[]) {
  const counts = new Map(counted.map(({ value, count }) => [value, count]))
  return all.flatMap((value) => (counts.has(value) || chosen.includes(value) ? [{ value, count: counts.get(value) ?? 0 }] : []))
}
const toggled = <Value extends string>(chosen: readonly Value[], value: Value): Value[] =>
  chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]

/** What the list of orders is narrowed by, each value with how many there are under all the others. */
export function OrderFacetBar({ place, facets, onGo }: Props) {
  const { states, services, late, complained, left } = place
  const { data: catalogue } = useRoute(orderRoutes.services, {})
  const nameOf = (code: string) => {
    const service = catalogue?.services.find((one) => one.code === code)
    return service ? serviceText(service) : code
  }
  const codes = [...new Set([...(facets?.service.map(({ value }) => value) ?? []), ...services])]
  const chosen = states.length + services.length + Number(late) + Number(complained !== null) + Number(left !== null)
  return (
    <FacetRow>
      {/* the height of its chips until they are known, so that what stands below stays there */}
      {facets === null && <span className="min-h-30 max-lg:min-h-44" aria-hidden />}
      <FacetChips
        facet="state"
        name={texts.state}
        values={valuesOf(OrderState.options, facets?.state ?? [], states)}
        chosen={states}
        label={(value) => orderTexts.states[OrderState.parse(value)]}
        onToggle={(value) => onGo({ states: toggled(states, OrderState.parse(value)) })}
        onClear={() => onGo({ states: [] })}
      />
      {(late || (facets?.late ?? 0) > 0) && (
        <FacetFrame name={texts.due} active={late} onClear={() => onGo({ late: false })}>
          <button
            type="button"
            aria-pressed={late}
            data-facet="late"
            data-count={facets?.late}
            className={facetOption}
            onClick={() => onGo({ late: !late })}
          >
            {texts.late}
            {facets && <span className="text-ink-3 in-aria-pressed:text-bg">{formatCount(facets.late)}</span>}
          </button>
        </FacetFrame>
      )}
      <FacetSheet
        facet="service"
        name={texts.service}
        values={valuesOf(codes, facets?.service ?? [], services)}
        chosen={services}
        label={nameOf}
        told={listTexts.kinds}
        onToggle={(value) => onGo({ services: toggled(services, value) })}
        onClear={() => onGo({ services: [] })}
      />
      {complained !== null && (
        <FacetFrame name={orderTexts.complained} active onClear={() => onGo({ complained: null })}>
          {null}
        </FacetFrame>
      )}
      {left !== null && (
        <FacetFrame name={orderTexts.volunteerLeft} active onClear={() => onGo({ left: null })}>
          {null}
        </FacetFrame>
      )}
      {chosen > 0 && (
        <button
          type="button"
          className="ml-auto whitespace-nowrap text-ink-1 underline underline-offset-4 max-lg:min-h-44"
          onClick={() => onGo({ ...UNNARROWED, figure: place.figure, counted: place.counted, q: place.q })}
          data-testid="clear-facets"
        >
          {listTexts.clearAll}
        </button>
      )}
    </FacetRow>
  )
}
