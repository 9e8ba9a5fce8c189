'use client'
import { type FormEvent, useState } from 'react'
import { v4 as uuid } from 'uuid'
import { Panel } from '@/components/page/panel'
import { Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { inputLook } from '@/components/ui/field'
import { Table } from '@/components/ui/table'
import { http } from '@/lib/client/http'
import { orderTexts } from '@/lib/client/messages/orders'
import { unitTexts } from '@/lib/client/messages/units'
import { useRoute } from '@/lib/client/use-read'
import { faultWord } from '@/lib/client/word-of'
import { type OrderCatalogue, OrderCatalogueIn, type OrderService } from '@/lib/domain/order-services'
import { orderRoutes } from '@/lib/domain/routes/orders'
import { SkillName } from '@/lib/domain/skills'

const { catalogue: texts, faults } = orderTexts
const EMPTY: OrderService = { code: '', name: '', nameEn: '', skill: 'care', minutes: 60, offerMinutes: [10, 15, 15], poolMinutes: 40, on: true }

const minutesIn = (text: string): number[] => text.split(/[,\uff0c\s]+/).flatMap((one) => (one === '' ? [] : [Number(one)]))

/** 清单: what can be asked for, what skill it needs and how long offers stand; administrators of the county change it. */
export function CatalogueView() {
  const { data, fault, again, set } = useRoute(orderRoutes.services, {})
  // said of a form that another takes the place of when it is saved
  const [said, setSaid] = useState<Said | null>(null)
  // as it was when somebody began to write in it: what is read anew takes nothing of that away
  const [held, setHeld] = useState<OrderCatalogue | null>(null)
  const shown = held ?? data
  if (fault !== null) return <Failed code={fault.code} onRetry={again} />
  if (shown === null) return <Waiting />
  const save = (made: OrderCatalogue) => {
    setHeld(null)
    set(made)
  }
  return (
    <Catalogue key={shown.revision} catalogue={shown} said={said} onTouch={() => setHeld(shown)} onStale={again} onSaid={setSaid} onSaved={save} />
  )
}

type Said = { text: string; quiet: boolean }
type CatalogueProps = {
  catalogue: OrderCatalogue
  said: Said | null
  onTouch(): void
  /** it is no more as it was when somebody began to write */
  onStale(): void
  onSaid(said: Said): void
  onSaved(made: OrderCatalogue): void
}

function Catalogue({ catalogue, said, onTouch, onStale, onSaid, onSaved }: CatalogueProps) {
  const { edits, revision } = catalogue
  const [rows, setRows] = useState(() => catalogue.services.map((service) => ({ key: service.code, service })))
  const [busy, setBusy] = useState(false)
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const of = (key: string, name: string) => String(form.get(`${key}.${name}`) ?? '').trim()
    const parsed = OrderCatalogueIn.safeParse({
      ...{ requestId: uuid(), expectedRevision: revision },
      services: rows.map(({ key, service }) => ({
        ...{ code: service.code === '' ? of(key, 'code') : service.code, name: of(key, 'name'), nameEn: of(key, 'nameEn'), skill: of(key, 'skill') },
        ...{ minutes: Number(of(key, 'minutes')), offerMinutes: minutesIn(of(key, 'offers')), poolMinutes: Number(of(key, 'pool')) },
        on: form.get(`${key}.on`) === 'on',
      })),
    })
    if (!parsed.success) return onSaid({ text: texts.bad, quiet: false })
    setBusy(true)
    const answer = await http(orderRoutes.setServices, { body: parsed.data })
    setBusy(false)
    if (answer.ok) {
      onSaid({ text: texts.saved, quiet: true })
      return onSaved(answer.body)
    }
    onSaid({
      text: answer.code === 'conflict' ? texts.stale : faultWord(faults, answer.code),
      quiet: false,
    })
    if (answer.code === 'conflict') onStale()
  }
  const cell = (key: string, name: string, label: string, value: string | number, look = '') => (
    <input name={`${key}.${name}`} aria-label={label} defaultValue={value} disabled={!edits} required className={`${inputLook} ${look}`} />
  )
  return (
    <Panel flush title={orderTexts.views.catalogue} note={edits ? undefined : texts.readOnly} testId="catalogue">
      <p className="max-w-1000 px-16 py-12 text-14 text-ink-3">{texts.hint}</p>
      <form onSubmit={(event) => void save(event)} onChange={onTouch}>
        <Table stacks columns={[texts.name, texts.nameEn, texts.skill, texts.minutes, texts.offers, texts.pool, texts.on]}>
          {rows.map(({ key, service }) => (
            <tr key={key} data-testid="service" data-code={service.code}>
              <td data-label={texts.name}>
                {cell(key, 'name', texts.name, service.name, 'min-w-120')}
                {service.code === '' && <span className="block pt-4">{cell(key, 'code', texts.code, '', 'min-w-120')}</span>}
              </td>
              <td data-label={texts.nameEn}>{cell(key, 'nameEn', texts.nameEn, service.nameEn, 'min-w-160')}</td>
              <td data-label={texts.skill}>
                <select
                  name={`${key}.skill`}
                  aria-label={texts.skill}
                  defaultValue={service.skill}
                  disabled={!edits}
                  className={`${inputLook} min-w-120`}
                >
                  {SkillName.options.map((skill) => (
                    <option key={skill} value={skill}>
                      {unitTexts.skills[skill]}
                    </option>
                  ))}
                </select>
              </td>
              <td data-label={texts.minutes}>{cell(key, 'minutes', texts.minutes, service.minutes, 'w-72')}</td>
              <td data-label={texts.offers}>{cell(key, 'offers', texts.offers, service.offerMinutes.join(','), 'w-112')}</td>
              <td data-label={texts.pool}>{cell(key, 'pool', texts.pool, service.poolMinutes, 'w-72')}</td>
              <td data-label={texts.on}>
                <input type="checkbox" name={`${key}.on`} aria-label={texts.on} defaultChecked={service.on} disabled={!edits} className="size-20" />
              </td>
            </tr>
          ))}
        </Table>
        {edits && (
          <div className="flex flex-wrap items-center gap-10 border-t border-line p-16">
            <Action onClick={() => setRows((all) => [...all, { key: uuid(), service: EMPTY }])} data-testid="add-service">
              {texts.add}
            </Action>
            <Action type="submit" main disabled={busy} data-testid="save-catalogue">
              {texts.save}
            </Action>
            {said && (
              <Callout quiet={said.quiet} role="status">
                {said.text}
              </Callout>
            )}
          </div>
        )}
      </form>
    </Panel>
  )
}
